"""Names, pages and amounts that the steps will not find: what no schema can see."""

# A file and its message stand side by side.
# ruff: noqa: E501
from __future__ import annotations

import pytest

from ksmlab.scenario import parse_scenario
from tests.scenario.mistakes import HEAD, RUNNING, only, told

VM = "process: vm, region: ram"
STEPS = {
    "- read: {process: vn, region: ram}": "6:19: there is no process `vn`; expected a process that runs (`vm`); did you "
    "mean `vm`?",
    "- read: {process: vm, region: rom}": "6:31: the process `vm` has no region `rom`; expected a region (`ram`); did "
    "you mean `ram`?",
    f"- read: {{{VM}, pages: 4}}": "6:43: page 4 is outside the region `ram`, which has 4 pages; expected pages from 0 to 3",
    f'- read: {{{VM}, pages: "2-9"}}': "6:43: page 9 is outside the region `ram`",
    f'- read: {{{VM}, pages: "3-1"}}': "6:43: the range 3-1 runs backwards; expected 1-3",
    f'- read: {{{VM}, pages: [0, "2-7"]}}': "6:47: page 7 is outside the region `ram`",
    f'- read: {{{VM}, pages: "{"9" * 50}"}}': "6:43: a page number with too many digits",
    f"- write: {{{VM}, content: read}}": "6:46: a write cannot write `read`; expected a content with bytes; the step for "
    "that is `read`",
    f"- write: {{{VM}, content: untouched}}": "6:46: a write cannot write `untouched`; expected a content with bytes",
    f"- write: {{{VM}, content: [{{zero: null, pages: 3}}]}}": "6:46: the contents add up to 3 pages, but 4 are written",
    f"- write: {{{VM}, pages: 1, content: {{zero: null, pages: 2}}}}": "6:56: the contents add up to 2 pages, but 1 are",
    f"- unmap: {{{VM}, pages: 1-2}}\n- read: {{{VM}, pages: 0-1}}": "7:43: page 1 of `ram` is unmapped here: the process "
    "would not survive the read; expected mapped pages (0,3)",
    f"- unmap: {{{VM}}}\n- write: {{{VM}, content: zero}}": "7:10: page 0 of `ram` is unmapped here: the process would "
    "not survive the write; expected mapped pages (none are)",
    f"- unmap: {{{VM}}}\n- fork: {{process: vm, child: kid}}\n- read: {{process: kid, region: ram}}": "8:9: page 0 of `ram` "
    "is unmapped here",
    "- fork: {process: vn, child: kid}": "6:19: there is no process `vn`",
    "- fork: {process: vm, child: vm}": "6:30: the name `vm` is taken by a process that runs; expected another name; it "
    "was started in line 4",
    "- start: {name: vm}": "6:17: the name `vm` is taken by a process that runs",
    "- exit: vn": "6:9: there is no process `vn`",
    "- exit: vm\n- exit: vm": "7:9: the process `vm` has exited in line 6; expected a process that runs, but there is none",
    "- exit: vm\n- prctl: {process: vm}": "7:20: the process `vm` has exited in line 6",
    "- map: {process: vm, region: {name: ram, pages: 1}}": "6:37: the process `vm` has a region `ram` already",
    "- map: {process: vm, region: {name: q, pages: 2, at: 3}}": "6:54: the region `q` would lie at pages 3 to 4 and overlap "
    "`ram` at 0 to 3; expected an `at:` that is free",
    "- map: {process: vm, region: {name: q, pages: 2, at: 34359738367}}": "6:54: the region `q` ends at page 34,359,738,368 "
    "of the address space; expected at most 34,359,738,367",
    "- map: {process: vm, region: {name: q, pages: 1073741824}}": "6:37: this makes 1,073,741,828 pages mapped in all; "
    "expected at most 1,073,741,824",
    "- expect: {vn.ksm_zero_pages: 1}": "6:12: there is no process `vn`",
    "- exit: vm\n- expect: {vm.ksm_zero_pages: 1}": "7:12: the process `vm` has exited in line 6",
    "- expect: {pages_shared: x}": "6:26: `pages_shared` is a number; expected a number, or `{min: A, max: B}`",
    "- expect: {pages_shared: {min: 3, max: 1}}": "6:26: nothing is at least 3 and at most 1; expected min not above max",
    "- expect: {vm.ksm_merge_any: 1}": '6:30: `ksm_merge_any` is yes or no; expected "yes" or "no"',
    "- repeat: {times: 2, steps: [{fork: {process: vm, child: kid}}]}": "6:58: in the second round of this `repeat` the "
    "name `kid` is taken by a process that runs",
    "- repeat: {times: 2, steps: [{exit: vm}]}": "6:37: in the second round of this `repeat` the process `vm` has exited",
    f"- repeat: {{times: 3, steps: [{{read: {{{VM}}}}}, {{unmap: {{{VM}, pages: 2}}}}]}}": "6:37: in the second round of this "
    "`repeat` page 2 of `ram` is unmapped here",
    "- repeat: {times: 1000, steps: [{repeat: {times: 1000, steps: [{scan: 1}]}}]}": "6:65: this makes 1,001,001 steps with "
    "every `repeat` written out; expected at most 1,000,000",
    "- repeat: {times: 200, steps: [{scan: 1000000}]}": "6:39: this makes 200,000,000 wake-ups in all; expected at most",
    "- repeat: {times: 400000, steps: [{start: {name: a, regions: [{name: r, pages: 4000}]}}, {exit: a}]}": "6:70: this "
    "makes 1,600,000,004 pages mapped in all",
    "- " + "repeat: {times: 1, steps: [{" * 5 + "scan: 1" + "}]}" * 5: "6:115: `repeat` nested more than 4 deep",
}
CONTENTS = {
    "[{zero: null, pages: 3}, {read: null, pages: 2}]": "3:62: the contents add up to 5 pages, but the region `r` has 4; "
    "expected at most 4 pages in all",
    "{unique: 1, pages: 9}": "3:62: the contents add up to 9 pages, but the region `r` has 4",
    "{unique: 18446744073709551613}": "3:71: 4 numbers from 18446744073709551613 on do not fit in 64 bits; expected at most "
    "18446744073709551612 for 4 pages",
    f'{{text: "{"é" * 2049}"}}': "3:69: the text has 4098 bytes in UTF-8; expected at most 4096, one page",
    "{mix: {zero: 0.5, duplicate: 0.6}}": "3:68: the shares of this mix add up to 1.1; expected at most 1 in all",
}
MISTAKES = {f"{RUNNING}steps:\n{steps}": message for steps, message in STEPS.items()} | {
    f"{HEAD}processes: [{{name: a, regions: [{{name: r, pages: 4, content: {content}}}]}}]": message
    for content, message in CONTENTS.items()
}


