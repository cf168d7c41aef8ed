"""Unknown keys, wrong types, numbers out of range: what breaks the schema."""

# A file and its message stand side by side.
# ruff: noqa: E501
from __future__ import annotations

import pytest

from tests.scenario.mistakes import HEAD, RUNNING, only, told

TOP = {
    "- a": "1:1: this is a list; expected a mapping with the keys of a scenario",
    "word": "1:1: `word` is text; expected a mapping with the keys of a scenario",
    "title: x": "1:1: a scenario has no `ksmlab`; expected `ksmlab:` (format version, 1)",
    "ksmlab: 2": "1:9: `2`, a whole number, is not known here; expected format version 1",
    'ksmlab: "1"': "1:9: `1`, text, is not known here; expected format version 1",
}
KEYS = {
    "sead: 1": "3:1: unknown key `sead` in a scenario; expected `ksmlab`, `title`, `about`, `kernel`, `seed`, `ksm`, "
    "`clock`, `processes` or `steps`; did you mean `seed`?",
    '"": 1': '3:1: unknown key `""` in a scenario',
    "seed: x": "3:7: `x` is text; expected a whole number from 0 to 2^64 - 1",
    "seed: 1.5": "3:7: `1.5` is a decimal number; expected a whole number",
    "seed: .nan": "3:7: `.nan` is text; expected a whole number",
    "seed: -1": "3:7: `-1` is too small; expected a whole number from 0 to 2^64 - 1",
    "seed: 18446744073709551616": "3:7: `18446744073709551616` is too large; expected a whole number from 0 to 2^64",
    "seed: yes": "3:7: `yes` is true or false; expected a whole number",
    "about: 5": '3:8: `5` is a whole number; expected text; write "5" in quotes',
    "about: null": "3:8: `null` stands here; expected text",
    "about:": "3:7: nothing stands here; expected text",
    "clock: {visit: 1}": "3:9: unknown key `visit` in clock; expected `visit_ns`, `skip_ns`, ",
    "clock: {visit_ns: -1}": "3:19: `-1` is too small; expected a whole number from 0 to 1,000,000,000,000,000",
    "ksm: 5": "3:6: `5` is a whole number; expected a mapping with the keys of ksm",
    "ksm: {pages_to_scam: 5}": "3:7: unknown key `pages_to_scam` in ksm; expected `run`, `pages_to_scan`, ",
    "ksm: {pages_to_scan: 1.5}": "3:22: `1.5` is a decimal number; expected a whole number, true or false, or text",
    "ksm: {pages_shared: 1}": "3:7: `pages_shared` is a counter, which nobody can write; expected a knob: `run`, ",
    "processes: {}": "3:12: this is a mapping; expected a list of processes",
    "processes:": "3:11: nothing stands here; expected a list of processes",
    "processes: [{}]": "3:13: a process has no `name`; expected `name:` (its name, unlike those of the others that run)",
    "processes: [{nmae: x}]": "3:14: unknown key `nmae` in a process; expected `name` or `regions`; did you mean `name`?",
    "processes: [{name: a b}]": "3:20: `a b` does not fit; expected a name: letters, digits, `_` and `-`, at most 64",
    "processes: [{name: no}]": '3:20: `no` is true or false; expected a name: letters, digits, `_` and `-`, '
    'at most 64; write "no" in quotes',
}
KERNELS = {
    "6.18": "3:9: `6.18` is a decimal number; expected a kernel profile in quotes (6.1, v3, ",
    "6.10": "3:9: `6.10` is a decimal number; expected a kernel profile in quotes",
    "7": "3:9: `7` is a whole number; expected a kernel profile in quotes",
    '"6.17"': "3:9: no kernel profile '6.17'; the last one before it is 6.16",
    "six": "3:9: no kernel profile 'six' (there are 6.1, v3, 6.6",
    "[a]": "3:9: this is a list; expected a kernel profile in quotes",
    "{base: 6.18}": "3:16: `6.18` is a decimal number; expected one of 6.1, v3, ",
    "{smart_scan: true}": "3:9: kernel has no `base`; expected `base:` (the profile)",
    '{base: "6.18", smart_scam: true}': "3:24: unknown key `smart_scam` in kernel; expected `base`, ",
    '{base: "6.18", smart_scan: 1}': "3:36: `1` is not known here; expected one of false, true",
    '{base: "6.18", zero_page_tracking: nnoe}': "3:44: `nnoe` is not known here; expected one of none, item_flag, "
    "dirty_pte; did you mean `none`?",
}
REGIONS = {
    "name: r": "3:33: a region has no `pages`; expected `pages:` (its size in pages of 4 KiB)",
    "name: r, pages: 0": "3:50: `0` is too small; expected a whole number from 1 to 1,073,741,824",
    "name: r, pages: 1000000000000000": "3:50: `1000000000000000` is too large; expected a whole number from 1 to "
    "1,073,741,824",
    "name: r, pages: many": "3:50: `many` is text; expected a whole number",
    "name: r, pages: 4, mergable: true": "3:53: unknown key `mergable` in a region; expected `name`, `pages`, `at`, "
    "`mergeable`, `node` or `content`; did you mean `mergeable`?",
    "name: r, pages: 4, mergeable: 1": "3:64: `1` is a whole number; expected true or false",
    "name: r, pages: 4, node: 64": "3:59: `64` is too large; expected a whole number from 0 to 63",
    "name: r, pages: 4, at: -1": "3:57: `-1` is too small; expected a whole number from 0 to 34,359,738,367",
}
CONTENTS = {
    "zreo": '3:62: `zreo` is not known here; expected one of zero, read, untouched, or `{hex: "aa"}`; did you mean `zero`',
    "5": '3:62: `5` is a whole number; expected a content such as `zero` or `{hex: "aa"}`, or a list of them',
    "null": "3:62: `null` stands here; expected a content such as `zero`",
    "[]": "3:62: this list is empty; expected at least one content",
    "[zero]": "3:63: `zero` is text; expected a content with its pages, such as `{zero: null, pages: 4}`",
    "[{zero: null}]": "3:63: a content has no `pages`; expected `pages:` (How many pages have it)",
    "{}": "3:62: a content without its kind; expected one of `zero`, `hex`, ",
    "{pages: 3}": "3:62: a content without its kind; expected one of `zero`, `hex`, ",
    '{zero: null, hex: "aa"}': "3:62: one content cannot be `zero` and `hex`; expected one of `zero`, ",
    '{hexx: "aa"}': "3:63: unknown key `hexx` in a content; expected `zero`, `hex`, ",
    "{zero: 4}": "3:69: `4` is a whole number; expected nothing after it, or null",
    "{hex: 12}": '3:68: `12` is a whole number; expected hex digits in quotes, two for each byte, at most 4096 bytes; '
    'write "12" in quotes',
    "{hex: aaa}": "3:68: `aaa` does not fit; expected hex digits in quotes, two for each byte, at most 4096 bytes",
    "{hex: xy}": "3:68: `xy` does not fit; expected hex digits",
    '{hex: ""}': '3:68: `""` does not fit; expected hex digits',
    f"{{hex: {'aa' * 4097}}}": "3:68: `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…` does not fit; expected hex digits",
    "{fill: aabb}": "3:69: `aabb` does not fit; expected one byte: two hex digits in quotes",
    f"{{text: {'x' * 4097}}}": f"3:69: `{'x' * 40}…` does not fit; expected text of at most 4096 bytes",
    "{unique: -1}": "3:71: `-1` is too small; expected a whole number from 0 to 2^64 - 1",
    "{unique: 18446744073709551616}": "3:71: `18446744073709551616` is too large; expected a whole number from 0 to 2^64",
    "{mix: {zero: 2}}": "3:75: `2` is too large; expected a share from 0 to 1",
    "{mix: {zro: 1}}": "3:69: unknown key `zro` in a mix; expected `zero`, `duplicate`, `distinct` or `unique`; did you",
    "{mix: {distinct: 0}}": "3:79: `0` is too small; expected a whole number from 1 to 4,294,967,296",
}
STEPS = {
    "scan": "5:9: `scan` is text; expected a mapping with one key, such as `scan: 9`",
    "{}": "5:9: this mapping is empty; expected a mapping with one key, such as `scan: 9`",
    "{scna: 1}": "5:10: unknown step `scna`; expected `scan`, `set`, `run`, `write`, `read`, `madvise`, `prctl`, `map`, "
    "`unmap`, `start`, `fork`, `exit`, `repeat`, `expect` or `note`; did you mean `scan`?",
    "{scan: 1, note: x}": "5:9: a step has 2 keys, `scan` and `note`; expected a mapping with one key",
    "{scan: 0}": "5:16: `0` is too small; expected a number of wake-ups from 1 to 100,000,000, or `{full_scans: N}`",
    "{scan: 1000000000000}": "5:16: `1000000000000` is too large; expected a number of wake-ups from 1 to 100,000,000",
    "{scan: {full_scan: 1}}": "5:17: unknown key `full_scan` in scan; expected `full_scans` or `pages`; did you mean `full_scans`?",
    "{scan: {full_scans: 10000000}}": "5:29: `10000000` is too large; expected a whole number from 1 to 1,000,000",
    "{run: 3}": "5:15: `3` is not known here; expected one of 0, 1, 2",
    "{write: {process: vm, region: ram}}": "5:17: write has no `content`; expected `content:`",
    "{write: {process: vm, region: ram, pages: x, content: zero}}": "5:51: `x` does not fit; expected `all`, a page "
    'number, or numbers and ranges such as "0-3,8"',
    "{read: {process: vm, region: ram, pages: -1}}": "5:50: `-1` is too small; expected `all`, a page number",
    "{madvise: {process: vm, region: ram, advice: mergable}}": "5:54: `mergable` is not known here; expected one of "
    "mergeable, unmergeable, dontneed; did you mean `mergeable`?",
    "{prctl: {process: vm, merge_any: 1}}": "5:42: `1` is a whole number; expected true or false",
    "{exit: {process: vm}}": "5:16: this is a mapping; expected a name",
    "{repeat: {times: 2000000, steps: []}}": "5:26: `2000000` is too large; expected a whole number from 1 to 1,000,000",
    "{note: }": "5:16: nothing stands here; expected text",
    "{expect: {}}": '5:18: this mapping is empty; expected `kernel`, counters, knobs or "process.field"',
    "{expect: {pages_shard: 1}}": '5:19: unknown key `pages_shard` in expect; expected `kernel`, counters, knobs or '
    '"process.field"; did you mean `pages_shared`?',
    "{expect: {vm.ksm_zero_page: 1}}": "5:19: unknown key `vm.ksm_zero_page` in expect; expected `kernel`, counters, "
    'knobs or "process.field"; did you mean `vm.ksm_zero_pages`?',
    "{expect: {pages_shared: {mim: 1}}}": "5:34: unknown key `mim` in an expectation; expected `min` or `max`; did you",
    "{expect: {pages_shared: 1.5}}": "5:33: `1.5` is a decimal number; expected a number, or `{min: A, max: B}`",
    "{expect: {kernel: 6.1, pages_shared: 1}}": "5:27: `6.1` is a decimal number; expected a kernel profile in quotes",
    '{expect: {kernel: ["6.2"], pages_shared: 1}}': "5:28: no kernel profile '6.2'; the last one before it is 6.1",
}
MISTAKES = (
    TOP
    | {HEAD + keys: message for keys, message in KEYS.items()}
    | {f"{HEAD}kernel: {kernel}": message for kernel, message in KERNELS.items()}
    | {f"{HEAD}processes: [{{name: a, regions: [{{{region}}}]}}]": message for region, message in REGIONS.items()}
    | {
        f"{HEAD}processes: [{{name: a, regions: [{{name: r, pages: 4, content: {content}}}]}}]": message
        for content, message in CONTENTS.items()
    }
    | {f"{RUNNING}steps: [{step}]": message for step, message in STEPS.items()}
)


@pytest.mark.parametrize(("text", "message"), MISTAKES.items(), ids=lambda text: text.removeprefix(HEAD)[:70])
def test_mistake(text: str, message: str) -> None:
    assert only(text).startswith("f.yaml:" + message)


def test_all_mistakes_are_told_in_the_order_of_the_file() -> None:
    mistakes = told(HEAD + "seed: x\nkernle: a\nprocesses: [{name: 1}, {name: 2}]\n")
    assert [(mistake.place.line, mistake.place.column) for mistake in mistakes if mistake.place] == [
        (3, 7), (4, 1), (5, 20), (5, 31),
    ]


def test_no_more_than_a_hundred_are_told() -> None:
    assert len(told(HEAD + "steps:\n" + "- scan: 0\n" * 500)) == 100
