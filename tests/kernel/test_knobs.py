from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksmlab.errors import KernelErrno
from ksmlab.kernel.knobs import KNOBS, defaults, files, parse_write
from ksmlab.kernel.profiles import PROFILES, profile

NEWEST = profile("7.3").features
OLDEST = profile("6.1").features
ULONG_MAX = 2**64 - 1


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("run", "0", 0),
        ("run", "2\n", 2),
        ("pages_to_scan", "+7", 7),
        ("pages_to_scan", "007", 7),
        ("pages_to_scan", "4294967295\n", 2**32 - 1),
        ("sleep_millisecs", "0", 0),
        ("merge_across_nodes", "1", 1),
        ("use_zero_pages", "1", 1),
        ("use_zero_pages", "yes please", 1),
        ("use_zero_pages", "on", 1),
        ("use_zero_pages", "off\n", 0),
        ("use_zero_pages", "False", 0),
        ("smart_scan", "T", 1),
        ("smart_scan", "n", 0),
        ("max_page_sharing", "2", 2),
        ("max_page_sharing", "2147483647", 2**31 - 1),
        ("stable_node_chains_prune_millisecs", "4294967295", 2**32 - 1),
        ("advisor_mode", "scan-time\n", "scan-time"),
        ("advisor_mode", "none", "none"),
        ("advisor_max_cpu", "1000", 1000),
        ("advisor_max_cpu", str(2**32 + 5), 5),
        ("advisor_min_pages_to_scan", str(ULONG_MAX), ULONG_MAX),
        ("advisor_max_pages_to_scan", "0", 0),
        ("advisor_target_scan_time", "1", 1),
    ],
)
def test_accepted(name: str, text: str, value: int | str) -> None:
    assert parse_write(name, text, NEWEST) == value


@pytest.mark.parametrize(
    ("name", "text", "errno"),
    [
        ("run", "3", "EINVAL"),
        ("run", "-1", "EINVAL"),
        ("run", "", "EINVAL"),
        ("run", "\n", "EINVAL"),
        ("run", "1\n\n", "EINVAL"),
        ("run", " 1", "EINVAL"),
        ("run", "1 ", "EINVAL"),
        ("run", "0x1", "EINVAL"),
        ("run", "++1", "EINVAL"),
        ("run", "\u0661", "EINVAL"),  # a digit, but not the kernel's
        ("pages_to_scan", "4294967296", "EINVAL"),
        ("pages_to_scan", "many", "EINVAL"),
        ("sleep_millisecs", "-0", "EINVAL"),
        ("stable_node_chains_prune_millisecs", "4294967296", "EINVAL"),
        ("merge_across_nodes", "2", "EINVAL"),
        ("merge_across_nodes", "no", "EINVAL"),
        ("merge_across_nodes", str(ULONG_MAX + 1), "ERANGE"),
        ("max_page_sharing", "1", "EINVAL"),
        ("max_page_sharing", "-5", "EINVAL"),
        ("max_page_sharing", "+-5", "EINVAL"),
        ("max_page_sharing", "2147483648", "ERANGE"),
        ("max_page_sharing", "-2147483649", "ERANGE"),
        ("use_zero_pages", "2", "EINVAL"),
        ("use_zero_pages", "", "EINVAL"),
        ("use_zero_pages", "o", "EINVAL"),
        ("smart_scan", "maybe", "EINVAL"),
        ("advisor_mode", "scan_time", "EINVAL"),
        ("advisor_mode", "scan-time\n\n", "EINVAL"),
        ("advisor_max_cpu", str(ULONG_MAX + 1), "EINVAL"),
        ("advisor_target_scan_time", "0", "EINVAL"),
        ("pages_shared", "0", "EACCES"),
        ("full_scans", "0", "EACCES"),
        ("ksm_zero_pages", "0", "EACCES"),
        ("zero_pages_sharing", "0", "ENOENT"),
        ("max_kernel_pages", "0", "ENOENT"),
    ],
)
def test_refused(name: str, text: str, errno: str) -> None:
    with pytest.raises(KernelErrno) as refusal:
        parse_write(name, text, NEWEST)
    assert refusal.value.errno == errno


@pytest.mark.parametrize("name", ["smart_scan", "advisor_mode", "pages_skipped", "ksm_zero_pages", "general_profit"])
def test_what_came_later_is_enoent_before(name: str) -> None:
    with pytest.raises(KernelErrno) as refusal:
        parse_write(name, "1", OLDEST)
    assert refusal.value.errno == "ENOENT"


def test_enoent_says_since_when_or_what_was_meant() -> None:
    with pytest.raises(KernelErrno, match=r"Linux has it since 6\.7"):
        parse_write("smart_scan", "1", OLDEST)
    with pytest.raises(KernelErrno, match="did you mean pages_to_scan"):
        parse_write("pages_toscan", "1", OLDEST)


def test_a_refusal_says_what_the_file_takes() -> None:
    with pytest.raises(KernelErrno, match="EINVAL: run: 3 is not 0, 1 or 2; it takes 0, 1 or 2"):
        parse_write("run", "3", NEWEST)


@pytest.mark.parametrize("kernel", PROFILES.values(), ids=lambda kernel: kernel.name)
def test_defaults_are_accepted_and_belong_to_files(kernel: object) -> None:
    features = profile(getattr(kernel, "name", "")).features
    for name, value in defaults(features).items():
        assert parse_write(name, f"{value}\n", features) == value
        assert name in files(features)


@given(st.sampled_from(sorted(KNOBS)), st.text(max_size=12))
def test_any_text_is_a_value_or_an_errno(name: str, text: str) -> None:
    try:
        value = parse_write(name, text, NEWEST)
    except KernelErrno as refusal:
        assert refusal.errno in {"EINVAL", "ERANGE"}
    else:
        assert parse_write(name, str(value), NEWEST) == value


def test_the_advisor_shows_its_modes() -> None:
    assert KNOBS["advisor_mode"].shown("none") == "[none] scan-time"
    assert KNOBS["advisor_mode"].shown("scan-time") == "none [scan-time]"
    assert KNOBS["pages_to_scan"].shown(100) == "100"


def test_what_the_state_decides_is_stated() -> None:
    assert {name for name, knob in KNOBS.items() if knob.busy_while_merged} == {
        "merge_across_nodes",
        "max_page_sharing",
    }
    assert {name for name, knob in KNOBS.items() if knob.advisor_owns} == {"pages_to_scan"}


def test_the_directory_of_6_1() -> None:
    assert files(OLDEST) == (
        "full_scans", "max_page_sharing", "merge_across_nodes", "pages_shared", "pages_sharing", "pages_to_scan",
        "pages_unshared", "pages_volatile", "run", "sleep_millisecs", "stable_node_chains",
        "stable_node_chains_prune_millisecs", "stable_node_dups", "use_zero_pages",
    )  # fmt: skip
    new = set(files(NEWEST)) - set(files(OLDEST))
    assert {name for name in new if not name.startswith("advisor_")} == {
        "general_profit", "ksm_zero_pages", "pages_scanned", "pages_skipped", "smart_scan",
    }  # fmt: skip