@pytest.mark.parametrize(("text", "message"), MISTAKES.items(), ids=lambda text: text.removeprefix(RUNNING)[:70])
def test_mistake(text: str, message: str) -> None:
    assert only(text).startswith("f.yaml:" + message)


def test_what_follows_from_a_mistake_is_not_told() -> None:
    steps = """steps:
- fork: {process: vn, child: kid}
- read: {process: kid, region: ram}
- map: {process: vm, region: {name: q, pages: 1, at: 0}}
- write: {process: vm, region: q, content: zero}
- exit: kid
- scna: 1
"""
    assert len(told(RUNNING + steps)) == 1  # structure first: names are looked at only in what has the right shape
    assert [mistake.place.line for mistake in told(RUNNING + steps.replace("scna", "scan")) if mistake.place] == [6, 8]


def test_a_process_may_have_the_name_of_one_that_has_exited() -> None:
    steps = "steps:\n- repeat: {times: 3, steps: [{start: {name: a}}, {scan: 1}, {exit: a}]}\n"
    assert len(parse_scenario(RUNNING + steps).steps) == 1


def test_advice_about_unmapped_pages_is_the_kernels_to_refuse() -> None:
    steps = f"steps:\n- unmap: {{{VM}}}\n- unmap: {{{VM}}}\n- madvise: {{{VM}, advice: mergeable}}\n"
    assert len(parse_scenario(RUNNING + steps).steps) == 3
