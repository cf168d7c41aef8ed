"""Help of the live screen: its keys, and what its numbers and letters mean."""

from __future__ import annotations

from rich.text import Text

from ksmlab.tui.live.keys import KEYS
from ksmlab.tui.screens.sheet import Sheet
from ksmlab.tui.theme import palette

MEANINGS = {
    "Rates": (
        "From two samples one after the other. A full scan's time is the pages that ksmd holds (rmap_items) by the"
        " pages that it scanned in a second. pages_scanned is there from 6.6 on."
    ),
    "Profit": (
        "The kernel's own ksm_process_profit: what a process saves by merged pages, less what its rmap_items cost."
    ),
    "Pages": (
        "= maps a frame together with others, each frame in its colour; . has a frame to itself; z maps the kernel's"
        " zero page; a blank is not mapped. Read from pagemap, which is for root."
    ),
    "Safe": "This screen only reads: it changes no setting and no process.",
}


class LiveHelp(Sheet):
    """Over the live screen."""

    def text(self) -> Text:
        """The keys, then the meanings."""
        looks, text = palette(self.app.theme), Text()
        text.append("Keys\n", looks["title"])
        for key in KEYS:
            text.append(f"  {key.shown:<10}", looks["strong"])
            text.append(f" {key.words}\n", looks["text"])
        text.append("Mouse\n", looks["title"])
        text.append("  Click a process for its pages, a key at the bottom to do what it does; the wheel scrolls.\n")
        for title, words in MEANINGS.items():
            text.append(f"{title}\n", looks["title"])
            text.append(f"  {words}\n", looks["text"])
        return text
