"""Two kernels in lockstep on one screen."""

from __future__ import annotations

from ksmlab.tui.app import LabApp
from tests.tui.screens import lab_screen, labs_of, text_grid

SIZE = (120, 40)


async def test_both_labs_do_the_same() -> None:
    app = LabApp(labs_of("town", "6.1", "6.18"))
    async with app.run_test(size=SIZE) as pilot:
        stage = lab_screen(app).stage
        await pilot.press("n", "s", "b", "left", "n")
        assert stage.sides[0].lab.step_index == stage.sides[1].lab.step_index == 6
        await pilot.press("colon", *"write vm1 ram 0 text x", "enter")
        await pilot.pause()
        assert [side.lab.at for side in stage.sides] == [stage.lab.at] * 2


async def test_what_differs_is_marked_found_and_explained() -> None:
    app = LabApp(labs_of("town", "6.1", "6.18"))
    async with app.run_test(size=SIZE) as pilot:
        stage = lab_screen(app).stage
        await pilot.press("D")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert stage.versus is not None and stage.versus.difference().page_count == 4
        await pilot.press("number_sign", "8")
        await pilot.pause()
        grid = text_grid(app)
        assert " ≠ ≠ ≠ ≠" in grid and "zero_page_tracking" in grid
        assert stage.slot is not None and stage.lab.page_name(stage.slot) == "vm2.ram[12]"
        await pilot.press("grave_accent")
        assert stage.lab.kernel == "6.18"


async def test_another_kernel_joins_at_the_same_moment() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("n", "n", "colon", *"versus v3", "enter")
        await pilot.pause()
        await pilot.pause()
        stage = lab_screen(app).stage
        assert [side.lab.kernel for side in stage.sides] == ["6.18", "v3"]
        assert stage.sides[1].lab.step_index == 6
        await pilot.press("K", *"6.1", "enter")
        await pilot.pause()
        await pilot.pause()
        assert lab_screen(app).stage.lab.kernel == "6.1" and not lab_screen(app).stage.two


async def test_a_hunt_takes_both_labs_along() -> None:
    app = LabApp(labs_of("town", "6.1", "6.18"))
    async with app.run_test(size=SIZE) as pilot:
        stage = lab_screen(app).stage
        await pilot.press("grave_accent", "U", *"ksm_zero_pages > 2", "enter")
        await pilot.pause(0.2)
        assert stage.lab.kernel == "6.18" and stage.lab.counters()["ksm_zero_pages"] > 2
        assert stage.sides[0].lab.at == stage.sides[1].lab.at
