"""Questions to the lab itself: why, help, save."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ksmlab.console.arguments import pages_of, region_of
from ksmlab.console.command import Command, by_name
from ksmlab.console.output import Output, Refused
from ksmlab.errors import KsmlabError

if TYPE_CHECKING:
    from ksmlab.console.console import Console


def _why(console: Console, words: list[str]) -> Output:
    from ksmlab.snapshot.processes import parse_page
    from ksmlab.snapshot.why import why

    if len(words) == 2:
        try:
            return Output(str(why(console.lab, parse_page(console.lab, words[1]))))
        except KsmlabError as error:
            raise Refused(f"why: {error}") from None
    if len(words) != 4:
        raise Refused("why: which page?", "why vm1 ram 3, or why 'vm1.ram[3]'")
    region = region_of(console.lab, words[1], words[2])
    first = pages_of(region, words[3]).ranges[0][0]
    return Output(str(why(console.lab, region.first_slot + first)))


def _save(console: Console, words: list[str]) -> Output:
    from ksmlab.session.saving import save

    if len(words) != 2:
        raise Refused("save: which file?", "save mine.yaml")
    try:
        path = save(console.lab, words[1])
    except (KsmlabError, OSError) as error:
        raise Refused(f"save: {error}") from None
    return Output(f"saved {path}")


def _help(console: Console, words: list[str]) -> Output:
    if len(words) > 1:
        return Output(console.help_on(words[1]))
    lines = [f"{command.usage:<52} {command.words}" for command in console.commands.values()]
    lines += [f"{extra.usage or extra.name:<52} {extra.words}" for extra in console.extras.values()]
    return Output("\n".join([*lines, "help COMMAND shows an example."]))


COMMANDS = by_name(
    (
        Command("why", "why PROC REGION PAGE", "What keeps a page from being merged, and what would change it.",
                "why vm1 ram 3", _why, ("process", "region", "pages")),
        Command("save", "save FILE", "Save the scenario with all that was done by hand.", "save mine.yaml", _save,
                ("scenario",)),
        Command("help", "help [COMMAND]", "This list, or one command with an example.", "help echo", _help,
                ("command",)),
    )
)  # fmt: skip
