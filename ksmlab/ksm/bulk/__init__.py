"""Many pages at once in NumPy, wherever the outcome is known without a walk; everywhere else merge.py walks.

While no stable node has lost its page and no page in the unstable tree has changed since it was put there, what a
search finds depends on contents alone. A window of pages then has one outcome, which these modules compute by sorting
and gathering: `window` says which pages are visited, `visits` what each of them is, `groups` who merges with whom,
`commit` changes the state, and `cut` tells the numbers at the end of every wake-up on the way. The trees' shapes follow
later from an ordered log. Where a window is not known as a whole, `partly` does at once what comes to no tree and
`walked` the rest; `few` does the next few pages without a window.
"""

from ksmlab.ksm.bulk.knowledge import note_changes
from ksmlab.ksm.bulk.scan import REFUSED, scan_window

__all__ = ["REFUSED", "note_changes", "scan_window"]
