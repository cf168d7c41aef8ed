"""The one list of actions: each is reached by its keys, the palette and the console; nothing else is bound."""

from __future__ import annotations

from collections.abc import Callable

from textual.binding import Binding

from ksmlab.tui.actions import ACTIONS, GROUPS, WORDS
from ksmlab.tui.app import LabApp
from ksmlab.tui.commands import Actions
from ksmlab.tui.screens.help import Help
from ksmlab.tui.screens.lab import LabScreen
from tests.tui.screens import lab_screen, labs_of, text_grid

SIZE = (120, 40)


def record(screen: LabScreen) -> list[str]:
    """Put something that only notes its name in place of every action of this screen."""
    done: list[str] = []

    def noting(name: str) -> Callable[[], None]:
        def note() -> None:
            done.append(name)

        return note

    for name in ACTIONS:
        setattr(screen, f"action_{name}", noting(name))
    setattr(screen.app, "action_quit", noting("quit_lab"))  # noqa: B010 - mypy forbids assigning a method
    return done


def test_every_action_is_a_method_and_has_a_group() -> None:
    for action in ACTIONS.values():
        assert callable(getattr(LabScreen, f"action_{action.name}"))
        assert action.group in GROUPS
        assert action.words[0].isupper() or action.words[0].islower()
        assert WORDS[action.word] is action


def test_no_key_does_two_things() -> None:
    keys = [key for action in ACTIONS.values() for key in action.keys]
    assert len(keys) == len(set(keys))


async def test_every_key_of_every_action() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=SIZE) as pilot:
        done = record(lab_screen(app))
        for action in ACTIONS.values():
            for key in action.keys:
                done.clear()
                await pilot.press(key)
                assert done == [action.name], key


async def test_every_action_by_the_palette() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=SIZE) as pilot:
        done = record(lab_screen(app))
        provider = Actions(app.screen)
        for action in ACTIONS.values():
            done.clear()
            hits = [hit async for hit in provider.search(action.words)]
            best = max(hits, key=lambda hit: hit.score)
            best.command()
            await pilot.pause()
            assert done == [action.name]
        everything = [hit async for hit in provider.discover()]
        assert len(everything) == len(ACTIONS)


async def test_the_palette_itself() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=SIZE) as pilot:
        done = record(lab_screen(app))
        done.clear()
        LabScreen.action_palette(lab_screen(app))
        await pilot.pause()
        await pilot.press(*"bookmark here", "enter")
        await pilot.pause()
        assert done == ["bookmark"]


async def test_every_action_by_the_console() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=SIZE) as pilot:
        screen = lab_screen(app)
        done = record(screen)
        for action in ACTIONS.values():
            done.clear()
            screen.run_line(action.word)
            await pilot.pause()
            assert done == [action.name]


async def test_the_prompt_itself() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("colon", *"bookmark", "enter")
        await pilot.pause()
        assert lab_screen(app).stage.bookmarks == {0}


async def test_every_action_is_in_the_help() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=(120, 150)) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(app.screen, Help)
        shown = text_grid(app)
        for action in ACTIONS.values():
            assert f":{action.word}" in shown
            assert action.shown_keys in shown


async def test_the_footer_shows_what_the_list_says() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=(200, 60)) as pilot:
        await pilot.pause()
        last = text_grid(app).splitlines()[-1]
        for action in ACTIONS.values():
            key = action.shown_keys.split(" ")[0]
            assert bool(action.footer) == (f" {key} {action.short} " in f"{last} "), action.name


def test_bindings_are_made_from_the_list() -> None:
    bound = {(binding.key, binding.action) for binding in LabScreen.BINDINGS if isinstance(binding, Binding)}
    assert bound == {(key, action.name) for action in ACTIONS.values() for key in action.keys}
