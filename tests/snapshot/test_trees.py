"""The trees as they are drawn: order, places, colours, what is left out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ksmlab.ksm.item_tree import ItemTree
from ksmlab.lab import Lab
from ksmlab.scenario.model import Content, Exit, Pages, Scan, Write
from ksmlab.snapshot.trees import TreeView, Which, tree_view, trees_of
from tests.snapshot.sessions import labs, small


def whole(lab: Lab, which: Which, nid: int = 0) -> TreeView:
    return tree_view(lab, which, nid, limit=10_000)


@given(lab=labs(), which=st.sampled_from(("stable", "unstable")))
def test_a_whole_tree_is_the_kernels(lab: Lab, which: Which) -> None:
    for nid in range(trees_of(lab)):
        ksm = lab.machine.ksm
        tree = ksm.stable_tree(nid) if which == "stable" else ksm.unstable_tree(nid)
        view = whole(lab, which, nid)
        in_order = sorted(view.nodes, key=lambda node: node.order)
        numbers = tree.in_order()
        assert [node.id for node in in_order] == (tree.rows_in_order() if isinstance(tree, ItemTree) else numbers)
        assert [node.order for node in in_order] == list(range(view.size))
        assert not view.truncated and not any(node.hidden_left or node.hidden_right for node in view.nodes)
        by_id = {node.id: node for node in view.nodes}
        for node, number in zip(in_order, numbers, strict=True):
            assert node.red == (tree.colour_at[number] == 0)
            assert (node.parent is None) == (node.id == view.root) == (node.depth == 0)
            for child in (node.left, node.right):
                if child is not None:
                    assert by_id[child].parent == node.id and by_id[child].depth == node.depth + 1
                    assert not (node.red and by_id[child].red)


@given(lab=labs(), limit=st.integers(1, 9), data=st.data())
def test_what_is_left_out_is_counted(lab: Lab, limit: int, data: st.DataObject) -> None:
    full = whole(lab, "stable")
    centre = data.draw(st.sampled_from([None, *(node.id for node in full.nodes)]))
    view = tree_view(lab, "stable", limit=limit, centre=centre)
    shown = {node.id for node in view.nodes}
    assert min(limit, full.size) <= len(view.nodes) <= max(limit, full.height)
    assert len(view.nodes) + sum(node.hidden_left + node.hidden_right for node in view.nodes) == view.size == full.size
    assert centre is None or centre in shown
    assert {node.parent for node in view.nodes if node.parent is not None} <= shown
    assert view.truncated == (len(shown) < full.size)


def test_contents_are_in_memcmp_order() -> None:
    lab = small(scans=2)
    lab.do(Write(process="vm1", region="ram", pages=Pages(((4, 5),)), contents=(Content("hex", b"\x01", 2),)))
    lab.do(Scan(full_scans=2))
    nodes = sorted(whole(lab, "stable").nodes, key=lambda node: node.order)
    assert [node.node.description for node in nodes] == ["hex 01", "hex aa"]
    assert [(node.node.label, node.node.sharers) for node in nodes] == [("B", 2), ("A", 8)]
    waiting = sorted(whole(lab, "unstable").nodes, key=lambda node: node.order)
    assert [node.node.label for node in waiting][:2] == ["vm1.ram[6]", "vm1.ram[7]"]


def test_chains_dups_full_and_stale() -> None:
    processes = "  - {name: a, regions: [{name: r, pages: 5, mergeable: true, content: {hex: bb}}]}"
    lab = small(processes=processes, knobs="max_page_sharing: 2", scans=4)
    (chain,) = whole(lab, "stable").nodes
    assert chain.node.is_chain and chain.node.full and chain.node.sharers == 4 and chain.node.label == "C"
    assert [(dup.label, dup.sharers, dup.full, dup.stale) for dup in chain.node.dups] == [
        ("B", 2, True, False),
        ("A", 2, True, False),
    ]
    lab.do(Exit(process="a"))
    (chain,) = whole(lab, "stable").nodes
    assert chain.node.stale and all(dup.stale for dup in chain.node.dups)


def test_a_waiting_page_that_was_written_and_one_that_went() -> None:
    lab = small(scans=2)
    lab.do(Write(process="vm1", region="ram", pages=Pages(((4, 4),)), contents=(Content("hex", b"\x01", 1),)))
    nodes = {node.id: node.node for node in whole(lab, "unstable").nodes}
    assert nodes[4].description == "hex 01" and not nodes[4].stale
    lab.do(Exit(process="vm1"))
    nodes = {node.id: node.node for node in whole(lab, "unstable").nodes}
    assert nodes[4].stale and nodes[4].description == "nothing" and not nodes[12].stale
    assert whole(lab, "unstable").forgotten
    lab.step_page()
    assert not whole(lab, "unstable").forgotten
