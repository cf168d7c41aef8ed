"""Commands of any shell: echo, cat, grep, ls, cd, pwd."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ksmlab.console.command import Command, by_name
from ksmlab.console.files import absolute
from ksmlab.console.output import Output, Refused

if TYPE_CHECKING:
    from ksmlab.console.console import Console


def _echo(console: Console, words: list[str]) -> Output:
    return Output(" ".join(words[2:] if words[1:2] == ["-n"] else words[1:]))


def _cat(console: Console, words: list[str]) -> Output:
    texts, errors = [], []
    for name in console.expand(words[1:]):
        try:
            texts.append(_read(console, "cat", name))
        except Refused as refused:
            errors.append(refused.output.text)
    if not words[1:]:
        raise Refused("cat: which file?", "cat /sys/kernel/mm/ksm/pages_sharing")
    return Output("\n".join(texts + errors), bool(errors))


def _grep(console: Console, words: list[str]) -> Output:
    options = [word for word in words[1:] if word.startswith("-")]
    rest = [word for word in words[1:] if not word.startswith("-")]
    if len(rest) < 2:
        raise Refused("grep: a pattern and files are needed", "grep . /sys/kernel/mm/ksm/*")
    try:
        pattern = re.compile(rest[0], re.IGNORECASE if "-i" in options else 0)
    except re.error as error:
        raise Refused(f"grep: {rest[0]}: {error}") from None
    names, found, errors = console.expand(rest[1:]), [], []
    for name in names:
        try:
            lines = _read(console, "grep", name).split("\n")
        except Refused as refused:
            errors.append(refused.output.text)
            continue
        before = f"{name}:" if len(names) > 1 or "-H" in options else ""
        found += [before + line for line in lines if pattern.search(line)]
    return Output("\n".join(found + errors), bool(errors))


def _ls(console: Console, words: list[str]) -> Output:
    shown = []
    names = console.expand([word for word in words[1:] if not word.startswith("-")]) or ["."]
    for name in names:
        path = absolute(name, console.cwd)
        entries = console.files.entries(path)
        if entries is None and not console.files.is_file(path):
            said = f"ls: cannot access '{name}': No such file or directory"
            raise Refused(said, console.files.missing(path))
        shown.append(name if entries is None else "\n".join(entries))
    return Output("\n".join(shown))


def _cd(console: Console, words: list[str]) -> Output:
    path = absolute(words[1] if len(words) > 1 else "/", console.cwd)
    if console.files.entries(path) is None:
        kind = "Not a directory" if console.files.is_file(path) else "No such file or directory"
        raise Refused(f"bash: cd: {words[1]}: {kind}", console.files.missing(path))
    console.cwd = path
    return Output()


def _pwd(console: Console, words: list[str]) -> Output:
    return Output(console.cwd)


def _read(console: Console, command: str, name: str) -> str:
    path = absolute(name, console.cwd)
    if console.files.entries(path) is not None:
        raise Refused(f"{command}: {name}: Is a directory")
    if not console.files.is_file(path):
        raise Refused(f"{command}: {name}: No such file or directory", console.files.missing(path))
    return console.files.read(path)


COMMANDS = by_name(
    (
        Command(
            "echo", "echo VALUE > FILE", "Write to a file of /sys/kernel/mm/ksm; the kernel may refuse.",
            "echo 2 > /sys/kernel/mm/ksm/run", _echo, ("", "file"),
        ),
        Command(
            "cat", "cat FILE…", "Show files: counters, knobs, a process's ksm_stat.", "cat /proc/vm1/ksm_stat", _cat,
            ("file",),
        ),
        Command(
            "grep", "grep [-i] PATTERN FILE…", "Lines that match; with `.` all files with their values.",
            "grep . /sys/kernel/mm/ksm/*", _grep, ("", "file"),
        ),
        Command("ls", "ls [DIRECTORY]", "The files of a directory.", "ls /sys/kernel/mm/ksm", _ls, ("file",)),
        Command("cd", "cd DIRECTORY", "Go to a directory.", "cd /sys/kernel/mm/ksm", _cd, ("file",)),
        Command("pwd", "pwd", "The directory that names without / belong to.", "pwd", _pwd),
    )
)  # fmt: skip
