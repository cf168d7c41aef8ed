from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ksmlab.scenario.page_set import PageSet

ranges = st.tuples(st.integers(0, 20), st.integers(0, 20)).map(lambda ends: (min(ends), max(ends)))


@given(st.integers(1, 20), st.lists(ranges), ranges)
def test_it_does_as_a_set_of_numbers_does(pages: int, removed: list[tuple[int, int]], asked: tuple[int, int]) -> None:
    ours, plain = PageSet(pages), set(range(pages))
    for first, last in removed:
        ours.remove(first, last)
        plain -= set(range(first, last + 1))
    wanted = range(asked[0], asked[1] + 1)
    assert len(ours) == len(plain)
    assert ours.meets(*asked) == bool(plain & set(wanted))
    assert ours.first_hole(*asked) == next((page for page in wanted if page not in plain), None)
    assert [page for first, last in ours.intervals for page in range(first, last + 1)] == sorted(plain)


def test_a_copy_is_a_set_of_its_own() -> None:
    ours = PageSet(10)
    copy = ours.copy()
    ours.remove(2, 3)
    assert (str(ours), str(copy), len(copy)) == ("0-1,4-9", "0-9", 10)
