"""Forward and back: scan, full, page, step, back, forward, reset, until."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ksmlab.console.arguments import number
from ksmlab.console.command import Command, by_name
from ksmlab.console.output import Output, Refused
from ksmlab.errors import UsageError
from ksmlab.session.report import Report
from ksmlab.snapshot.hand import hand, why_not

if TYPE_CHECKING:
    from ksmlab.console.console import Console


def _moved(console: Console, report: Report | None = None) -> Output:
    """Where the lab is now, with what was met on the way."""
    now = hand(console.lab)
    lines = [f"wake-up {now.wakeup}, full scan {now.full_scan}, ksmd ▸ {now}"]
    if report is not None:
        lines += [f"expected {one.name} {one.expected}, is {one.actual}" for one in report.expectations if not one.met]
        lines += report.narration
    return Output("\n".join(lines), moved=True)


def _scanning(move: Callable[[Console, int], Report]) -> Callable[[Console, list[str]], Output]:
    def run(console: Console, words: list[str]) -> Output:
        count = number(words, 1)
        hint = why_not(console.lab) if console.lab.finished else ""
        report = move(console, count)
        output = _moved(console, report)
        return Output(f"{output.text}\n({hint})" if hint else output.text, moved=True)

    return run


def _step(console: Console, words: list[str]) -> Output:
    count = number(words, 1)
    if console.lab.finished:
        raise Refused("step: the scenario has no step left", "scan, full and page go on without it")
    return _moved(console, console.actor.next_step(count))


def _back(console: Console, words: list[str]) -> Output:
    if not console.actor.back(number(words, 1)):
        raise Refused("back: this is the start")
    return _moved(console)


def _forward(console: Console, words: list[str]) -> Output:
    if not console.actor.forward(number(words, 1)):
        raise Refused("forward: nothing was undone")
    return _moved(console)


def _reset(console: Console, words: list[str]) -> Output:
    console.actor.reset()
    return _moved(console)


def _until(console: Console, words: list[str]) -> Output:
    from ksmlab.snapshot.hunt import outcome
    from ksmlab.snapshot.until import FORMS, parse_until

    if len(words) < 2:
        raise Refused("until: what?", f"one of: {', '.join(FORMS)}")
    try:
        condition = parse_until(console.lab, " ".join(words[1:]))
    except UsageError as error:
        raise Refused(f"until: {error}") from None
    if not outcome(condition.hunt(console.labs)):
        hint = why_not(console.lab) or "nothing changes any more"
        raise Refused(f"until: {condition.text} did not come", hint, moved=True)
    return _moved(console)


COMMANDS = by_name(
    (
        Command("scan", "scan [N]", "N wake-ups of ksmd.", "scan 3",
                _scanning(lambda console, count: console.actor.step_wakeup(count)), ("count",)),
        Command("full", "full [N]", "Until N full scans are complete.", "full",
                _scanning(lambda console, count: console.actor.step_full_scan(count)), ("count",)),
        Command("page", "page [N]", "ksmd looks at N pages.", "page 4",
                _scanning(lambda console, count: console.actor.step_page(count)), ("count",)),
        Command("step", "step [N]", "The next N steps of the scenario.", "step", _step, ("count",)),
        Command("back", "back [N]", "Undo the last N commands.", "back", _back, ("count",)),
        Command("forward", "forward [N]", "Do again what was undone.", "forward", _forward, ("count",)),
        Command("reset", "reset", "Back to the start; forward does it all again.", "reset", _reset),
        Command("until", "until CONDITION", "Wake-up after wake-up until it holds.", "until pages_sharing > 10", _until,
                ("until",)),
    )
)  # fmt: skip
