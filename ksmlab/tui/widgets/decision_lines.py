"""One decision of ksmd as far as it was stepped through: each step with the kernel's function and what came of it."""

from __future__ import annotations

from ksmlab.snapshot.decision import Decision
from ksmlab.tui.lines import Line, Span, wrap
from ksmlab.tui.theme import Palette


def decision_lines(decision: Decision, at: int, width: int, looks: Palette) -> list[Line]:
    """The steps up to the present one; what comes then is for the class to guess."""
    lines: list[Line] = []
    for before in decision.before:
        lines += wrap(str(before), width, looks["dim"], "  ")
    if decision.slot is None:
        return [*lines, *wrap("ksmd looks at no page: the full scan ends here.", width, looks["text"])]
    for place, step in enumerate(decision.steps[: at + 1]):
        present = place == at
        mark = Span("▸ " if present else "  ", looks["hand"])
        style = looks["strong" if present else "dim"]
        function = Span(step.function, looks["accent" if present else "dim"])
        lines.append([mark, function, Span(f" → {step.outcome}", looks["path" if present else "dim"])])
        body = wrap(step.text, width - 4, style)
        lines += [[Span("    ", style), *line] for line in body]
    left = len(decision.steps) - at - 1
    if left > 0:
        lines.append([Span(f"d goes on ({left} to come), ← back, esc leaves", looks["faint"])])
    else:
        lines.append([Span("d does it; esc leaves it undone", looks["faint"])])
    return lines
