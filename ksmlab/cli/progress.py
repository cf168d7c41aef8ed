"""A line on stderr about work that takes longer than a second; nothing where stderr is no terminal."""

from __future__ import annotations

import sys
from threading import Lock, Timer
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE_S = 1.0


class SlowWork:
    """A context that shows how far work of `total` pieces is, once a second has gone by; None: of unknown size."""

    def __init__(self, words: str, total: int | None = None) -> None:
        self._words, self._total, self._done = words, total, 0
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._lock = Lock()
        self._over = False
        self._timer = Timer(PATIENCE_S, self._begin)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._over = True
            if self._progress is not None:
                self._progress.stop()

    def advance(self, pieces: int = 1) -> None:
        """So much more is done."""
        self.reach(self._done + pieces)

    def reach(self, done: int) -> None:
        """So much is done in all."""
        self._done = done
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=done)

    def _begin(self) -> None:
        """Runs in the timer's thread: Rich is imported only now."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        with self._lock:
            if self._over:
                return
            columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
            self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
            self._task = self._progress.add_task(self._words, total=self._total, completed=self._done)
            self._progress.start()
