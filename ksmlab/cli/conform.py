"""`ksmlab conform`: the engine against what real kernels recorded."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ksmlab.replay.conform import Verdict

Verdicts = dict[str, list["Verdict"]]  # by kernel, in order of scenario


class Format(StrEnum):
    """How the verdicts are written to stdout."""

    text = "text"
    json = "json"


def command(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Where NAME.yaml and NAME.KERNEL.jsonl[.gz] are.")],
    kernels: Annotated[
        list[str] | None,
        typer.Option(
            "--kernel", "-k", help="Recordings of this kernel; repeatable; `all` (the default) for all of DIR."
        ),
    ] = None,
    costs: Annotated[
        bool, typer.Option("--costs", help="Compare page comparisons too, where they were counted.")
    ] = False,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write the verdicts.")] = Format.text,
) -> None:
    """Replay what real kernels recorded and count differences.

    Every counter, process field and frame of every recorded row is compared. Exit status 1 when anything differs.

    \b
    Examples:
      ksmlab conform traces --kernel 6.18
      ksmlab conform traces --kernel 6.12 --kernel 7.3 --costs
      ksmlab conform traces --format json
    """
    verdicts = _hold(directory, _chosen(directory, kernels or ["all"]), costs)
    if form is Format.json:
        _write_json(verdicts)
    else:
        for kernel, found in verdicts.items():
            _write_text(kernel, found)
    if not all(verdict.exact for found in verdicts.values() for verdict in found):
        raise typer.Exit(1)


def _chosen(directory: Path, kernels: Sequence[str]) -> list[str]:
    from ksmlab.errors import UsageError
    from ksmlab.kernel.profiles import PROFILES, profile
    from ksmlab.replay.conform import recorded_kernels

    if "all" not in kernels:
        return [profile(name).name for name in dict.fromkeys(kernels)]
    found = [name for name in recorded_kernels(directory) if name in PROFILES]
    if not found:
        raise UsageError(f"{directory} has no recordings; it should hold NAME.yaml and NAME.KERNEL.jsonl files")
    return found


def _hold(directory: Path, kernels: Sequence[str], costs: bool) -> Verdicts:
    from ksmlab.cli.progress import SlowWork
    from ksmlab.replay.conform import recordings
    from ksmlab.replay.many import Job, hold_all

    jobs = [
        Job(kernel, scenario, recording, costs)
        for kernel in kernels
        for scenario, recording in recordings(directory, kernel)
    ]
    verdicts: Verdicts = {kernel: [] for kernel in kernels}
    with SlowWork("recordings", len(jobs)) as progress:
        for job, verdict in hold_all(jobs):
            verdicts[job.kernel].append(verdict)
            progress.advance()
    for found in verdicts.values():
        found.sort(key=lambda verdict: verdict.scenario)
    return verdicts


def _write_text(kernel: str, verdicts: Sequence[Verdict]) -> None:
    differing = [verdict for verdict in verdicts if not verdict.exact]
    print(f"{kernel:5} {_summary(verdicts, differing)}")
    for verdict in differing:
        print(f"      {verdict.scenario}: {verdict.rows_differing} of {verdict.rows} rows; first {verdict.first}")


def _summary(verdicts: Sequence[Verdict], differing: Sequence[Verdict]) -> str:
    rows = sum(verdict.rows for verdict in verdicts)
    counted = sum(verdict.costs for verdict in verdicts)
    costs = f", comparisons counted in {counted}" if counted else ""
    total = f"{len(verdicts):4} scenarios, {rows:6,} rows{costs}: "
    if not differing:
        return total + "all exact"
    return total + f"{len(differing)} differ, in {sum(verdict.rows_differing for verdict in differing):,} rows"


def _write_json(verdicts: Verdicts) -> None:
    import json

    records = [
        {
            "kernel": kernel,
            "scenarios": len(found),
            "rows": sum(verdict.rows for verdict in found),
            "comparisons_counted": sum(verdict.costs for verdict in found),
            "scenarios_differing": sum(not verdict.exact for verdict in found),
            "rows_differing": sum(verdict.rows_differing for verdict in found),
            "differences": [_difference(verdict) for verdict in found if not verdict.exact],
        }
        for kernel, found in verdicts.items()
    ]
    print(json.dumps(records, indent=2))


def _difference(verdict: Verdict) -> dict[str, Any]:
    from dataclasses import asdict

    first = asdict(verdict.first) if verdict.first else None
    return {
        "scenario": verdict.scenario,
        "rows": verdict.rows,
        "rows_differing": verdict.rows_differing,
        "first": first,
    }
