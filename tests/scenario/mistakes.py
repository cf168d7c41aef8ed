"""Help for tests of the loader's messages."""

from __future__ import annotations

import pytest

from ksmlab.errors import ScenarioError
from ksmlab.scenario import parse_scenario
from ksmlab.scenario.problems import each_error

HEAD = "ksmlab: 1\ntitle: t\n"
RUNNING = HEAD + "processes:\n- {name: vm, regions: [{name: ram, pages: 4}]}\n"


def told(text: str) -> list[ScenarioError]:
    """The mistakes that loading `text` tells, one by one."""
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text, "f.yaml")
    return list(each_error(caught.value))


def only(text: str) -> str:
    """The one mistake that loading `text` tells, as a person sees it."""
    mistakes = told(text)
    assert len(mistakes) == 1, [str(mistake) for mistake in mistakes]
    return str(mistakes[0])
