"""`ksmlab live --pid`: the pages of one process by their frames."""

from __future__ import annotations

from ksmlab.live.process_pages import LiveRegion, process_pages

_LETTERS_AT_MOST = 4096  # cells of one mapping that are printed
_WIDTH = 64


def show_pages(pid: int) -> None:
    """Every mergeable mapping: how many pages are shared, private, zero pages and not mapped, and a letter for each."""
    regions = process_pages(pid)
    if not regions:
        print(f"process {pid} has no mergeable memory")
        return
    print("= shared frame   . private   z zero page   (blank) not mapped")
    for region in regions:
        _show(region)


def _show(region: LiveRegion) -> None:
    counts = ", ".join(f"{number:,} {kind.replace('_', ' ')}" for kind, number in region.count().items() if number)
    print(f"\n{region.start:#x} {region.name or '(anonymous)'}: {len(region.frames):,} pages, {counts}")
    letters = region.letters()
    for start in range(0, min(len(letters), _LETTERS_AT_MOST), _WIDTH):
        print(f"{start:8} |{letters[start : start + _WIDTH]}|")
    hidden = len(letters) - _LETTERS_AT_MOST + region.left_out
    if hidden > 0:
        print(f"         and {hidden:,} pages more")
