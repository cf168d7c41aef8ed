"""The story: the note of this moment, what was expected of it, and what ksmd just did, in function names and words."""

from __future__ import annotations

import re

from rich.cells import cell_len

from ksmlab.replay.step_words import step_words
from ksmlab.scenario.model import Scan
from ksmlab.session.report import Expectation
from ksmlab.snapshot.knobs import ERRNO_WORDS
from ksmlab.snapshot.story import Sentence, story
from ksmlab.tui.lines import Line, Span, wrap
from ksmlab.tui.picks import PagePick, Pick
from ksmlab.tui.widgets.panel import Panel

MOST = 120  # sentences that are shown of one command
_KINDS = {
    "merge": "good", "zero": "zero frame", "wait": "unstable", "change": "text", "skip": "skipped", "loss": "bad",
    "scan": "accent", "quiet": "dim",
}  # fmt: skip
_MARKS = {"merge": "+", "zero": "Z", "wait": "u", "change": "v", "skip": "s", "loss": "-", "scan": "═", "quiet": " "}


class Story(Panel):
    """Notes, expectations and events of the last command."""

    title = "Story"
    shows_selection = False

    def lines(self, width: int) -> list[Line]:
        """The note first, since it is what the scenario's author wants to be read."""
        stage, report = self.stage, self.stage.lab.last
        slot = stage.slot if stage.story_of_page else None
        self.entitle(self.title, f"of {stage.lab.page_name(slot)}" if slot is not None else "")
        lines: list[Line] = []
        for note in report.notes:
            lines += self._note(note, width)
        for step in report.steps:
            if not isinstance(step, Scan):
                lines += wrap(f"› {step_words(step)}", width, self.palette["strong"], "  ")
        lines += [self._expectation(one) for one in report.expectations]
        for refused in report.refused:
            what = refused.get("write") or refused.get("call") or ""
            errno = refused["errno"]
            words = f"! {what}: {ERRNO_WORDS.get(errno, 'refused')} ({errno})"
            lines += wrap(words, width, self.palette["bad"], "  ")
        for words in report.narration:
            lines += wrap(f"… {words}", width, self.palette["warm"], "  ")
        if not report.told:
            lines += wrap(
                "A long way: not told page by page. `a` tells a page's own story.", width, self.palette["dim"]
            )
        lines += self._told(slot, width)
        if stage.lab.at == 0:
            lines += self._about(width)
        return (lines or self._nothing(width))[: self.inner.height if stage.hurried else None]

    def _told(self, slot: int | None, width: int) -> list[Line]:
        """The events, or those about one page; in a hurry only as many as can be in sight."""
        lab, lines, most = self.stage.lab, list[Line](), self.inner.height if self.stage.hurried else MOST
        events = lab.last.events[-MOST:]
        if len(lab.last.events) > MOST:
            lines.append([Span(f"… {len(lab.last.events) - MOST:,} events before these", self.palette["dim"])])
        asked = [event for event in events if slot is None or slot in (event.slot, event.other)][:most]
        for event, sentence in zip(asked, story(lab, asked), strict=True):
            lines += self._sentence(sentence, PagePick(event.slot) if event.slot >= 0 else None, width)
        return lines

    def _nothing(self, width: int) -> list[Line]:
        text = "Nothing that ksmd did." if not self.stage.story_of_page else "Nothing about this page."
        return list(wrap(text, width, self.palette["dim"]))

    def _about(self, width: int) -> list[Line]:
        """At the start: what the scenario is about, and how to begin."""
        lines: list[Line] = []
        for paragraph in self.stage.lab.scenario.about.strip().split("\n\n"):
            lines += wrap(_unmarked(paragraph), width, self.palette["text"])
        begin = "Processes have filled their memory; ksmd has looked at nothing yet. s looks at one page, n goes on."
        return [*lines, *wrap(begin, width, self.palette["dim"])]

    def _note(self, note: str, width: int) -> list[Line]:
        style, lines = self.palette["note"], list[Line]()
        for paragraph in note.strip().split("\n\n"):
            lines += [[Span("▌ ", style), *line] for line in wrap(_unmarked(paragraph), width - 2, style)]
        return lines

    def _expectation(self, one: Expectation) -> Line:
        mark, style = ("✓", "good") if one.met else ("✗", "bad")
        text = f"{one.name} {one.expected}" if one.met else f"{one.name}: expected {one.expected}, is {one.actual}"
        return [Span(f"{mark} expected ", self.palette[style]), Span(text, self.palette["text"])]

    def _sentence(self, sentence: Sentence, pick: Pick | None, width: int) -> list[Line]:
        palette, mark = self.palette, _MARKS[sentence.kind]
        head = f"{mark} w{sentence.wakeup} {sentence.function}"
        subject = f" {sentence.subject}" if sentence.subject else ""
        used = cell_len(head) + cell_len(subject) + 2
        first: list[Span] = [
            Span(f"{mark} ", palette[_KINDS[sentence.kind]], pick),
            Span(f"w{sentence.wakeup} ", palette["faint"], pick),
            Span(sentence.function, palette["accent"], pick),
            Span(subject + " ", palette["strong"], pick),
        ]
        style = palette[_KINDS[sentence.kind]]
        if used + cell_len(sentence.text) <= width:
            return [[*first, Span(sentence.text, style, pick)]]
        return [first, *([Span("     ", style), *line] for line in wrap(sentence.text, width - 5, style, pick=pick))]


def _unmarked(paragraph: str) -> str:
    """A paragraph of Markdown as plain text."""
    return " ".join(re.sub(r"[`*]", "", paragraph).split())
