"""What processes do: madvise, prctl, write, read, map, unmap, start, fork, exit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ksmlab.console.arguments import contents_of, number, pages_of, process_of, region_of
from ksmlab.console.command import Command, by_name
from ksmlab.console.output import Output, Refused
from ksmlab.scenario.model import (
    Advice,
    Content,
    Exit,
    Fork,
    Madvise,
    Map,
    Pages,
    Prctl,
    ProcessSpec,
    Read,
    RegionSpec,
    Start,
    Unmap,
    Write,
)

if TYPE_CHECKING:
    from ksmlab.console.console import Console

_ADVICE: dict[str, Advice] = {"mergeable": "mergeable", "unmergeable": "unmergeable", "dontneed": "dontneed"}


def _where(console: Console, words: list[str], at_least: int, usage: str) -> tuple[str, str, Pages]:
    if len(words) < at_least:
        raise Refused(f"{words[0]}: too few words", usage)
    region = region_of(console.lab, words[1], words[2])
    return words[1], words[2], pages_of(region, words[3])


def _madvise(console: Console, words: list[str]) -> Output:
    if len(words) == 4:
        words = [*words[:3], "all", words[3]]
    process, region, pages = _where(console, words, 5, "madvise vm1 ram 0-3 unmergeable")
    advice = _ADVICE.get(words[4].lower().removeprefix("madv_"))
    if advice is None:
        raise Refused("madvise: Invalid argument", f"{', '.join(_ADVICE)} are the advices known here")
    return console.do(Madvise(process=process, region=region, pages=pages, advice=advice), "madvise")


def _prctl(console: Console, words: list[str]) -> Output:
    if len(words) != 3 or words[2] not in ("0", "1"):
        raise Refused("prctl: a process and 0 or 1 are needed", "prctl vm1 1 is PR_SET_MEMORY_MERGE")
    return console.do(Prctl(process=process_of(console.lab, words[1]).name, merge_any=words[2] == "1"), "prctl")


def _write(console: Console, words: list[str]) -> Output:
    process, region, pages = _where(console, words, 5, "write vm1 ram 0-3 hex aa")
    contents = contents_of(words[4:], len(pages))
    return console.do(Write(process=process, region=region, pages=pages, contents=contents), process)


def _read(console: Console, words: list[str]) -> Output:
    process, region, pages = _where(console, words, 4, "read vm1 ram 0-3")
    return console.do(Read(process=process, region=region, pages=pages), process)


def _map(console: Console, words: list[str]) -> Output:
    if len(words) < 4:
        raise Refused("map: too few words", "map vm1 heap 16 zero mergeable")
    process, rest = process_of(console.lab, words[1]), words[4:]
    mergeable = rest[-1:] == ["mergeable"]
    if any(region.name == words[2] for region in process.regions):
        raise Refused(f"{words[1]} has a region {words[2]} already", "give the new one a name of its own")
    pages = number(words, 3)
    content = rest[: len(rest) - mergeable]
    contents = contents_of(content, pages) if content else (Content("untouched", None, pages),)
    region = RegionSpec(words[2], pages, contents, mergeable=mergeable)
    return console.do(Map(process=process.name, region=region), process.name)


def _unmap(console: Console, words: list[str]) -> Output:
    process, region, pages = _where(console, words, 4, "unmap vm1 ram 0-3")
    return console.do(Unmap(process=process, region=region, pages=pages), process)


def _start(console: Console, words: list[str]) -> Output:
    name = _new_name(console, words, 1, "start vm3")
    return console.do(Start(process=ProcessSpec(name, ())), name)


def _fork(console: Console, words: list[str]) -> Output:
    if len(words) < 2:
        raise Refused("fork: which process?", "fork vm1 child")
    parent = process_of(console.lab, words[1])
    child = _new_name(console, words, 2, f"fork {words[1]} child")
    return console.do(Fork(process=parent.name, child=child), parent.name)


def _exit(console: Console, words: list[str]) -> Output:
    if len(words) != 2:
        raise Refused("exit: which process?", "exit vm1 ends a process; q leaves the lab")
    return console.do(Exit(process=process_of(console.lab, words[1]).name), words[1])


def _new_name(console: Console, words: list[str], place: int, usage: str) -> str:
    if len(words) <= place:
        raise Refused(f"{words[0]}: a name is missing", usage)
    name = words[place]
    if not name.replace("_", "").replace("-", "").isalnum() or not name[0].isalpha() or len(name) > 64:
        raise Refused(f"{name!r} is no name for a process", "letters, digits, _ and -")
    if name in {process.name for process in console.lab.machine.memory.processes}:
        raise Refused(f"there is or was a process {name}", "give the new one a name of its own")
    return name


COMMANDS = by_name(
    (
        Command(
            "madvise", "madvise PROC REGION [PAGES] mergeable|unmergeable|dontneed", "madvise(2) on pages.",
            "madvise vm1 ram 0-3 unmergeable", _madvise, ("process", "region", "pages", "advice"),
        ),
        Command(
            "prctl", "prctl PROC 0|1", "PR_SET_MEMORY_MERGE: all of the process is mergeable, or no longer.",
            "prctl vm1 1", _prctl, ("process", "0|1"),
        ),
        Command(
            "write", "write PROC REGION PAGES CONTENT", "The process writes pages: zero, hex aa, text hello, …",
            "write vm1 ram 0-3 hex aa", _write, ("process", "region", "pages", "content", ""),
        ),
        Command(
            "read", "read PROC REGION PAGES", "The process reads pages; what it never wrote is the zero page.",
            "read vm1 ram 0-3", _read, ("process", "region", "pages"),
        ),
        Command(
            "map", "map PROC REGION COUNT [CONTENT] [mergeable]", "mmap a new region of COUNT pages.",
            "map vm1 heap 16 zero mergeable", _map, ("process", "", "count", "content", ""),
        ),
        Command("unmap", "unmap PROC REGION PAGES", "munmap pages.", "unmap vm1 ram 0-3", _unmap,
                ("process", "region", "pages")),
        Command("start", "start PROC", "A new process without memory; `map` gives it some.", "start vm3", _start),
        Command("fork", "fork PROC CHILD", "fork(2): the child has the parent's regions.", "fork vm1 child", _fork,
                ("process", "")),
        Command("exit", "exit PROC", "The process ends.", "exit vm1", _exit, ("process",)),
    )
)  # fmt: skip
