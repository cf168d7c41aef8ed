"""The whole screen below Textual's own layers: it puts each panel where the plan says."""

from __future__ import annotations

from collections.abc import Callable

from textual.containers import Container
from textual.geometry import Offset, Region, Size, Spacing
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

from ksmlab.tui.plan import Plan, Wish, plan

_NOWHERE = Spacing()


class PlanLayout(Layout):
    """Places widgets by their ids; one that the plan does not name is not shown."""

    name = "plan"

    def __init__(self, body: Body) -> None:
        self._body = body

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        """A placement for each child that has a place."""
        found = self._body.plan_for(size)
        return [
            WidgetPlacement(_clipped(found.places[child.id], size), Offset(0, 0), _NOWHERE, child, order)
            for order, child in enumerate(children)
            if child.id in found.places
        ]


class Body(Container):
    """Holds all panels; asks `wish` what they would like whenever it lays them out."""

    def __init__(self, *children: Widget, wish: Callable[[Size], Wish], arranged: Callable[[Plan], None]) -> None:
        super().__init__(*children, id="body")
        self._wish, self._arranged = wish, arranged
        self.plan = Plan()
        self._plan_layout = PlanLayout(self)

    @property
    def layout(self) -> Layout:
        """The plan's; the stylesheet has no say in it."""
        return self._plan_layout

    def plan_for(self, size: Size) -> Plan:
        """The plan for that size; whoever wants to know is told when it is another one."""
        found = plan(size.width, size.height, self._wish(size))
        if found != self.plan:
            self.plan = found
            self._arranged(found)
        return found


def _clipped(region: Region, size: Size) -> Region:
    return region.intersection(Region(0, 0, size.width, size.height))
