"""What is selected and what is done to it by hand, with keys and with the mouse."""

from __future__ import annotations

from pathlib import Path

import pytest

import ksmlab.tui.widgets.trees
from ksmlab.snapshot.cells import page_states
from ksmlab.snapshot.processes import slot_of
from ksmlab.snapshot.states import PageState
from ksmlab.snapshot.trees import tree_view
from ksmlab.tui.app import LabApp
from ksmlab.tui.picks import CounterPick, FramePick, KnobPick, NodePick, PagePick, Pick, ZeroPick
from ksmlab.tui.screens.library import Library
from ksmlab.tui.stage import Light
from tests.tui.screens import lab_screen, labs_of, rows, text_grid

SIZE = (120, 40)


def state(app: LabApp, page: int, process: str = "vm1", region: str = "ram") -> PageState:
    lab = lab_screen(app).stage.lab
    slot = slot_of(lab, process, region, page)
    return PageState(int(page_states(lab, slot, slot)[0]))


def selected(app: LabApp) -> Pick | None:
    return lab_screen(app).stage.selection


async def test_the_selection_moves_with_the_keys() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("l")
        assert selected(app) == PagePick(0)
        await pilot.press("l", "l", "j")
        assert selected(app) == PagePick(18)
        await pilot.press("down", "k", "up", "shift+left", "shift+right", "h")
        assert selected(app) == PagePick(1)
        await pilot.press("escape")
        assert selected(app) is None
        await pilot.press("full_stop")
        assert selected(app) == PagePick(0)


async def test_a_click_selects_what_is_under_the_mouse() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("n", "n")
        await pilot.click("#pages", offset=(14, 1))
        assert selected(app) == PagePick(0)
        await pilot.click("#trees", offset=(6, 2))
        assert isinstance(selected(app), NodePick)
        await pilot.click("#counters", offset=(4, 2))
        assert selected(app) == CounterPick("pages_sharing")
        await pilot.press("5")
        await pilot.click("#frames", offset=(4, 2))
        assert selected(app) == ZeroPick()


async def test_what_lights_up() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("n", "n")
        stage = lab_screen(app).stage
        stage.select(PagePick(0))
        merged = Light(stage).serials
        assert len(merged) == 1
        stage.select(ZeroPick())
        assert Light(stage).zero
        stage.select(FramePick(1))
        assert Light(stage).serials == merged
        stable = tree_view(stage.lab, "stable")
        chain = next(node for node in stable.nodes if node.node.is_chain)
        stage.select(NodePick(chain.id))
        assert merged < Light(stage).serials and len(Light(stage).serials) >= 3
        await pilot.press("0")
        grid = text_grid(app)
        assert "•Z•Z•Z•Z" in grid and "•z•z" in grid
        assert "dirty bit" in grid


async def test_calls_on_the_selected_pages() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=SIZE) as pilot:
        stage = lab_screen(app).stage
        await pilot.press("n", "n", "l", "l", "l", "l", "l")
        assert state(app, 4) == PageState.ZERO_KSM
        await pilot.press("u")
        assert state(app, 4) == PageState.NOT_MERGEABLE
        await pilot.press("m")
        assert state(app, 4) == PageState.VOLATILE or state(app, 4) == PageState.PRIVATE
        await pilot.press("z")
        assert state(app, 4) in (PageState.UNTOUCHED, PageState.GONE)
        await pilot.press("t")
        assert state(app, 4) == PageState.ZERO_READ
        await pilot.press("w", *"hex aa", "enter")
        await pilot.pause()
        assert state(app, 4) in (PageState.PRIVATE, PageState.VOLATILE)
        await pilot.press("F")
        assert [process.name for process in stage.processes()][-1] == "vm1-2"
        await pilot.press("P")
        assert next(process for process in stage.processes() if process.name == "vm1").merge_any
        await pilot.press("x")
        assert next(process for process in stage.processes() if process.name == "vm1").exited
        for _ in range(8):
            await pilot.press("left")
        assert state(app, 4) == PageState.ZERO_KSM


async def test_a_range_and_a_region() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=SIZE) as pilot:
        stage = lab_screen(app).stage
        await pilot.press("l", "v", "l", "l", "l")
        assert stage.marked() == (0, 3)
        await pilot.press("u")
        assert [state(app, page) for page in (3, 4)] == [PageState.NOT_MERGEABLE, PageState.PRIVATE]
        await pilot.press("A")
        assert stage.marked() == (0, 23)
        await pilot.press("X")
        assert state(app, 13) == PageState.UNTOUCHED
        await pilot.press("v")
        assert stage.anchor is None


async def test_knobs_are_changed_in_place_and_refused_as_the_kernel_does() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=SIZE) as pilot:
        stage = lab_screen(app).stage
        await pilot.press("n", "n", "c", *"max_page_sharing 1", "enter")
        await pilot.pause()
        assert "Invalid argument" in lab_screen(app).panels["console"].text()
        assert stage.lab.last.refused == [{"write": "max_page_sharing", "errno": "EINVAL"}]
        stage.select(KnobPick("use_zero_pages"))
        await pilot.press("enter", *"0", "enter")
        await pilot.pause()
        assert stage.lab.value("use_zero_pages") == 0
        await pilot.press("R")
        assert stage.lab.value("run") == 2 and stage.lab.counters()["pages_shared"] == 0


