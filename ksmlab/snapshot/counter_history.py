"""What the counters were after each command: for changes and sparklines."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from ksmlab.lab import Lab

MOST = 4096  # moments kept; the oldest are dropped first
SERIES = 256  # more than a screen has columns for


class CounterHistory:
    """Counters of one lab after each command that was noted. Call `note` after every command, also after going back.

    Names are those of /sys/kernel/mm/ksm, and "process.field" for processes.
    """

    def __init__(self, lab: Lab) -> None:
        self._at: list[int] = []
        self._values: list[dict[str, int]] = []
        self.note(lab)

    def note(self, lab: Lab) -> None:
        """Remember the present; what was noted of a future that is no more is dropped."""
        place = bisect_left(self._at, lab.at)
        del self._at[place:], self._values[place:]
        values = dict(lab.counters())
        for process, fields in lab.processes().items():
            values |= {f"{process}.{name}": value for name, value in fields.items() if isinstance(value, int)}
        self._at.append(lab.at)
        self._values.append(values)
        if len(self._at) > MOST:
            del self._at[: MOST // 4], self._values[: MOST // 4]

    def change(self, name: str, at: int, value: int) -> int:
        """How much `value` differs from what the counter was before command `at`; 0 if that is not known."""
        place = bisect_left(self._at, at) - 1
        return value - self._values[place].get(name, value) if place >= 0 else 0

    def series(self, name: str, at: int) -> tuple[int, ...]:
        """The counter after each command noted, up to the first `at` commands, the last SERIES of them; without those
        that did not have it."""
        stop = bisect_right(self._at, at)
        return tuple(values[name] for values in self._values[max(0, stop - SERIES) : stop] if name in values)
