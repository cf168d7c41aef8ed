"""A step of a scenario in a few plain words, for a line of a table."""

from __future__ import annotations

from ksmlab.scenario import model


def step_words(step: model.Step | None) -> str:
    """Such as `madvise vm1.ram[0-3] unmergeable`; "start" for None."""
    match step:
        case None:
            return "start"
        case model.Scan():
            return _scan(step)
        case model.SetKnobs():
            return "set " + ", ".join(f"{name}={value}" for name, value in step.values.items())
        case model.Run():
            return f"run {step.value}"
        case model.Repeat():
            return f"repeat {step.times} times"
    return _of_process(step)


def _scan(step: model.Scan) -> str:
    if step.pages is not None:
        return f"scan {step.pages} page{'s' * (step.pages != 1)}"
    if step.full_scans is None:
        return f"scan {step.wakeups}"
    return f"scan {step.full_scans} full scan{'s' * (step.full_scans != 1)}"


def _of_process(step: model.Step) -> str:
    match step:
        case model.Write():
            return f"write {_where(step)} {' '.join(dict.fromkeys(map(_content, step.contents)))}"
        case model.Read():
            return f"read {_where(step)}"
        case model.Madvise():
            return f"madvise {_where(step)} {step.advice}"
        case model.Unmap():
            return f"munmap {_where(step)}"
        case model.Prctl():
            return f"prctl {step.process} merge_any={int(step.merge_any)}"
        case model.Map() if step.region:
            return f"mmap {step.process}.{step.region.name}[{step.region.pages}]"
        case model.Start() if step.process:
            return f"start {step.process.name}"
        case model.Fork():
            return f"fork {step.process} as {step.child}"
        case model.Exit():
            return f"exit {step.process}"
    return type(step).__name__.lower()


def _where(step: model.Write | model.Read | model.Madvise | model.Unmap) -> str:
    return f"{step.process}.{step.region}[{step.pages}]"


def _content(content: model.Content) -> str:
    value = content.value
    if isinstance(value, bytes):
        return f"{content.kind}:{value.decode() if content.kind == 'text' else value.hex()}"[:24]
    return content.kind if value is None or isinstance(value, model.Mix) else f"{content.kind}:{value}"
