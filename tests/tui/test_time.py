"""Forward, back, playing, jumps, bookmarks: the lab that the screen holds goes there and the screen follows."""

from __future__ import annotations

import pytest

from ksmlab.errors import UsageError
from ksmlab.lab import Lab
from ksmlab.snapshot.hand import hand
from ksmlab.tui.app import LabApp
from ksmlab.tui.screens.jumping import back_before, jump
from tests.tui.screens import lab_screen, labs_of, text_grid

SIZE = (120, 40)


def playing(app: LabApp) -> bool:
    return lab_screen(app).stage.playing


def decision_at(app: LabApp) -> int | None:
    """Which step of a decision is shown, None outside of one."""
    stage = lab_screen(app).stage
    return stage.decision_at if stage.decision is not None else None


async def test_steps_and_back_give_the_same_screen() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("s", "b")
        await pilot.pause()
        before, digest = text_grid(app), lab_screen(app).stage.lab.digest()
        await pilot.press("f", "n", "left", "backspace")
        await pilot.pause()
        assert lab_screen(app).stage.lab.digest() == digest
        seen = [line for line in text_grid(app).splitlines() if "◀" not in line and "'" not in line]
        assert all(line.replace("'", " ") in before.replace("'", " ") for line in seen[:1])
        assert lab_screen(app).stage.lab.at == 2


async def test_each_way_forward() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=SIZE) as pilot:
        lab = lab_screen(app).stage.lab
        await pilot.press("s")
        assert hand(lab).last_slot == 0
        await pilot.press("b")
        assert hand(lab).asleep and hand(lab).wakeup == 1
        await pilot.press("f")
        assert lab.counters()["full_scans"] == 1
        await pilot.press("n")
        assert lab.step_index == 6
        await pilot.press("r")
        assert lab.at == 0
        await pilot.press("end")
        assert lab.at == 4
        await pilot.press("N")
        assert lab.step_index == 4
        await pilot.press("ctrl+b")
        assert hand(lab).full_scan == 1
        await pilot.press("B")
        assert hand(lab).wakeup == 0


async def test_playing_goes_on_and_stops_at_the_end() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=SIZE) as pilot:
        stage = lab_screen(app).stage
        await pilot.press("n", "s")
        for _ in range(5):
            await pilot.press("plus")
        assert stage.speed == 30
        await pilot.press("space")
        assert playing(app)
        for _ in range(100):
            await pilot.pause(0.05)
            if not playing(app):
                break
        assert stage.lab.finished and not playing(app)
        await pilot.press("minus")
        assert stage.speed == 15


async def test_nothing_plays_while_nobody_looks() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=SIZE) as pilot:
        screen = lab_screen(app)
        await pilot.press("space")
        screen.pause_for_blur()
        at = screen.stage.lab.at
        await pilot.pause(0.6)
        assert screen.stage.lab.at == at and playing(app)
        screen.resume_after_blur()
        await pilot.pause(0.6)
        assert screen.stage.lab.at > at


async def test_jump_until_and_bookmarks() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=SIZE) as pilot:
        stage = lab_screen(app).stage
        await pilot.press("g", *"wakeup 7", "enter", "asterisk")
        await pilot.pause()
        assert hand(stage.lab).wakeup == 7
        marked = stage.lab.at
        await pilot.press("U", *"pages_sharing > 5", "enter", "asterisk")
        await pilot.pause()
        assert stage.lab.counters()["pages_sharing"] > 5
        there = stage.lab.at
        await pilot.press("left_square_bracket")
        assert stage.lab.at == marked
        await pilot.press("right_square_bracket")
        assert stage.lab.at == there
        assert "⚑" in text_grid(app) or stage.bookmarks == {marked, there}


async def test_a_decision_is_stepped_through_and_done() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=SIZE) as pilot:
        stage = lab_screen(app).stage
        await pilot.press("g", *"wakeup 5", "enter")
        await pilot.pause()
        digest = stage.lab.digest()
        await pilot.press("d")
        assert decision_at(app) == 0
        steps = len(stage.decision.steps) if stage.decision else 0
        await pilot.press("d", "left")
        assert decision_at(app) == 0 and stage.lab.digest() == digest
        for _ in range(steps):
            await pilot.press("d")
        assert decision_at(app) is None and stage.lab.digest() != digest


async def test_a_click_on_the_timeline_goes_there() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("n", "n", "n")
        await pilot.click("#timeline", offset=(2, 0))
        await pilot.pause()
        assert lab_screen(app).stage.lab.at == 0


@pytest.mark.parametrize("to", ["step 6", "wakeup 3", "scan 2", "batch 4"])
def test_jumping_back_ends_where_jumping_forward_did(to: str) -> None:
    there, further = (labs_of("town")[0] for _ in range(2))
    jump(there, to)
    jump(further, "step 10")
    jump(further, to)
    assert (hand(further).wakeup, further.step_index) == (hand(there).wakeup, there.step_index)


@pytest.mark.parametrize("wrong", ["nowhere", "step", "step -1", "page 3", "step 400"])
def test_jumps_that_cannot_be(wrong: str) -> None:
    with pytest.raises(UsageError):
        jump(labs_of("town")[0], wrong)


def test_back_before_goes_to_an_earlier_scan() -> None:
    lab: Lab = labs_of("town")[0]
    jump(lab, "scan 2")
    back_before(lab, "scan")
    assert hand(lab).full_scan == 1


NEVER = "full_scans == 999999"  # a condition that is worth running on for, and does not come in time


@pytest.mark.parametrize("key", ["space", "escape", "s", "left"])
async def test_a_hunt_leaves_the_keys_alive_and_a_key_ends_it(key: str) -> None:
    app = LabApp(labs_of("large"))
    async with app.run_test(size=SIZE) as pilot:
        stage = lab_screen(app).stage
        lab_screen(app).action_until(NEVER)
        await pilot.pause(0.2)
        assert stage.hunted == f"until {NEVER}" and "space stops" in text_grid(app)
        await pilot.press("j", "2")
        before = stage.lab.at
        await pilot.pause(0.2)
        assert stage.slot is not None and stage.lab.at > before, "looking around does not end it"
        await pilot.press(key)
        assert not stage.hunted
        after = stage.lab.at
        await pilot.pause(0.2)
        assert stage.lab.at == after and "space stops" not in text_grid(app)


async def test_until_in_the_console_answers_there() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=(200, 60)) as pilot:
        await pilot.press("colon", *"until pages_sharing > 5", "enter")
        await pilot.pause(0.1)
        await pilot.press("colon", *"until pages_shared > 5000", "enter", "colon", *"until nonsense", "enter", "7")
        await pilot.pause(0.5)
        grid = text_grid(app)
        assert "Reached: pages_sharing > 5" in grid
        assert "until: 'nonsense' is no condition" in grid


class Alarm:
    """A timer that never rings."""

    stopped = False

    def stop(self) -> None:
        self.stopped = True


async def test_looking_away_and_back_does_not_double_a_hunt(monkeypatch: pytest.MonkeyPatch) -> None:
    alarms: list[Alarm] = []

    def set_timer(delay_s: float, callback: object) -> Alarm:
        alarms.append(Alarm())
        return alarms[-1]

    app = LabApp(labs_of("large"))
    async with app.run_test(size=SIZE):
        screen = lab_screen(app)
        monkeypatch.setattr(screen, "set_timer", set_timer)
        screen.action_until(NEVER)
        for _ in range(3):
            screen.resume_after_blur()
        assert screen.stage.hunted
        assert [alarm.stopped for alarm in alarms].count(False) == 1
