"""What is no YAML document, or more than one, or too much of one."""

# A file and its message stand side by side.
# ruff: noqa: E501
from __future__ import annotations

import re

import pytest

from tests.scenario.mistakes import HEAD, only

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefg", "bcdefgh", strict=True)
)

MISTAKES = {
    "empty": ("", "1:1: the file is empty; expected a scenario, beginning with `ksmlab: 1`"),
    "only a comment": ("# nothing\n", "1:1: the file is empty"),
    "an empty document": ("---\n", "2:1: the document is empty"),
    "a tab before a key": ("ksmlab: 1\nksm:\n\trun: 1\n", "3:1: a tab; expected spaces"),
    "a tab before an item": ("ksmlab: 1\nsteps:\n  \t- scan: 1\n", "3:3: a tab; expected spaces"),
    "a second document": (HEAD + "---\n" + HEAD, "3:1: a second YAML document begins here; expected one scenario"),
    "text after the end": (HEAD + "...\nmore", "4:1: text after the end of the document"),
    "a key twice": (HEAD + "title: again", "3:1: the key `title` is here twice; expected it once (first in line 2)"),
    "a key twice in a region": (
        HEAD + "processes:\n- name: a\n  regions:\n  - name: r\n    pages: 4\n    pages: 5\n",
        "8:5: the key `pages` is here twice; expected it once (first in line 7)",
    ),
    "an alias bomb": (BOMB, "7:11: with its aliases written out this has more than 1,000,000 values"),
    "an alias of nothing": ("ksmlab: *x", "1:9: the alias `*x` has no anchor before it; expected `&x`"),
    "an alias of itself": ("ksmlab: &a [*a]", "1:13: the alias `*a` has no anchor before it"),
    "deep lists": ("[" * 900, "1:65: nested more than 64 deep"),
    "deep mappings": ("{a: " * 5_000, "1:257: nested more than 64 deep"),
    "deep aliases": (
        "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 80)),
        "63:6: with its aliases written out this is nested more than 64 deep",
    ),
    "a merge key": (HEAD + "<<: {seed: 1}", "3:1: merge keys (`<<`) are not taken"),
    "a list as key": (HEAD + "? [a]\n: b", "3:3: a list or a mapping stands where a key should; expected a word"),
    "an alias to a list as key": (HEAD + "about: &a [x]\n? *a\n: b", "4:3: a list or a mapping stands where a key"),
    "a tag": (HEAD + "about: !!python/name:os.system x", "3:8: the tag !!python/name:os.system means nothing here"),
    "a tag of a list": (HEAD + "steps: !!set []", "3:8: the tag !!set means nothing here"),
    "an open list": ("ksmlab: [1\n", "1:9: a list that is not closed"),
    "an open mapping": (HEAD + "ksm: {run: 1\n", "3:6: a mapping that is not closed"),
    "an open text": ('ksmlab: 1\ntitle: "x', "2:8: a quoted text that does not end; expected the closing quote"),
    "a key without colon": (HEAD + "seed\nksm:\n", "3:1: a key without its `:`; expected `key: value`"),
    "two colons": ("ksmlab: 1\ntitle: Zero: pages", "2:12: a `:` where no value can begin"),
    "keys in two columns": ("ksmlab: 1\n  title: x", "2:8: a `:` where no value can begin"),
    "a key in a list": ("ksmlab: 1\nsteps:\n- scan: 1\nx: 1\n- scan", "5:1: this does not go on with the mapping above"),
    "an odd character": (HEAD + "about: @x", "3:8: no value can begin with this character; expected text in quotes"),
    "a control character": (HEAD + "about: ü\x01", "3:9: the character 0x1 is not allowed in YAML"),
    "half a surrogate pair": (HEAD + "about: \ud800", "3:8: half of a surrogate pair"),
    "an octal number": (HEAD + "seed: 017", "3:7: `017` is one number for some YAML readers and another or text"),
    "a time of day": ("ksmlab: 1\ntitle: 12:30", "2:8: `12:30` is one number for some YAML readers"),
    "a number of 5,000 digits": (HEAD + "seed: " + "9" * 5_000, "3:7: a number of 5000 characters; expected at most 40"),
}


@pytest.mark.parametrize(("text", "message"), MISTAKES.values(), ids=MISTAKES.keys())
def test_mistake(text: str, message: str) -> None:
    assert only(text).startswith("f.yaml:" + message)


def test_lists_deeper_than_the_parser_itself_goes() -> None:
    """libyaml reads ahead: from PyYAML 6.0.4 on its own limit is met before ours."""
    assert re.fullmatch(r"f\.yaml:1:(65: nested more than 64|1001: nested much too) deep; expected .*", only("[" * 100_000))
