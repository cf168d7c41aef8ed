"""Why: of the selected page what it is, what keeps it from being merged and its history; of a counter what it means."""

from __future__ import annotations

from ksmlab.snapshot.counters import CounterView, counters_view, process_stats
from ksmlab.snapshot.history import Visit
from ksmlab.snapshot.knobs import knobs_view
from ksmlab.snapshot.page import PageInfo, page_info
from ksmlab.snapshot.states import WORDS
from ksmlab.tui.lines import Line, Span, wrap
from ksmlab.tui.picks import (
    ActionPick,
    CounterPick,
    FramePick,
    KnobPick,
    MomentPick,
    NodePick,
    PagePick,
    Pick,
    ZeroPick,
)
from ksmlab.tui.stage import LARGE
from ksmlab.tui.widgets.decision_lines import decision_lines
from ksmlab.tui.widgets.panel import Panel


class Why(Panel):
    """Explains whatever is selected; while a decision is stepped through, that."""

    title = "Why"

    _about: object = None

    def update_view(self) -> None:
        """Something else to explain is read from its top; a decision is followed to its present step."""
        super().update_view()
        stage = self.stage
        about = (stage.selection, stage.decision is None, stage.side.hand.last_slot)
        if stage.decision is not None:
            self.scroll_to(y=self.virtual_size.height, animate=False, immediate=True)
        elif about != self._about:
            self.scroll_to(y=0, animate=False, immediate=True)
        self._about = about

    def lines(self, width: int) -> list[Line]:
        """About the selection, or how to select."""
        stage = self.stage
        if stage.decision is not None:
            self.entitle(f"Decision  {stage.decision.name}")
            return decision_lines(stage.decision, stage.decision_at, width, self.palette)
        match stage.selection:
            case PagePick(slot):
                return self._page(slot, width)
            case NodePick(node):
                return self._node(node, width)
            case CounterPick() | KnobPick() | FramePick() | ZeroPick() as pick:
                self.entitle("Why")
                return self._thing(pick, width)
        last = stage.side.hand.last_slot
        if last is not None:
            return self._page(last, width)
        self.entitle("Why")
        return self._text("Select a page (hjkl or the mouse) to see why it is what it is; . selects ksmd's.", width)

    def _thing(self, pick: CounterPick | KnobPick | FramePick | ZeroPick, width: int) -> list[Line]:
        match pick:
            case CounterPick(name):
                return self._counter(name, width)
            case KnobPick(name):
                return self._knob(name, width)
            case FramePick(frame):
                return self._text(f"Frame #{frame}: the pages that map it are lit.", width)
        words = "The kernel's zero page: every page that maps it is lit. Z was placed by KSM, z came from a read."
        return self._text(words, width)

    # ------------------------------------------------------------------ a page

    def _page(self, slot: int, width: int) -> list[Line]:
        side = self.stage.side
        info = page_info(side.lab, slot, sharers=8)
        self.entitle(f"Why  {info.name}{'' if slot == self.stage.slot else '  ksmd was just here'}")
        lines = self._facts(info, width)
        if slot == self.stage.slot or self.stage.pages <= LARGE:  # it may look at every page, and here nobody asked
            lines += self._answer(slot, width)
        if self.stage.hurried:
            return [*lines, *wrap("its history: when it pauses", width, self.palette["dim"])]
        history = side.historian.history(side.lab, slot)
        if history.visits:
            lines.append([Span("history", self.palette["title"])])
        if not history.complete:
            lines.append([Span("  … earlier visits were not kept", self.palette["dim"])])
        for visit in reversed(history.visits):
            lines += self._visit(visit, width)
        return lines

    def _answer(self, slot: int, width: int) -> list[Line]:
        """What keeps the page from being merged, and what would change that."""
        from ksmlab.snapshot.why import why

        answer, lines = why(self.stage.lab, slot), list[Line]()
        lines += wrap(answer.now, width, self.palette["text"])
        if answer.keeps:
            lines += wrap(answer.keeps, width, self.palette["note"])
        if answer.would_change:
            pick = ActionPick("try_it") if answer.try_it else None
            key = " (enter does it)" if answer.try_it else ""
            lines += wrap(f"→ {answer.would_change}{key}", width, self.palette["good"], "  ", pick)
        return lines

    def _facts(self, info: PageInfo, width: int) -> list[Line]:
        """State, frame, contents, node, rmap_item: each can be picked."""
        looks, words = self.palette, WORDS[info.state]
        style = looks.node(info.node_serial) if info.node_serial >= 0 else looks[info.state.name.lower()]
        first: list[Span] = [Span(f" {info.letter} ", style), Span(f" {words.name}", looks["strong"])]
        if info.zero:
            first.append(Span(f"  the zero page, ×{info.mapcount:,}", looks["text"], ZeroPick()))
        elif info.frame is not None:
            first.append(Span(f"  frame #{info.frame} ×{info.mapcount}", looks["text"], FramePick(info.frame)))
        first.append(Span(f"  {info.description}", looks["dim"]))
        lines: list[Line] = [first]
        if info.sharers:
            spans = [Span("shared with ", looks["dim"])]
            for slot in info.sharers:
                spans.append(Span(self.stage.lab.page_name(slot) + " ", looks["text"], PagePick(slot)))
            if info.sharer_count > len(info.sharers):
                spans.append(Span(f"+{info.sharer_count - len(info.sharers):,}", looks["dim"]))
            lines.append(spans)
        if info.item is not None:
            item = info.item
            checksum = f"{item.checksum:#010x}" if item.checksum is not None else "none yet"
            same = " (still right)" if item.unchanged else " (changed)" if item.checksum is not None else ""
            flags = " ".join(item.flags) or "no flags"
            text = f"rmap_item {flags}, oldchecksum {checksum}{same}"
            if self.stage.lab.features.smart_scan:
                text += f", age {item.age}, skips {item.remaining_skips}"
            lines += wrap(text, width, looks["dim"], "  ")
        return lines

    def _visit(self, visit: Visit, width: int) -> list[Line]:
        looks, pick = self.palette, MomentPick(visit.at + 1)
        words = visit.sentence
        lines: list[Line] = []
        head = Span(f"w{words.wakeup:<3} ", looks["accent"], pick)
        subject = "" if visit.about else f"{words.subject}: "
        for place, line in enumerate(
            wrap(f"{words.function} {subject}{words.text}", width - 5, looks["text"], pick=pick)
        ):
            lines.append([head if place == 0 else Span("     ", looks["text"]), *line])
        for compared in visit.compared:
            lines.append([Span(f"       memcmp {compared}", looks["dim"], pick)])
        return lines

    # ------------------------------------------------------------------ the rest

    def _counter(self, name: str, width: int) -> list[Line]:
        view = self._find(name)
        if view is None:
            return self._text(f"{self.stage.lab.kernel} has no {name}.", width)
        looks = self.palette
        value = f"{view.value:,}" if isinstance(view.value, int) else str(view.value)
        lines: list[Line] = [[Span(f"{name} ", looks["title"]), Span(value, looks["strong"])]]
        lines += wrap(f"{view.words}.", width, looks["text"])
        if view.formula_names:
            lines += wrap(f"= {view.formula_names}", width, looks["dim"], "  ")
            lines += wrap(f"= {view.formula_numbers}", width, looks["note"], "  ")
        told = "right at once" if view.timing == "immediate" else "corrected only when ksmd next passes"
        lines += wrap(f"It is {told}.", width, looks["dim"])
        return lines

    def _find(self, name: str) -> CounterView | None:
        side = self.stage.side
        process, _, field = name.rpartition(".")
        if not process:
            return next((view for view in counters_view(side.lab, side.history) if view.name == name), None)
        stats = [stat for stat in process_stats(side.lab, side.history) if stat.process == process]
        return next((view for stat in stats for view in stat.fields if view.name == field), None)

    def _knob(self, name: str, width: int) -> list[Line]:
        view = next((one for one in knobs_view(self.stage.lab) if one.name == name), None)
        if view is None:
            return self._text(f"{self.stage.lab.kernel} has no {name}.", width)
        looks = self.palette
        lines: list[Line] = [[Span(f"{name} ", looks["title"]), Span(view.shown, looks["strong"])]]
        lines += wrap(
            f"{view.meaning}. Takes {view.accepts}; {view.default} at boot; since {view.since}.", width, looks["text"]
        )
        if view.refuses:
            lines += wrap(f"Now it would refuse a change: {view.refuses}", width, looks["bad"])
        return [*lines, [Span("enter changes it", looks["dim"])]]

    def _node(self, node: int, width: int) -> list[Line]:
        from ksmlab.snapshot.tree_nodes import stable_node

        view = stable_node(self.stage.lab, node)
        self.entitle(f"Why  node {view.label}")
        if view.is_chain:
            dups = ", ".join(f"{dup.label} ×{dup.sharers}{' full' if dup.full else ''}" for dup in view.dups)
            return self._text(
                f"A chain of {len(view.dups)} dups with equal contents ({view.description}): {dups}.", width
            )
        text = f"Stable node {view.label}: {view.description} in frame #{view.frame}, {view.sharers} rmap_items."
        if view.stale:
            text += " Stale: its page was freed, the next search that passes tears it down."
        if view.full:
            text += " Full: max_page_sharing lets nobody else join."
        return self._text(text + " The pages that map it are lit.", width)

    def _text(self, text: str, width: int, pick: Pick | None = None) -> list[Line]:
        return list(wrap(text, width, self.palette["text"], pick=pick))
