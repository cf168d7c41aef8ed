"""The README's pictures: `python -m ksmlab.tui.pictures` makes them, with `--check` it tells which are stale."""

from __future__ import annotations

import html
import re
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ksmlab.lab import Lab
from ksmlab.scenario import load_scenario
from ksmlab.tui.picture import svg, write
from ksmlab.tui.screens.jumping import jump

FOLDER = Path(__file__).resolve().parents[2] / "screenshots"


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: file name without .svg, scenario, moment, kernels (none: the scenario's own), look, keys pressed."""

    name: str
    scenario: str
    at: str
    kernels: tuple[str | None, ...] = (None,)
    size: tuple[int, int] = (120, 40)
    theme: str = "dark"
    press: tuple[str, ...] = ()


PICTURES = (
    Picture("lab", "zero-pages", "wakeup 13", press=("b", "full_stop")),
    Picture("zero-frame", "zero-pages", "step 14", press=("0",)),
    Picture("two-kernels", "zero-pages", "step 26", kernels=("6.1", "6.18"), press=("number_sign", "4")),
    Picture("decision", "zero-pages", "wakeup 10", press=("s", "d", "d", "d", "d", "d", "d", "d")),
    Picture("light", "zero-pages", "step 14", theme="light", press=("l", "j", "l", "4")),
    Picture("large", "workload-vm", "step 3", press=("4",)),
    Picture("small", "three-copies-one-frame", "step 6", size=(80, 24), press=("2",)),
    Picture("mono", "zero-pages", "step 14", theme="mono", press=("l", "4")),
)


def draw(picture: Picture) -> str:
    """The picture as SVG; the same every time."""
    scenario = load_scenario(picture.scenario)
    labs = [Lab(scenario, kernel) for kernel in picture.kernels]
    for lab in labs:
        jump(lab, picture.at)
    return svg(labs, picture.size, picture.theme, picture.press)


def words(svg_text: str) -> list[str]:
    """What can be read in a picture: colours and places may differ between releases of the drawing library."""
    return [html.unescape(text).rstrip() for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg_text)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Make all pictures, or tell which are stale (status 1)."""
    parser = ArgumentParser(prog="python -m ksmlab.tui.pictures", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; status 1 when a picture is stale")
    parser.add_argument("names", nargs="*", help="only these")
    options = parser.parse_args(arguments)
    stale = []
    for picture in PICTURES:
        if options.names and picture.name not in options.names:
            continue
        path, text = FOLDER / f"{picture.name}.svg", draw(picture)
        if path.exists() and words(path.read_text()) == words(text):
            continue
        stale.append(path.name)
        if not options.check:
            FOLDER.mkdir(exist_ok=True)
            write(path, text.encode())
    done = "stale" if options.check else "made"
    sys.stderr.write(f"{done}: {', '.join(stale) or 'none'}\n")
    return int(options.check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
