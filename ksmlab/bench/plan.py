"""A whole run: which workloads, in which order, refused beforehand where it cannot be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from ksmlab.bench import ksmd, own_process
from ksmlab.bench.facts import machine_facts
from ksmlab.bench.report import Measured, Report
from ksmlab.bench.workloads import PAGES_TO_SCAN, USUAL, WORKLOADS
from ksmlab.errors import UsageError, nearest
from ksmlab.kernel.profiles import profile
from ksmlab.session.size import bytes_for, ensure_fits

Tell = Callable[[str, float], None]  # told what is measured now, and the share of the whole run that is done


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure: workloads by name, each with every pages_to_scan, on a machine of `pages` pages."""

    pages: int
    kernel: str
    workloads: tuple[str, ...]
    pages_to_scan: tuple[int, ...]
    real: bool

    @classmethod
    def of(
        cls,
        pages: int,
        kernel: str,
        workloads: Sequence[str] = (),
        pages_to_scan: Sequence[int] = (),
        real: bool = False,
    ) -> Plan:
        """UsageError for a name that there is not, TooLarge or MachineRefuses for what this machine cannot do."""
        profile(kernel)
        for name in workloads:
            if name not in WORKLOADS:
                alike = nearest(name, WORKLOADS, 0.6)
                meant = f"did you mean {alike!r}?" if alike else f"there are {', '.join(WORKLOADS)}"
                raise UsageError(f"no workload {name!r}; {meant}")
        ensure_fits(bytes_for(pages, pages))
        if real:
            ksmd.check(pages)
        return cls(pages, kernel, tuple(workloads) or USUAL, tuple(pages_to_scan) or PAGES_TO_SCAN, real)

    def run(self, tell: Tell) -> Report:
        """Measure. The real ksmd's settings are as they were when this returns or raises."""
        turns = [(name, number) for name in self.workloads for number in self.pages_to_scan]
        parts = 2 if self.real else 1
        tell("limit of memory", 0.0)
        limit = own_process.measure_limit(self.pages)
        measured = []
        with ExitStack() as stack:
            real = stack.enter_context(ksmd.this_ksmd()) if self.real else None
            for turn, (name, number) in enumerate(turns):
                what, of = f"{name}, pages_to_scan {number:,}", len(turns) * parts
                watch = _watch(tell, what, turn * parts, of)
                engine = own_process.measure_engine(name, self.pages, number, self.kernel, watch)
                timing = None
                if real is not None:
                    watch = _watch(tell, f"{what}: ksmd", turn * parts + 1, of)
                    timing = real.measure(name, self.pages, number, watch)
                measured.append(Measured(name, WORKLOADS[name].words, number, self.pages, engine, timing))
        return Report(machine_facts(), self.kernel, self.pages, limit, tuple(measured))


def _watch(tell: Tell, what: str, turn: int, turns: int) -> Callable[[float], None]:
    def watch(share: float) -> None:
        tell(what, (turn + share) / turns)

    watch(0.0)
    return watch
