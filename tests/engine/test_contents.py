"""Contents: equal bytes have one id, however they were written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksmlab.memory.contents import PAGE_SIZE, ZERO, Contents
from ksmlab.scenario.model import Content, Mix
from ksmlab.session.filling import Filler


def test_runs_of_numbers_that_overlap_hold_equal_pages() -> None:
    contents = Contents()
    first = contents.numbers(100, 8)
    second = contents.numbers(104, 8)
    around = contents.numbers(90, 40)
    assert second[:4].tolist() == first[4:].tolist()
    assert around[10:18].tolist() == first.tolist()
    assert around[14:22].tolist() == second.tolist()
    assert len(set(around.tolist())) == 40


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=12))
def test_a_number_has_the_same_id_in_whatever_runs_it_comes(runs: list[tuple[int, int]]) -> None:
    contents, known = Contents(), {0: ZERO}
    for first, count in runs:
        for number, content in enumerate(contents.numbers(first, count).tolist(), first):
            assert known.setdefault(number, content) == content
            assert contents.page(content) == number.to_bytes(8, "big").ljust(PAGE_SIZE, b"\0")
    assert len(set(known.values())) == len(known)


@given(st.lists(st.binary(max_size=12), max_size=20))
def test_ids_are_equal_exactly_if_bytes_are(pieces: list[bytes]) -> None:
    contents = Contents()
    ids = {piece: contents.intern(piece) for piece in pieces}
    for one, first in ids.items():
        assert contents.page(first) == one.ljust(PAGE_SIZE, b"\0")
        for other, second in ids.items():
            assert (first == second) == (one.rstrip(b"\0") == other.rstrip(b"\0"))


@given(st.binary(max_size=20), st.binary(max_size=20))
def test_keys_compare_as_memcmp_of_whole_pages(one: bytes, other: bytes) -> None:
    contents = Contents()
    first, second = contents.intern(one), contents.intern(other)
    pages = contents.page(first), contents.page(second)
    keys = contents.key(first), contents.key(second)
    assert (keys[0] > keys[1]) - (keys[0] < keys[1]) == (pages[0] > pages[1]) - (pages[0] < pages[1])


def test_hex_that_says_a_number_is_that_number() -> None:
    contents = Contents()
    assert contents.intern(bytes(7) + b"\x05") == contents.numbers(5, 1)[0]
    assert contents.intern(b"\xaa") == contents.numbers(0xAA << 56, 1)[0]


def test_all_that_is_zero_is_the_zero_page() -> None:
    contents = Contents()
    assert contents.intern(b"") == contents.intern(bytes(PAGE_SIZE)) == contents.numbers(0, 1)[0] == ZERO
    assert contents.page(ZERO) == bytes(PAGE_SIZE)


def test_more_than_a_page_does_not_fit() -> None:
    with pytest.raises(ValueError, match="4097"):
        Contents().intern(b"x" * (PAGE_SIZE + 1))


def test_the_zero_pages_checksum_is_the_kernels() -> None:
    """zero_checksum as xxh64 gives it (kernel-semantics, 1.4)."""
    assert Contents().checksum(ZERO) == 0x32D8BBDB


def fill(filler: Filler, *runs: Content) -> list[int]:
    found: list[int] = filler.ids(runs).tolist()
    return found


def test_random_pages_depend_on_seed_name_and_place_only() -> None:
    contents = Contents()
    whole = fill(Filler(contents, 7), Content("random", 1, 10))
    again = fill(Filler(contents, 7), Content("zero", None, 3), Content("random", 1, 4))
    assert again[3:] == whole[:4]
    assert set(fill(Filler(contents, 8), Content("random", 1, 10))).isdisjoint(whole)
    assert set(fill(Filler(contents, 7), Content("random", 2, 10))).isdisjoint(whole)


def test_a_mix_has_its_shares_and_is_drawn_the_same_again() -> None:
    mix = Content("mix", Mix(zero=0.3, duplicate=0.5, distinct=10, unique=0.2), 4000)
    contents = Contents()
    ids = fill(Filler(contents, 1), mix)
    counts = {content: ids.count(content) for content in set(ids)}
    assert 0.25 < counts[ZERO] / 4000 < 0.35
    shared = [content for content, count in counts.items() if count > 1 and content != ZERO]
    assert len(shared) == 10
    own = sum(count == 1 for count in counts.values())
    assert 0.15 < own / 4000 < 0.25
    assert fill(Filler(Contents(), 1), mix) == fill(Filler(Contents(), 1), mix)
    assert fill(Filler(contents, 2), mix) != ids


def test_a_second_mix_of_a_scenario_has_its_own_pages_and_shares_the_shared() -> None:
    mix = Content("mix", Mix(duplicate=0.5, distinct=3, unique=0.5), 200)
    filler = Filler(Contents(), 1)
    first, second = fill(filler, mix), fill(filler, mix)
    assert len(set(first) & set(second)) == 3


RUNS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), min_size=1, max_size=8)


@given(runs=RUNS, interned=st.lists(st.binary(max_size=20), max_size=4))
def test_ids_below_in_order_are_ordered_as_their_pages_are(runs: list[tuple[int, int]], interned: list[bytes]) -> None:
    contents = Contents()
    for first, count in runs:
        contents.numbers(first, count)
    for data in interned:
        contents.intern(data)
    pages = [contents.page(content) for content in range(contents.in_order)]
    assert pages == sorted(set(pages))


def test_numbers_that_go_up_stay_in_order_and_others_end_it() -> None:
    contents = Contents()
    contents.numbers(1, 5)
    contents.numbers(9, 2)
    assert contents.in_order == contents.count == 8
    contents.numbers(7, 1)
    contents.numbers(20, 1)
    assert contents.in_order == 8
