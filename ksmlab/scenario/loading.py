"""Loading: text or file to Scenario."""

from __future__ import annotations

from pathlib import Path

from ksmlab.scenario.build_processes import process_spec
from ksmlab.scenario.build_steps import StepBuilder
from ksmlab.scenario.knobs import knob_values
from ksmlab.scenario.model import ClockSpec, KernelChoice, Scenario
from ksmlab.scenario.nodes import Node, compose
from ksmlab.scenario.problems import Problems
from ksmlab.scenario.reading import read_text
from ksmlab.scenario.static_machine import StaticMachine
from ksmlab.scenario.structure import check_structure


def load_scenario(name_or_path: str) -> Scenario:
    """The scenario in this file, or the library's of this name; raises ScenarioError (ScenarioErrors for several)."""
    from ksmlab.scenario.library import resolve

    path = resolve(name_or_path)
    return parse_scenario(read_text(path), str(path))


def parse_scenario(text: str, file: str = "<text>") -> Scenario:
    """The scenario in `text`; `file` names it in messages. Raises ScenarioError (ScenarioErrors for several)."""
    root = compose(text.removeprefix("\ufeff"), file)
    check_structure(root)
    return _build(root, file)


def _build(root: Node, file: str) -> Scenario:
    problems, machine = Problems(), StaticMachine()
    processes = []
    for node in _items(root, "processes"):
        with problems.collect():
            processes.append(process_spec(node, machine, problems))
    steps = StepBuilder(machine, problems).build(_items(root, "steps"))
    problems.settle()
    ksm = root.pairs.get("ksm")
    return Scenario(
        title=root.data.get("title", Path(file).stem),
        about=root.data.get("about", ""),
        kernel=_kernel(root),
        seed=int(root.data.get("seed", 0)),
        ksm=knob_values(ksm) if ksm else {},
        processes=tuple(processes),
        steps=steps,
        path=file,
        clock=_clock(root),
        ksm_place=root.keys.get("ksm"),
    )


def _items(root: Node, key: str) -> list[Node]:
    return root.pairs[key].items if key in root.pairs else []


def _kernel(root: Node) -> KernelChoice:
    kernel = root.data.get("kernel", KernelChoice().base)
    if isinstance(kernel, str):
        return KernelChoice(kernel)
    return KernelChoice(kernel["base"], {name: value for name, value in kernel.items() if name != "base"})


def _clock(root: Node) -> ClockSpec:
    return ClockSpec({name: int(value) for name, value in root.data.get("clock", {}).items()})
