"""The one list of actions: keys, footer, palette, help and console are all made from it.

An action `name` is the method `action_<name>` of the lab's screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ksmlab.tui.theme import NAMES

GROUPS = ("Time", "Selection", "By hand", "Two kernels", "View", "Lab")
"""In the order of the help."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a person can do.

    `short` stands in the footer where `footer`, `words` in help and palette. `asks` names what it needs to be told
    (a prompt asks when nothing was given); what follows the name in the console is taken for the answer.
    """

    name: str
    keys: tuple[str, ...]
    short: str
    words: str
    group: str
    footer: bool = False
    asks: str = ""

    @property
    def word(self) -> str:
        """Its name in the console."""
        return self.name.replace("_", "-")

    @property
    def shown_keys(self) -> str:
        """The keys as people read them."""
        return " ".join(_SYMBOLS.get(key, key) for key in self.keys)


_SYMBOLS = {
    "left": "←", "right": "→", "up": "↑", "down": "↓", "backspace": "⌫", "plus": "+", "minus": "-", "equals_sign": "=",
    "question_mark": "?", "colon": ":", "slash": "/", "semicolon": ";", "full_stop": ".", "asterisk": "*",
    "left_square_bracket": "[", "right_square_bracket": "]", "shift+left": "⇧←", "shift+right": "⇧→",
    "shift+tab": "⇧tab", "enter": "⏎", "ctrl+p": "^p", "ctrl+s": "^s", "ctrl+b": "^b", "ctrl+q": "^q", "ctrl+c": "^c",
    "escape": "esc",
    "grave_accent": "`", "shift+up": "⇧↑", "shift+down": "⇧↓", "number_sign": "#", "ctrl+r": "^r",
}  # fmt: skip

_A = Action
_ACTIONS = (
    _A("play", ("space",), "play", "Play on by itself, in the way of the last step; or pause", "Time", True),
    _A("page", ("s",), "page", "ksmd looks at one page", "Time", True),
    _A("wakeup", ("b",), "wake-up", "One wake-up of ksmd, or the rest of it", "Time", True),
    _A("full_scan", ("f",), "full scan", "Until the full scan is complete", "Time", True),
    _A("step", ("n",), "step", "The scenario's next step", "Time", True),
    _A("back", ("left", "backspace"), "back", "Undo: back by what was done last", "Time", True),
    _A("forward", ("right",), "forward", "Do again what was undone", "Time"),
    _A("back_wakeup", ("B",), "back a wake-up", "Back to before this wake-up", "Time"),
    _A("back_full_scan", ("ctrl+b",), "back a scan", "Back to before this full scan", "Time"),
    _A("back_step", ("N",), "back a step", "Back to before this step of the scenario", "Time"),
    _A("reset", ("r", "home"), "reset", "Back to the start; → does it all again", "Time"),
    _A("latest", ("end",), "latest", "Forward to the latest moment", "Time"),
    _A("faster", ("plus", "equals_sign"), "faster", "Play faster", "Time"),
    _A("slower", ("minus",), "slower", "Play slower", "Time"),
    _A("jump", ("g",), "jump", "Jump to a moment", "Time", asks="step 3, wakeup 12, scan 2 or moment 40"),
    _A("until", ("U",), "until", "Run until something holds", "Time", asks="pages_sharing > 10, a page merges, …"),
    _A("bookmark", ("asterisk",), "bookmark", "Put a bookmark here, or take it away", "Time"),
    _A("previous_bookmark", ("left_square_bracket",), "last ⚑", "To the bookmark before this moment", "Time"),
    _A("next_bookmark", ("right_square_bracket",), "next ⚑", "To the bookmark after this moment", "Time"),
    _A("decision", ("d",), "decision", "Step through what ksmd decides about one page", "Time"),
    _A("select_up", ("k", "up"), "up", "Selection up", "Selection"),
    _A("select_down", ("j", "down"), "down", "Selection down", "Selection"),
    _A("select_left", ("h", "shift+left"), "left", "Selection left", "Selection"),
    _A("select_right", ("l", "shift+right"), "right", "Selection right", "Selection"),
    _A("select_hand", ("full_stop",), "hand", "Select the page that ksmd looks at next", "Selection"),
    _A("select_zero", ("0",), "zero frame", "Select the zero page: all that maps it lights up", "Selection"),
    _A("select_region", ("A",), "region", "Select the whole region", "Selection"),
    _A("mark", ("v",), "mark", "Begin or end a range of pages", "Selection"),
    _A("find", ("slash",), "find", "Find pages", "Selection", asks="merged, zero_ksm, A, frame 7, vm1.ram[3], hex aa"),
    _A("find_next", ("semicolon",), "next found", "The next page that was looked for", "Selection"),
    _A("unselect", ("escape",), "unselect", "Select nothing; close what is open", "Selection"),
    _A("try_it", ("enter",), "do it", "Do what would change the page, as Why says; on a knob, change it", "By hand"),
    _A("write", ("w",), "write", "The process writes the selected pages", "By hand", True, "zero, hex aa, text hello"),
    _A("read_pages", ("t",), "read", "The process reads the selected pages", "By hand"),
    _A("unmergeable", ("u",), "unmerge", "madvise(MADV_UNMERGEABLE) on the selected pages", "By hand", True),
    _A("mergeable", ("m",), "mergeable", "madvise(MADV_MERGEABLE) on the selected pages", "By hand"),
    _A("dontneed", ("z",), "dontneed", "madvise(MADV_DONTNEED) on the selected pages", "By hand"),
    _A("unmap", ("X",), "munmap", "munmap the selected pages", "By hand"),
    _A("fork_process", ("F",), "fork", "fork the selected process", "By hand"),
    _A("exit_process", ("x",), "exit", "The selected process ends", "By hand"),
    _A("merge_any", ("P",), "merge any", "prctl(PR_SET_MEMORY_MERGE) for the selected process: on or off", "By hand"),
    _A("run_2", ("R",), "run=2", "Stop ksmd and unmerge everything: echo 2 > run", "By hand"),
    _A("knob", ("c",), "change knob", "Change a file of /sys/kernel/mm/ksm", "By hand", asks="use_zero_pages 1"),
    _A("save", ("ctrl+s",), "save", "Save the scenario with what was done by hand", "By hand", asks="mine.yaml"),
    _A("other_side", ("grave_accent",), "other kernel", "Look into the other kernel", "Two kernels"),
    _A("next_difference", ("D",), "≠ next", "Run until the two kernels differ more", "Two kernels"),
    _A("find_difference", ("number_sign",), "≠ page", "Select the next page that differs", "Two kernels"),
    _A("versus", (), "versus", "Compare with another kernel from here on", "Two kernels", asks="6.1"),
    _A("kernel", ("K",), "kernel", "The same scenario on another kernel, from its start", "Two kernels", asks="6.1"),
    _A("zoom_in", ("i",), "zoom in", "Fewer pages in a cell", "View"),
    _A("zoom_out", ("o",), "zoom out", "More pages in a cell", "View"),
    _A("story_of_page", ("a",), "story of page", "The story of the selected page only, or of all", "View"),
    _A("explain", ("e",), "explain", "What the counter, knob or page under the cursor means", "View"),
    _A("enlarge", ("E",), "enlarge", "This panel alone on the screen, or all again", "View"),
    _A("next_panel", ("tab",), "next panel", "To the next panel", "View"),
    _A("previous_panel", ("shift+tab",), "last panel", "To the panel before", "View"),
    _A("show_counters", ("1",), "counters", "Counters and knobs", "View"),
    _A("show_trees", ("2",), "trees", "Stable and unstable tree", "View"),
    _A("show_story", ("3",), "story", "What ksmd did", "View"),
    _A("show_why", ("4",), "why", "Why the selected page is what it is", "View"),
    _A("show_frames", ("5",), "frames", "Page frames and what maps them", "View"),
    _A("show_processes", ("6",), "processes", "Processes and their ksm_stat", "View"),
    _A("show_console", ("7",), "console", "What was typed and answered", "View"),
    _A("show_kernels", ("8",), "kernels", "How the two kernels differ", "View"),
    _A("copy", ("y",), "copy", "Copy this panel's text to the clipboard", "View"),
    _A("theme", ("T",), "theme", "The next theme, or the one named", "View", asks=", ".join(NAMES)),
    _A("command", ("colon",), "console", "Type what you would type on a real machine", "Lab", True),
    _A("about", ("I",), "about", "What the scenario is about", "Lab"),
    _A("library", ("L",), "library", "Open another scenario", "Lab"),
    _A("help", ("question_mark", "f1"), "help", "All keys; in Counters, what the counter means", "Lab", True),
    _A("palette", ("ctrl+p",), "menu", "Everything that can be done, by name", "Lab", True),
    _A("quit_lab", ("q", "ctrl+q", "ctrl+c"), "quit", "Leave the lab", "Lab", True),
)  # fmt: skip

ACTIONS: Mapping[str, Action] = MappingProxyType({action.name: action for action in _ACTIONS})
"""Every action by name, in the order in which help and palette show them."""

WORDS: Mapping[str, Action] = MappingProxyType({action.word: action for action in _ACTIONS})
"""Every action by its word in the console."""
