"""The live screen is driven with keys over a pretended machine, and read off as text."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import cast

import pytest
from textual.pilot import Pilot

import ksmlab.tui.live.screen
from ksmlab.cli import exit_status
from ksmlab.errors import UsageError
from ksmlab.live.process_pages import LiveRegion, process_pages
from ksmlab.live.rates import rates
from ksmlab.live.reader import LiveReader
from ksmlab.live.samples import Sample
from ksmlab.tui.app import LabApp
from ksmlab.tui.live.app import LiveApp
from ksmlab.tui.live.past import Past
from ksmlab.tui.live.recording import read_recording, recorded_row
from ksmlab.tui.live.screen import LiveScreen
from tests.live.conftest import write_ksm
from tests.tui import screens

NEVER_S = 3600.0  # no second look within a test
STAT = "ksm_rmap_items {}\nksm_zero_pages 2\nksm_merging_pages 9\nksm_process_profit {}\nksm_merge_any: no\n"
SIZES = [(80, 24), (120, 40), (200, 60)]
PRESENT, START = 1 << 63, 0x7F000


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A machine with two processes; all of qemu's six pages may be looked up."""
    write_ksm(tmp_path / "sys/kernel/mm/ksm")
    (tmp_path / "proc/sys/kernel").mkdir(parents=True)
    (tmp_path / "proc/sys/kernel/osrelease").write_text("6.18.44-fc\n")
    for pid, comm, items, profit in ((10, "poor", 90, -4096), (11, "qemu", 5, 40000)):
        (tmp_path / f"proc/{pid}").mkdir()
        (tmp_path / f"proc/{pid}/comm").write_text(f"{comm}\n")
        (tmp_path / f"proc/{pid}/ksm_stat").write_text(STAT.format(items, profit))
    smaps = f"{START:x}-{START + 0x6000:x} rw-p 00000000 00:00 0\nVmFlags: rd wr mg\n"
    entries = [PRESENT | 5, PRESENT | 5, PRESENT | 6, PRESENT | 1, 0, 0]
    (tmp_path / "proc/11/smaps").write_text(smaps)
    table = bytes(START // 4096 * 8) + b"".join(entry.to_bytes(8, "little") for entry in entries)
    (tmp_path / "proc/11/pagemap").write_bytes(table)
    for name, values in (("kpageflags", [0, 1 << 24, 0, 0, 0, 0, 0]), ("kpagecount", [0, 900, 0, 0, 0, 3, 1])):
        (tmp_path / f"proc/{name}").write_bytes(b"".join(value.to_bytes(8, "little") for value in values))
    return tmp_path


def recording(root: Path, count: int = 5) -> list[Sample]:
    """Samples two seconds apart; in each 400 pages were scanned and one more page shares."""
    first = replace(LiveReader(root).snapshot(), time_s=50.0, clock_s=1_000_000.0)
    found: list[Sample] = []
    for number in range(count):
        counters = dict(first.counters)
        counters["pages_scanned"] += 400 * number
        counters["pages_sharing"] += number
        shot = replace(first, counters=counters, time_s=50.0 + 2 * number, clock_s=1_000_000.0 + 2 * number)
        found.append(Sample(number, shot, rates(found[-1].snapshot, shot) if found else None))
    return found


def text_grid(app: LiveApp) -> str:
    """The characters on the screen."""
    return screens.text_grid(cast(LabApp, app))  # any app will do


def colour_grid(app: LiveApp) -> str:
    """The characters and their looks."""
    return screens.colour_grid(cast(LabApp, app))


async def settled(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def driven(screen: LiveScreen, size: tuple[int, int], *keys: str, grid: Callable[[LiveApp], str]) -> str:
    """What stands on the screen after the keys."""
    app = LiveApp(screen)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)
        return grid(app)


Live = Callable[..., Awaitable[str]]


@pytest.fixture
def live(root: Path) -> Live:
    """Looks at the pretended machine once."""

    async def looked(size: tuple[int, int], *keys: str, grid: Callable[[LiveApp], str] = text_grid) -> str:
        return await driven(LiveScreen(Past(), LiveReader(root), NEVER_S, root=root), size, *keys, grid=grid)

    return looked


async def replayed(root: Path, *keys: str) -> str:
    screen = LiveScreen(Past(recording(root), kept=None), interval_s=NEVER_S)
    return await driven(screen, (120, 40), *keys, grid=text_grid)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_grid_of_a_recording(root: Path, size: tuple[int, int]) -> None:
    """Kept in grids/; the clock's time is the reader's, so the head is left out."""
    screen = LiveScreen(Past(recording(root), kept=None), interval_s=NEVER_S)
    keys = ("end", "tab") if size[0] < 110 else ("end",)
    text = await driven(screen, size, *keys, grid=text_grid)
    wanted = Path(__file__).parent / f"grids/{size[0]}x{size[1]}.txt"
    assert text.partition("\n")[2] == wanted.read_text()


@pytest.mark.parametrize("size", SIZES)
async def test_every_size_shows_the_machine_and_nothing_sticks_out(live: Live, size: tuple[int, int]) -> None:
    text = await live(size)
    lines = text.splitlines()
    assert len(lines) == size[1] and max(map(len, lines)) <= size[0]
    assert "run 0 (stopped)" in lines[0] and "6.18.44-fc" in lines[0]
    assert "pages_sharing" in text and "pages_to_scan" in text and "? help" in lines[-1] and "enter pages" in lines[-1]


async def test_wide_screens_have_all_panels_with_the_most_profitable_process_first(live: Live) -> None:
    text = await live((120, 40))
    assert text.index("qemu") < text.index("poor")
    assert "40,000" in text and "-4,096" in text and "Enter on a process" in text


async def test_narrow_screens_have_one_panel_at_a_time(live: Live) -> None:
    counters, processes = await live((80, 24)), await live((80, 24), "tab")
    assert "pages_sharing" in counters and "qemu" not in counters
    assert "pages_sharing" not in processes and "qemu" in processes


async def test_enter_shows_the_pages_of_the_process_by_their_frames(live: Live) -> None:
    text = await live((200, 60), "tab", "down", "enter")
    assert "Pages of 11" in text and "==.z" in text
    assert "2 shared, 1 private, 1 zero, 2 not mapped" in text


async def test_a_slow_look_at_one_process_does_not_replace_the_one_chosen_after_it(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on = Event()

    def slowly(pid: int, root: Path) -> list[LiveRegion]:
        if pid == 10:
            goes_on.wait(10)
        return process_pages(11, root)

    monkeypatch.setattr(ksmlab.tui.live.screen, "process_pages", slowly)
    screen = LiveScreen(Past(), LiveReader(root), interval_s=NEVER_S, root=root)
    async with LiveApp(screen).run_test(size=(200, 60)) as pilot:
        await settled(pilot)
        screen._show_pages(10)
        await pilot.pause()
        screen._show_pages(11)
        for _ in range(500):
            if screen._pages._regions:
                break
            await pilot.pause(0.01)
        goes_on.set()
        await settled(pilot)
        assert screen._pages.border_title == "Pages of 11"


async def test_without_root_it_is_said(live: Live, root: Path) -> None:
    (root / "proc/11/pagemap").write_bytes(bytes(START // 4096 * 8) + PRESENT.to_bytes(8, "little") * 6)
    assert "shown to root only" in await live((120, 40), "tab", "down", "enter")


async def test_no_color_has_no_colours(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "#" in await live((120, 40), grid=colour_grid)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "#" not in await live((120, 40), grid=colour_grid)


@pytest.mark.parametrize("key", ["q", "ctrl+q", "ctrl+c"])
@pytest.mark.parametrize("before", [(), ("space",), ("tab", "down", "enter")])
async def test_quit_always_works(root: Path, key: str, before: tuple[str, ...]) -> None:
    app = LiveApp(LiveScreen(Past(), LiveReader(root), NEVER_S, root=root))
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press(*before, key)
        await pilot.pause()
        assert not app.is_running


async def test_a_held_picture_stays_and_what_comes_is_noted(root: Path) -> None:
    noted: list[Sample] = []
    screen = LiveScreen(Past(), LiveReader(root), NEVER_S, noted.append, root=root)
    app = LiveApp(screen)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("space")
        screen._tick()
        await settled(pilot)
        assert "paused" in text_grid(app) and "sample 1 of 2" in text_grid(app)
        await pilot.press("space")
        assert "live" in text_grid(app) and "sample 2 of 2" in text_grid(app)
    assert [sample.number for sample in noted] == [0, 1]


async def test_a_recording_is_gone_through_with_arrows(root: Path) -> None:
    assert "sample 1 of 5" in await replayed(root)
    there = await replayed(root, "right", "right")
    assert "sample 3 of 5" in there and "200 pages scanned/s" in there and "a full scan takes 0.1 s" in there
    assert "▁" in there, "counters have their past"
    assert "sample 2 of 5" in await replayed(root, "right", "right", "left")
    assert "sample 5 of 5" in await replayed(root, "end", "right")
    assert "sample 1 of 5" in await replayed(root, "end", "home", "left")


def test_what_was_recorded_is_read_back(root: Path, tmp_path: Path) -> None:
    made, path = recording(root), tmp_path / "live.jsonl"
    path.write_text("".join(json.dumps(recorded_row(sample)) + "\n" for sample in made))
    assert read_recording(path) == made


@pytest.mark.parametrize("text", ["", '{"step": 0}\n', "no json\n", "[]\n"])
def test_other_files_are_refused_in_a_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.jsonl").write_text(text)
    with pytest.raises(UsageError, match="--record FILE"):
        read_recording(tmp_path / "x.jsonl")
    assert exit_status(["live", "--replay", str(tmp_path / "x.jsonl")]) == 2


def test_a_past_that_is_full_keeps_the_sample_that_is_looked_at(root: Path) -> None:
    made = recording(root)
    past = Past(made[:3], kept=3)
    past.go(1)
    past.add(made[3])
    assert past.now == made[1]
    past.follow()
    assert past.now == made[3]
