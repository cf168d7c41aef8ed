"""A snapshot in the OpenMetrics text format, for a Prometheus textfile collector and its like."""

from __future__ import annotations

from collections.abc import Iterator

from ksmlab.live.reader import LiveSnapshot

_MONOTONIC = ("full_scans", "pages_scanned", "pages_skipped")


def openmetrics(snapshot: LiveSnapshot) -> str:
    """The whole exposition, with its `# EOF`. `run` = 2 sets full_scans to 0: a counter's reset, for its readers."""
    return "\n".join([*_machine(snapshot), *_processes(snapshot), "# EOF"]) + "\n"


def _machine(snapshot: LiveSnapshot) -> Iterator[str]:
    for name, value in snapshot.counters.items():
        metric = f"ksm_{name.removeprefix('ksm_')}"
        kind = "counter" if name in _MONOTONIC else "gauge"
        yield f"# TYPE {metric} {kind}"
        yield f"# HELP {metric} /sys/kernel/mm/ksm/{name}"
        yield f"{metric}{'_total' if kind == 'counter' else ''} {value}"
    for name, text in snapshot.knobs.items():
        if text.isdigit():
            yield f"# TYPE ksm_setting_{name} gauge"
            yield f"ksm_setting_{name} {text}"


def _processes(snapshot: LiveSnapshot) -> Iterator[str]:
    names = dict.fromkeys(name for process in snapshot.processes for name in process.fields)
    for name in names:
        yield f"# TYPE ksm_process_{name.removeprefix('ksm_').removeprefix('process_')} gauge"
        for process in snapshot.processes:
            if name in process.fields:
                labels = f'pid="{process.pid}",comm="{_escaped(process.comm)}"'
                metric = f"ksm_process_{name.removeprefix('ksm_').removeprefix('process_')}"
                yield f"{metric}{{{labels}}} {_number(process.fields[name])}"


def _number(value: int | str) -> int:
    return value if isinstance(value, int) else int(value == "yes")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
