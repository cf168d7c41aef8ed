"""What the screen shows and what is selected on it: one lab or two in lockstep. Widgets read it, actions change it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np

from ksmlab.kernel.knobs import knobs
from ksmlab.lab import Lab
from ksmlab.snapshot.decision import Decision
from ksmlab.snapshot.frames import frame_view
from ksmlab.snapshot.page import page_info
from ksmlab.snapshot.processes import ProcessView, RegionView, locate, processes
from ksmlab.snapshot.tree_nodes import stable_node
from ksmlab.snapshot.versus import Versus
from ksmlab.tui.picks import FramePick, NodePick, PagePick, Pick, ZeroPick
from ksmlab.tui.side import Side

Unit = Literal["page", "wakeup", "full_scan", "step"]
LARGE = 100_000  # pages of a machine on which nothing may look at all of them at every key
SHARERS = 256  # pages of a frame that light up where no stable node tells them
SPEEDS = (1, 2, 4, 8, 15, 30)  # moments a second


class Stage:
    """One or two labs, the selection, and how it plays.

    unit      what playing goes on by
    anchor    where a marked range of pages begins, as a slot
    found     what `find` looked for last
    """

    def __init__(self, labs: Sequence[Lab]) -> None:
        self.sides = [Side(lab) for lab in labs]
        self.active = 0
        self.selection: Pick | None = None
        self.anchor: int | None = None
        self.bookmarks: set[int] = set()
        self.unit: Unit = "page"
        self.speed = SPEEDS[2]
        self.playing = False
        self.hunted = ""  # what it runs on for, while it does
        self.story_of_page = False
        self.found = ""
        self.version = 0  # grows with every change of what is to be seen
        self.moment = 0  # grows with every change of a lab
        self._light: tuple[tuple[int, int], Light] | None = None
        self.decision: Decision | None = None
        self.decision_at = 0
        self.versus = Versus(labs[0], labs[1]) if len(labs) > 1 else None
        self._differing: dict[int, np.ndarray] = {}

    @property
    def side(self) -> Side:
        """The side that is looked into."""
        return self.sides[self.active]

    @property
    def lab(self) -> Lab:
        """The lab that is looked into."""
        return self.side.lab

    @property
    def two(self) -> bool:
        """Two kernels are compared."""
        return len(self.sides) > 1

    @property
    def labs(self) -> tuple[Lab, ...]:
        """All labs, the one that is looked into first."""
        return (self.lab, *(side.lab for side in self.sides if side is not self.side))

    def both(self, move: Callable[[Lab], object]) -> None:
        """Do something to every lab: they stay in lockstep."""
        for side in self.sides:
            move(side.lab)
        self.note()

    def note(self) -> None:
        """After anything was done."""
        for side in self.sides:
            side.note()
        self._differing.clear()
        self.version += 1
        self.moment += 1

    def differing(self, region: RegionView) -> np.ndarray:
        """bool, one for each page of a region: the two kernels have something else there; asked once a moment."""
        if self.versus is None:
            return np.zeros(region.pages, bool)
        if region.first_slot not in self._differing:
            self._differing[region.first_slot] = self.versus.differing(region)
        return self._differing[region.first_slot]

    def processes(self) -> tuple[ProcessView, ...]:
        """The processes of the side that is looked into."""
        return processes(self.lab)

    # ------------------------------------------------------------------ selection

    def select(self, pick: Pick | None) -> None:
        """Select something, or nothing."""
        self.selection = pick
        self.version += 1

    @property
    def hurried(self) -> bool:
        """It plays on a machine so large that there is no time for what nobody sees."""
        return self.playing and self.pages > LARGE

    @property
    def pages(self) -> int:
        """Pages of all regions."""
        return sum(region.pages for process in self.processes() for region in process.regions)

    def light(self) -> Light:
        """What lights up with the selection; worked out once."""
        key = (self.version, self.active)
        if self._light is None or self._light[0] != key:
            self._light = key, Light(self)
        return self._light[1]

    @property
    def slot(self) -> int | None:
        """The selected page."""
        return self.selection.slot if isinstance(self.selection, PagePick) else None

    def marked(self) -> tuple[int, int] | None:
        """The selected pages as slots (first, last), within one region; None when no page is selected."""
        if self.slot is None:
            return None
        if self.anchor is None:
            return self.slot, self.slot
        here, there = locate(self.lab, self.slot), locate(self.lab, self.anchor)
        if (here.process, here.region) != (there.process, there.region):
            return self.slot, self.slot
        return min(self.slot, self.anchor), max(self.slot, self.anchor)

    def show_decision(self, decision: Decision | None, at: int = 0) -> None:
        """Step into a decision, or (None) out of it."""
        self.decision, self.decision_at = decision, at
        self.version += 1

    def process_name(self) -> str | None:
        """The process of the selected page, or the first that lives."""
        if self.slot is not None:
            return locate(self.lab, self.slot).process
        return next((process.name for process in self.processes() if not process.exited), None)

    def has_file(self, name: str) -> bool:
        """Whether this kernel has a setting of that name."""
        return any(knob.name == name for knob in knobs(self.lab.features))


class Light:
    """What lights up with the selection: stable nodes' pages (by serials), the zero page's, or a few pages by slot."""

    def __init__(self, stage: Stage) -> None:
        self.serials, self.slots, self.zero = frozenset[int](), frozenset[int](), False
        match stage.selection:
            case ZeroPick():
                self.zero = True
            case PagePick(slot):
                info = page_info(stage.lab, slot)
                self.zero = info.zero
                self._frame(info.node_serial, info.sharers if not info.zero else ())
            case NodePick(node):
                view = stable_node(stage.lab, node)
                self.serials = frozenset({view.serial, *(dup.serial for dup in view.dups)})
            case FramePick(frame):
                shared = frame_view(stage.lab, frame, slots=SHARERS)
                self._frame(shared.serial, shared.slots)
            case _:
                pass

    def _frame(self, serial: int, sharers: tuple[int, ...]) -> None:
        """All that maps a frame: by its stable node where it has one."""
        self.serials = frozenset({serial} if serial >= 0 else ())
        self.slots = frozenset(sharers if serial < 0 else ())
