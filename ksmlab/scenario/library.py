"""The library of scenarios that ships with ksmlab."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ksmlab.errors import ScenarioError
from ksmlab.scenario.problems import did_you_mean
from ksmlab.scenario.reading import read_text

_SENTENCE = re.compile(r".*?[.?!](?= |$)")
_MARKDOWN = re.compile(r"[*`]+")
_PACKAGE = Path(__file__).resolve().parent.parent
_PLACES = (_PACKAGE / "library", _PACKAGE.parent / "scenarios")  # installed; in a checkout


@cache
def root() -> Path:
    """The directory of the library's files."""
    return next((place for place in _PLACES if place.is_dir()), _PLACES[0])


@cache
def names() -> dict[str, Path]:
    """Every scenario by name, such as `zero-pages` or `selftests/ltp-ksm01`: the course first, then by name."""
    files = sorted(root().rglob("*.yaml"), key=lambda path: (path.parent != root(), str(path)))
    found = {path.relative_to(root()).with_suffix("").as_posix(): path for path in files}
    return {name: found[name] for name in _course() if name in found} | found


def _course() -> list[str]:
    """The lessons in the order in which a learner takes them, from the library's `course.txt`."""
    try:
        return (root() / "course.txt").read_text(encoding="utf-8").split()
    except OSError:
        return []


def find(name: str) -> Path:
    """The file of a scenario in the library, by its name or the last part of it; raises ScenarioError on a miss."""
    if name in names():
        return names()[name]
    same_stem = [path for path in names().values() if path.stem == name]
    if len(same_stem) == 1:
        return same_stem[0]
    candidates = {**names(), **{path.stem: path for path in names().values()}}
    raise ScenarioError(
        f"there is no scenario `{name}`, in the library or as a file",
        None,
        "a name from `ksmlab list` or the path of a file",
        did_you_mean(name, candidates),
    )


def resolve(name_or_path: str) -> Path:
    """The file that a command line means: a file that is there, else a name in the library."""
    path = Path(name_or_path)
    looks_like_path = path.suffix in (".yaml", ".yml") or path.is_absolute() or name_or_path.startswith(".")
    if looks_like_path:
        return path
    try:
        return find(name_or_path)
    except ScenarioError:
        if name_or_path and _exists(path):
            return path
        raise


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


@dataclass(frozen=True, slots=True)
class Entry:
    """A scenario of the library as a list shows it."""

    name: str
    title: str
    about: str
    kernel: str
    path: Path

    @property
    def shows(self) -> str:
        """What it shows: the first sentence of `about` in one line, without Markdown's signs."""
        paragraph = " ".join(self.about.strip().partition("\n\n")[0].split())
        return _MARKDOWN.sub("", (_SENTENCE.match(paragraph) or [paragraph])[0])


def entries() -> list[Entry]:
    """Every scenario of the library, in the order of `names`; one that does not load says so in its title."""
    return [_entry(name, path) for name, path in names().items()]


def _entry(name: str, path: Path) -> Entry:
    from ksmlab.scenario.loading import parse_scenario

    try:
        scenario = parse_scenario(read_text(path), str(path))
    except ScenarioError as error:
        return Entry(name, "(does not load)", str(error), "", path)
    return Entry(name, scenario.title, scenario.about, scenario.kernel.base, path)
