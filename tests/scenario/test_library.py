"""The library: found by name from a checkout and from an installed package, and in order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ksmlab.errors import ScenarioError
from ksmlab.scenario import library, load_scenario


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A library of three scenarios in the place of the real one."""
    (tmp_path / "selftests").mkdir()
    for name in ("zero-pages", "first-merge", "selftests/ltp-ksm01"):
        text = f"ksmlab: 1\ntitle: About {name}\nabout: |\n  What *it*\n  `shows`. Now.\n\n  More.\n"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(library, "_PLACES", (tmp_path / "not there", tmp_path))
    library.root.cache_clear()
    library.names.cache_clear()
    yield tmp_path
    library.root.cache_clear()
    library.names.cache_clear()


def test_the_librarys_own_scenarios_come_before_the_selftests(shelf: Path) -> None:
    assert list(library.names()) == ["first-merge", "zero-pages", "selftests/ltp-ksm01"]


def test_by_name_and_by_the_last_part_of_a_name(shelf: Path) -> None:
    assert library.find("zero-pages") == shelf / "zero-pages.yaml"
    assert library.find("selftests/ltp-ksm01") == library.find("ltp-ksm01") == shelf / "selftests/ltp-ksm01.yaml"
    assert load_scenario("zero-pages").title == "About zero-pages"


def test_a_miss_tells_the_nearest_name(shelf: Path) -> None:
    with pytest.raises(ScenarioError, match=r"there is no scenario `zero-page`, .*; did you mean `zero-pages`\?"):
        load_scenario("zero-page")
    with pytest.raises(ScenarioError, match=r"did you mean `ltp-ksm01`\?"):
        load_scenario("ltp-ksm1")


def test_a_file_of_a_librarys_name_is_meant_only_with_its_suffix(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    for name in ("zero-pages.yaml", "plain"):
        Path(name).write_text("ksmlab: 1\ntitle: mine\n", encoding="utf-8")
    assert load_scenario("zero-pages").title == "About zero-pages"
    assert load_scenario("zero-pages.yaml").title == "mine"
    assert load_scenario("./zero-pages.yaml").title == "mine"
    assert load_scenario("plain").title == "mine"


def test_entries_show_the_first_sentence(shelf: Path) -> None:
    first = library.entries()[0]
    assert (first.name, first.title, first.kernel) == ("first-merge", "About first-merge", "6.18")
    assert first.shows == "What it shows."


def test_a_scenario_that_does_not_load_is_listed_as_such(shelf: Path) -> None:
    (shelf / "first-merge.yaml").write_text("ksmlab: 2\n", encoding="utf-8")
    assert library.entries()[0].title == "(does not load)"
    assert "1:9" in library.entries()[0].about


def test_the_real_library_is_where_the_package_is() -> None:
    assert library.root().is_dir()
    assert library.root().name in ("scenarios", "library")
