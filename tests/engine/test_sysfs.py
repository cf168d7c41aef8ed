"""/sys/kernel/mm/ksm: each error of section 6, and what a write does besides."""

from __future__ import annotations

import pytest

from ksmlab.errors import KernelErrno
from ksmlab.ksm.sysfs import read_file
from tests.engine.bench import Bench

NUMBERS = ("pages_to_scan", "sleep_millisecs", "stable_node_chains_prune_millisecs")


@pytest.mark.parametrize("value", ["3", "-1", "x", "", "1 2", "0x1"])
def test_run_takes_0_1_and_2(value: str) -> None:
    assert Bench().refusal("run", value) == "EINVAL"


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", ["-1", "4294967296", "x", "1.5", "1\n\n"])
def test_unsigned_numbers_of_32_bits(name: str, value: str) -> None:
    assert Bench().refusal(name, value) == "EINVAL"


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", ["0", "4294967295", "+7\n"])
def test_what_numbers_may_be(name: str, value: str) -> None:
    assert Bench().refusal(name, value) == ""


@pytest.mark.parametrize("name", ["use_zero_pages", "smart_scan"])
def test_booleans(name: str) -> None:
    bench = Bench()
    assert bench.refusal(name, "2") == bench.refusal(name, "") == "EINVAL"
    assert bench.refusal(name, "y") == bench.refusal(name, "off") == ""
    assert read_file(bench.ksm, name) == "0"


@pytest.mark.parametrize(
    ("value", "errno"), [("1", "EINVAL"), ("0", "EINVAL"), ("x", "EINVAL"), ("99999999999", "ERANGE"), ("2", "")]
)
def test_max_page_sharing(value: str, errno: str) -> None:
    assert Bench().refusal("max_page_sharing", value) == errno


@pytest.mark.parametrize(("value", "errno"), [("2", "EINVAL"), ("x", "EINVAL"), ("9" * 20, "ERANGE"), ("0", "")])
def test_merge_across_nodes(value: str, errno: str) -> None:
    assert Bench().refusal("merge_across_nodes", value) == errno


@pytest.mark.parametrize(("name", "change"), [("max_page_sharing", 4), ("merge_across_nodes", 0)])
class TestBusy:
    """EBUSY on a change while pages are merged."""

    def test_a_change_is_refused_and_the_same_value_taken(self, name: str, change: int) -> None:
        bench = Bench()
        bench.start("vm", 5, 5)
        bench.passes(2)
        old = read_file(bench.ksm, name)
        assert bench.refusal(name, change) == "EBUSY"
        assert read_file(bench.ksm, name) == old
        assert bench.refusal(name, old) == ""

    def test_the_usual_recipe(self, name: str, change: int) -> None:
        bench = Bench()
        bench.start("vm", 5, 5)
        bench.passes(2)
        bench.set("run", 2)
        assert bench.refusal(name, change) == ""
        bench.set("run", 1)
        bench.passes(2)
        assert bench.four() == (1, 1, 0, 0)

    def test_pages_that_only_an_unvisited_child_maps_are_busy_too(self, name: str, change: int) -> None:
        bench = Bench()
        parent = bench.start("vm", 5, 5)
        bench.passes(2)
        child = bench.machine.fork(parent, "child")
        for vma in child.vmas:
            vma.mergeable = False
        bench.write(parent, 0, 6, 7)
        bench.passes()
        assert bench["pages_shared"] == 0
        assert bench.refusal(name, change) == "EBUSY"
        bench.machine.exit(child)
        assert bench.refusal(name, change) == ""

    def test_stale_nodes_go_even_if_the_write_is_refused(self, name: str, change: int) -> None:
        bench = Bench()
        stale, kept = bench.start("stale", 5, 5), bench.start("kept", 9, 9)
        bench.passes(2)
        child = bench.machine.fork(kept, "child")
        for vma in child.vmas:
            vma.mergeable = False
        bench.write(stale, 0, 1, 2)
        bench.write(kept, 0, 3, 4)
        bench.scan()
        before = len(bench.ksm.nodes.live())
        assert bench["pages_shared"] == 0
        assert bench.refusal(name, change) == "EBUSY"
        assert len(bench.ksm.nodes.live()) == 1 <= before


def test_pages_to_scan_belongs_to_an_active_advisor() -> None:
    bench = Bench()
    bench.set("advisor_mode", "scan-time")
    assert bench.refusal("pages_to_scan", 10) == "EINVAL"
    bench.set("advisor_mode", "none")
    assert bench.refusal("pages_to_scan", 10) == ""


@pytest.mark.parametrize(
    ("name", "value", "errno"),
    [
        ("advisor_mode", "scan", "EINVAL"),
        ("advisor_mode", "scan-time\n", ""),
        ("advisor_max_cpu", "-1", "EINVAL"),
        ("advisor_max_cpu", "4000", ""),
        ("advisor_min_pages_to_scan", "x", "EINVAL"),
        ("advisor_max_pages_to_scan", "1x", "EINVAL"),
        ("advisor_target_scan_time", "0", "EINVAL"),
        ("advisor_target_scan_time", "1", ""),
    ],
)
def test_the_advisors_files(name: str, value: str, errno: str) -> None:
    assert Bench().refusal(name, value) == errno


def test_advisor_mode_shows_both_words() -> None:
    bench = Bench()
    assert read_file(bench.ksm, "advisor_mode") == "[none] scan-time"
    bench.set("advisor_mode", "scan-time")
    assert read_file(bench.ksm, "advisor_mode") == "none [scan-time]"


@pytest.mark.parametrize("name", ["pages_shared", "full_scans", "stable_node_dups", "general_profit", "ksm_zero_pages"])
def test_counters_are_read_only(name: str) -> None:
    assert Bench().refusal(name, 1) == "EACCES"


@pytest.mark.parametrize(
    ("kernel", "name"),
    [
        ("6.1", "ksm_zero_pages"),
        ("6.1", "pages_scanned"),
        ("6.1", "general_profit"),
        ("v3", "ksm_zero_pages"),
        ("6.6", "zero_pages_sharing"),
        ("6.6", "smart_scan"),
        ("6.6", "advisor_mode"),
        ("6.18", "max_kernel_pages"),
    ],
)
def test_what_a_kernel_has_not_is_enoent(kernel: str, name: str) -> None:
    bench = Bench(kernel)
    with pytest.raises(KernelErrno, match="ENOENT"):
        read_file(bench.ksm, name)
    assert bench.refusal(name, 1) == "ENOENT"


def test_prctl_is_einval_before_6_4() -> None:
    for kernel in ("6.1", "v3"):
        bench = Bench(kernel)
        vm = bench.start("vm", 5)
        with pytest.raises(KernelErrno, match="EINVAL"):
            bench.machine.prctl_memory_merge(vm, True)


def test_use_zero_pages_affects_later_merges_only() -> None:
    bench = Bench()
    vm = bench.start("vm", 0, 0)
    bench.passes(2)
    bench.set("use_zero_pages", 1)
    bench.passes(3)
    assert bench.of(vm, "ksm_merging_pages") == 2
    assert bench["ksm_zero_pages"] == 0
