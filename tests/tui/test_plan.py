"""Where panels stand: everything is inside the screen, nothing overlaps, what matters is there at every size."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from ksmlab.tui.plan import PANELS, Wish, plan

SIZES = st.tuples(st.integers(20, 260), st.integers(6, 90))
WISHES = st.builds(
    Wish,
    pages_rows=st.integers(0, 200),
    counter_rows=st.integers(1, 40),
    process_rows=st.integers(1, 40),
    open=st.sampled_from(PANELS),
    two=st.booleans(),
)


@given(SIZES, WISHES)
def test_places_lie_inside_and_apart(size: tuple[int, int], wish: Wish) -> None:
    places = plan(*size, wish).places
    for place in places.values():
        assert place.x >= 0 and place.y >= 0 and place.right <= size[0] and place.bottom <= size[1]
    apart = [place for name, place in places.items() if name != "prompt"]  # which lies over the timeline
    for one, two in combinations(apart, 2):
        assert not one.overlaps(two)


@given(SIZES, WISHES)
def test_pages_and_footer_are_always_there(size: tuple[int, int], wish: Wish) -> None:
    places = plan(*size, wish).places
    assert {"pages", "header", "footer", "timeline", "prompt"} <= set(places)


@given(st.tuples(st.integers(40, 260), st.integers(12, 90)), WISHES)
def test_every_panel_is_seen_or_behind_a_tab(size: tuple[int, int], wish: Wish) -> None:
    found = plan(*size, wish)
    wanted = {name for name in PANELS if name != "kernels" or wish.two}
    assert wanted <= set(found.places) | set(found.tabs)
    assert not found.tabs or found.open in found.tabs


@given(SIZES, WISHES, st.sampled_from(PANELS))
def test_one_panel_alone_has_the_whole_body(size: tuple[int, int], wish: Wish, only: str) -> None:
    alone = Wish(wish.pages_rows, wish.counter_rows, wish.process_rows, wish.open, wish.two, only)
    places = plan(*size, alone).places
    assert set(places) == {only, "header", "timeline", "prompt", "footer"}
    assert places[only].height == size[1] - 3
