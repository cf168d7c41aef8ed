"""All kernels on one page: what each is, and the table of their features; it says everything without colour."""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from ksmlab.kernel.feature_facts import fact, feature_names
from ksmlab.kernel.feature_values import allowed_values
from ksmlab.kernel.profiles import PROFILES


def every_kernel() -> Iterable[RenderableType]:
    """The kernels, then the table of their features with its legend."""
    yield _kernels()
    yield ""
    yield _features()
    yield ""
    yield _legend()
    yield ""
    yield "All of one:            ksmlab kernels 6.12"
    yield "What changed and why:  ksmlab kernels --diff 6.1 6.18"


def _kernels() -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("kernel", no_wrap=True, style="bold")
    table.add_column("recorded on", max_width=18)
    table.add_column("rows", justify="right")
    table.add_column("what it is")
    for kernel in PROFILES.values():
        rows = f"{kernel.trace.rows:,}" if kernel.trace else "none"
        table.add_row(kernel.name, kernel.release, rows, kernel.description)
    return table


def _features() -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("feature", no_wrap=True)
    for name in PROFILES:
        table.add_column(name, min_width=4)
    for feature in feature_names():
        mark = "" if _seen(feature) else "*"
        table.add_row(
            feature + mark, *(_cell(feature, getattr(kernel.features, feature)) for kernel in PROFILES.values())
        )
    return table


def _seen(feature: str) -> bool:
    """Whether recorded rows tell the feature's values apart, of all that a profile has."""
    return all(
        fact(feature, getattr(kernel.features, feature)).seen == "in recorded rows" for kernel in PROFILES.values()
    )


def _cell(feature: str, value: bool | str) -> str:
    """`yes`, `-` for no, or the letter that the legend has for a word."""
    if isinstance(value, bool):
        return "yes" if value else "-"
    words = [str(word) for word in allowed_values()[feature]]
    return "abcdefgh"[words.index(value)]


def _legend() -> Text:
    lines = []
    for feature, values in allowed_values().items():
        words = [word for word in values if isinstance(word, str)]
        if words:
            lines.append(f"{feature}: " + ", ".join(f"{_cell(feature, word)} {word}" for word in words))
    lines.append("*: not seen in recorded rows, read in the source")
    return Text("\n".join(lines))