async def test_why_offers_what_enter_does() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("n", "n", "l")
        assert "(enter does it)" in " ".join(text_grid(app).split()) or "enter" in text_grid(app)
        before = lab_screen(app).stage.lab.digest()
        await pilot.press("enter")
        assert lab_screen(app).stage.lab.digest() != before


async def test_finding_pages() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=SIZE) as pilot:
        stage = lab_screen(app).stage
        await pilot.press("n", "n", "slash", *"Z", "enter")
        await pilot.pause()
        assert selected(app) == PagePick(4)
        await pilot.press("semicolon")
        assert selected(app) == PagePick(5)
        for what, slot in (("vm2.ram[3]", 27), ("frame 1", 0), ("merged", 0), ("content u64 300", 40), ("waiting", 8)):
            stage.select(None)
            lab_screen(app).action_find(what)
            assert selected(app) == PagePick(slot), what


async def test_the_console_speaks_the_real_files() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=SIZE) as pilot:
        screen = lab_screen(app)
        await pilot.press("colon", *"echo 3 > run", "enter")
        await pilot.pause()
        await pilot.press("colon", *"cat pages_to_scan", "enter")
        await pilot.pause()
        said = screen.panels["console"].text()
        assert "Invalid argument" in said and said.rstrip().endswith("8")
        await pilot.press("colon", "up", "up")
        assert screen.prompt.value == "echo 3 > run"
        await pilot.press("down", "escape")
        assert not screen.prompt.display


async def test_the_prompt_completes() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=SIZE) as pilot:
        screen = lab_screen(app)
        await pilot.press("colon", *"cat pages_sh")
        await pilot.pause()
        await pilot.pause()
        await pilot.press("tab")
        assert screen.prompt.value == "cat pages_shared"
        await pilot.press("escape", "K", "6", "full_stop", "8")
        assert screen.prompt.purpose == "kernel"


async def test_saving_what_was_done_by_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    app = LabApp(labs_of("town"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("n", "l", "u", "ctrl+s", *"mine.yaml", "enter")
        await pilot.pause()
    assert "unmergeable" in (tmp_path / "mine.yaml").read_text()


async def test_the_clipboard_gets_the_panel() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("1", "y")
        await pilot.pause()
        assert "pages_sharing" in app.clipboard and "─" not in app.clipboard.splitlines()[0]


async def test_library_opens_a_scenario_and_comes_back() -> None:
    app = LabApp()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, Library)
        await pilot.press(*"three-copies", "enter")
        await pilot.pause()
        assert lab_screen(app).stage.lab.scenario.title
        await pilot.press("L")
        await pilot.pause()
        assert isinstance(app.screen, Library)
        await pilot.press("escape")
        await pilot.pause()
        assert lab_screen(app)


@pytest.mark.parametrize("key", ["q", "ctrl+q", "ctrl+c"])
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (20, 5), (3, 2)])
async def test_quitting_always_works(key: str, size: tuple[int, int]) -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=size) as pilot:
        await pilot.press(key)
        await pilot.pause()
        assert not app.is_running or app._exit


async def test_no_color_takes_every_colour_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = LabApp(labs_of("town"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("n", "n", "l")
        assert app.theme == "mono"
        styles = [segment.style for row in rows(app) for segment in row if segment.style]
        names = {colour.name for style in styles for colour in (style.color, style.bgcolor) if colour}
        assert names <= {"default"}
        assert any(style.reverse for style in styles) and any(style.bold for style in styles)


async def test_themes_go_round_and_by_name() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("T")
        assert app.theme == "light"
        await pilot.press("colon", *"theme safe-dark", "enter")
        await pilot.pause()
        await pilot.pause()
        assert app.theme == "safe-dark"


async def test_on_a_large_machine_slow_panels_follow_a_moment_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ksmlab.tui.screens.lab.LARGE", 0)
    app = LabApp(labs_of("town"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.3)
        await pilot.press("n", "n")
        await pilot.pause(0.4)
        grid = text_grid(app)
        assert "stable 5 nodes" in grid and "ksmd was just here" in grid


async def test_large_trees_are_made_when_somebody_wants_to_see_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ksmlab.tui.widgets.trees, "MOST_S", 0.0)
    app = LabApp(labs_of("large"))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("n")
        await pilot.pause(0.3)
        ksm = lab_screen(app).stage.lab.machine.ksm
        assert ksm.unbuilt and "2 makes their shape" in text_grid(app)
        await pilot.press("2")
        await pilot.pause(0.3)
        assert not ksm.unbuilt and "unstable 13,124 nodes" in text_grid(app)
        await pilot.press("f")
        await pilot.pause(0.3)
        assert "2 makes their shape" in text_grid(app), "it was wanted for that moment only"
