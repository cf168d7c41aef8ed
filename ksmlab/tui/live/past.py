"""The samples that were seen, and which of them is being looked at."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from ksmlab.live.samples import Sample

KEPT = 3600  # samples of a running machine that can be gone back to; a recording is kept whole


class Past:
    """Samples in order. While `following`, the newest is looked at; else the one at `at`."""

    def __init__(self, samples: Iterable[Sample] = (), kept: int | None = KEPT) -> None:
        self._samples: deque[Sample] = deque(samples, kept)
        self.at = 0
        self.following = True

    def __len__(self) -> int:
        return len(self._samples)

    @property
    def now(self) -> Sample | None:
        """The sample that is looked at; None before the first."""
        return self._samples[self.at] if self._samples else None

    def add(self, sample: Sample) -> None:
        """A newer sample. Whoever looks at an older one goes on seeing that one."""
        full = len(self._samples) == self._samples.maxlen
        self._samples.append(sample)
        if self.following:
            self.at = len(self._samples) - 1
        elif full:
            self.at = max(0, self.at - 1)

    def go(self, at: int) -> None:
        """Look at the sample at that place, or at the nearest that there is."""
        self.at = max(0, min(at, len(self._samples) - 1))
        self.following = False

    def follow(self) -> None:
        """Look at the newest from now on."""
        self.at = max(0, len(self._samples) - 1)
        self.following = True

    def history(self, counter: str, width: int) -> list[int]:
        """At most `width` values of a counter, the last one that of the sample looked at."""
        first = max(0, self.at - width + 1)
        shots = [self._samples[place].snapshot for place in range(first, min(self.at + 1, len(self._samples)))]
        return [shot.counters[counter] for shot in shots if counter in shot.counters]
