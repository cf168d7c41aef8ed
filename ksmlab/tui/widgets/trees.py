"""The stable and the unstable tree as they stand, side by side; the way of the last search is lit."""

from __future__ import annotations

from rich.style import Style

from ksmlab.snapshot.tree_nodes import node_of_frame, node_of_page
from ksmlab.snapshot.trees import TreeNode, TreeView, Which, building_s, tree_view, trees_of
from ksmlab.tui.lines import Line, Span, fit, width_of, wrap
from ksmlab.tui.picks import ActionPick, FramePick, NodePick, PagePick
from ksmlab.tui.stage import Stage
from ksmlab.tui.widgets.panel import Panel
from ksmlab.tui.widgets.tree_drawing import Label, draw, listed, width_needed
from ksmlab.tui.widgets.tree_labels import LENGTHS, label

LIMIT = 63  # nodes that are shown of a tree
MOST_S = 0.5  # that making the trees may take when nobody asked


class Trees(Panel):
    """Both trees; with merge_across_nodes=0 those of every NUMA node below each other."""

    title = "Trees"

    def __init__(self, stage: Stage, name: str) -> None:
        super().__init__(stage, name)
        self._views: dict[tuple[Which, int, int | None], TreeView] = {}
        self._moment = (-1, -1)
        self._wanted = (-1, -1)  # the moment whose trees somebody wants to see however long that takes

    def want(self) -> None:
        """Somebody wants to see the trees of this moment."""
        takes_s = building_s(self.stage.lab)
        if takes_s <= MOST_S or self._wanted == self._now:
            return
        self._wanted = self._now
        self._lines = [*wrap(f"Making the trees: about {takes_s:.0f} s …", self.inner.width, self.palette["warm"])]
        self.refresh()
        self.call_after_refresh(self.remake)

    def remake(self) -> None:
        """Make the lines anew, though nothing changed but what is wanted."""
        self._stamp = None
        self.update_view()

    @property
    def _now(self) -> tuple[int, int]:
        return self.stage.moment, self.stage.active

    def lines(self, width: int) -> list[Line]:
        """A pair of trees for each NUMA node that has its own."""
        lab, lines = self.stage.lab, list[Line]()
        takes_s = building_s(lab)
        if takes_s > MOST_S and self._wanted != self._now:
            words = f"They grew by many pages at once. 2 makes their shape, which takes about {takes_s:.0f} s here."
            return [*wrap(words, width, self.palette["dim"], pick=ActionPick("show_trees"))]
        count = trees_of(lab)
        for nid in range(count):
            centre = self.centre()
            stable = self._view("stable", nid, centre)
            unstable = self._view("unstable", nid, self.stage.slot)
            lines += self._pair(stable, unstable, width, f" · NUMA node {nid}" if count > 1 else "")
        return lines

    def _view(self, which: Which, nid: int, centre: int | None) -> TreeView:
        """The tree of this moment: looked at once, however often it is drawn."""
        key = (which, nid, centre)
        if self._now != self._moment:
            self._moment = self._now
            self._views.clear()
        if key not in self._views:
            self._views[key] = tree_view(self.stage.lab, which, nid, LIMIT, centre)
        return self._views[key]

    def centre(self) -> int | None:
        """The node of the stable tree around which a large tree is shown: the one that is selected in whatever form."""
        match self.stage.selection:
            case NodePick(node):
                return node
            case PagePick(slot):
                return node_of_page(self.stage.lab, slot)
            case FramePick(frame):
                return node_of_frame(self.stage.lab, frame)
            case _:
                return None

    def _pair(self, stable: TreeView, unstable: TreeView, width: int, where: str) -> list[Line]:
        """Side by side, in the longest labels that fit; a list where none do."""
        room = width - 3
        views = (stable, unstable)
        small = sum(len(view.nodes) for view in views) <= room // 3
        for lengths in LENGTHS if small else ():
            labels = [self._labels(view, length) for view, length in zip(views, lengths, strict=True)]
            needs = [max(16, width_needed(view.nodes, one)) for view, one in zip(views, labels, strict=True)]
            if sum(needs) <= room:
                left = needs[0] + (room - sum(needs)) // 2
                pictures = [draw(view.nodes, one, self.palette["dim"]) for view, one in zip(views, labels, strict=True)]
                break
        else:
            left = room // 2
            pictures = [listed(view.nodes, self._labels(view, "long"), self.palette["dim"]) for view in views]
        heads = [self._head(view, where) for view in (stable, unstable)]
        return _beside([heads[0], *pictures[0]], [heads[1], *pictures[1]], left, self._rule())

    def _rule(self) -> Span:
        return Span(" │ ", self.palette["faint"])

    def _head(self, view: TreeView, where: str) -> Line:
        palette = self.palette
        words = f" {view.size:,} node{'s' * (view.size != 1)}{where}"
        if not view.size:
            words = f" empty{where}"
        elif view.forgotten:
            words += ", to be forgotten"
        elif view.truncated:
            words += f", {len(view.nodes)} shown"
        return [Span(view.which, palette["title"]), Span(words, palette["dim"])]

    def _labels(self, view: TreeView, length: str) -> Label:
        light, path = self.stage.light(), self._path(view.which)
        selection = self.stage.selection

        def lit(node: TreeNode) -> bool:
            if view.which == "unstable":
                return selection == PagePick(node.id)
            serials = {node.node.serial, *(dup.serial for dup in node.node.dups)}
            return bool(light.serials & serials) or selection == NodePick(node.id)

        return lambda node: label(node, length, self.palette, lit(node), node.id in path)

    def _path(self, which: str) -> frozenset[int]:
        """The nodes that the last search compared with, or the one that the decision at hand compares with."""
        stage = self.stage
        if stage.decision is not None:
            steps = stage.decision.steps[: stage.decision_at + 1]
            return frozenset(
                step.comparison.node for step in steps if step.comparison and step.comparison.tree == which
            )
        events = [event for event in stage.lab.last.events if event.function == "cmp_and_merge_page"]
        return frozenset(step.node for step in events[-1].path if step.tree == which) if events else frozenset()


def _beside(left: list[Line], right: list[Line], width: int, rule: Span) -> list[Line]:
    lines: list[Line] = []
    for row in range(max(len(left), len(right))):
        first = list(left[row]) if row < len(left) else []
        line = _cut(first, width)
        line.append(rule)
        line += right[row] if row < len(right) else []
        lines.append(line)
    return lines


def _cut(line: list[Span], width: int) -> list[Span]:
    """The line in exactly that many columns."""
    shown: list[Span] = []
    room = width
    for span in line:
        if room <= 0:
            break
        text = span.text if width_of([span]) <= room else fit(span.text, room)
        shown.append(Span(text, span.style, span.pick))
        room -= width_of([shown[-1]])
    return [*shown, Span(" " * max(0, room), Style())]
