"""`ksmlab verify`: scenarios on a real kernel, beside the engine."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ksmlab.live.session import Session
    from ksmlab.scenario.model import Scenario


class Format(StrEnum):
    """How the comparison is written to stdout."""

    table = "table"
    jsonl = "jsonl"


def command(
    scenarios: Annotated[
        list[str] | None, typer.Argument(metavar="SCENARIO", help="Names of `ksmlab list`, or files.")
    ] = None,
    kernel: Annotated[
        str | None, typer.Option("--kernel", "-k", help="Profile to hold against; default: the one nearest.")
    ] = None,
    vm: Annotated[
        Path | None, typer.Option("--vm", metavar="VMLINUZ", help="Another kernel, in QEMU; needs no root.")
    ] = None,
    random: Annotated[int, typer.Option("--random", metavar="N", min=0, help="N random scenarios.")] = 0,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="Which random scenarios.")] = 0,
    costs: Annotated[
        bool | None, typer.Option("--costs/--no-costs", help="Compare page comparisons; in a VM the default.")
    ] = None,
    record: Annotated[
        Path | None, typer.Option("--record", metavar="FILE", help="Write the kernel's rows as `replay` does (jsonl).")
    ] = None,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write the comparison.")] = Format.table,
    rows: Annotated[bool, typer.Option("--rows", help="Show the rows of several scenarios too.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before this machine's ksmd is stepped.")] = False,
) -> None:
    """Scenarios on a real kernel, beside the engine, row by row.

    On this machine it needs root and a KSM that nobody uses; every setting is put back at the end, even after kill -9.
    With --vm it needs QEMU and a kernel image. One of Debian's, without installing it:

    \b
      apt-get download $(apt-cache depends linux-image-cloud-amd64 | awk '/Depends/ {print $2}')
      dpkg-deb -x linux-image-*-cloud-amd64_*.deb 6.1

    From 6.19 on it is linux-binary-..., and the image lies under usr/lib/modules.

    \b
    Examples:
      ksmlab verify zero-pages
      ksmlab verify scenarios/*.yaml --yes
      ksmlab verify --random 100 --seed 7 --yes
      ksmlab verify zero-pages --vm 6.1/boot/vmlinuz-*

    Exit status: 1 when a row differs, 3 when the machine does not allow it.
    """
    from ksmlab.cli.verify_campaign import Campaign
    from ksmlab.errors import UsageError
    from ksmlab.kernel.profiles import profile
    from ksmlab.scenario import load_scenario

    if not scenarios and not random:
        raise UsageError("nothing to verify: name scenarios (`ksmlab list` has some), or --random 100")
    loaded = [load_scenario(name) for name in scenarios or []]
    if kernel is not None:
        profile(kernel)
    _end_properly_on_sigterm()
    with _kernel(vm, loaded, random > 0, yes) as session:
        campaign = Campaign(session, kernel, costs if costs is not None else vm is not None and session.machine.kprobes)
        with campaign.writing(form, record, rows or len(loaded) + random == 1, len(loaded) + random > 1):
            for scenario in loaded:
                campaign.play(scenario, alone=len(loaded) + random == 1)
            campaign.play_random(random, seed)
    campaign.conclude(others=vm is None)


def _kernel(vm: Path | None, scenarios: list[Scenario], random: bool, yes: bool) -> AbstractContextManager[Session]:
    """The kernel to verify on, once everybody agrees."""
    from ksmlab.live.demands import most_pages, nodes_needed, why_not
    from ksmlab.live.random_scenarios import MOST_NODES, MOST_PAGES

    pages = max(most_pages(scenarios), MOST_PAGES if random else 0)
    if vm is not None:
        from ksmlab.live.program import make_program
        from ksmlab.live.vm import virtual_machine

        nodes = max([*map(nodes_needed, scenarios), MOST_NODES if random else 1])
        print(f"booting {vm} with {nodes} memory node{'s' * (nodes > 1)}", file=sys.stderr)
        programs = (make_program(scenario) for scenario in scenarios if why_not(scenario, nodes) is None)
        return virtual_machine(vm, nodes, pages, programs)
    from ksmlab.live import permission
    from ksmlab.live.session import this_machine

    permission.check()
    permission.check_memory(pages)
    _ask(permission.what_will_change(), yes)
    return this_machine()


def _ask(what: str, yes: bool) -> None:
    from ksmlab.errors import UsageError

    print(what, file=sys.stderr)
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("nobody is here to be asked; add --yes if that is wanted")
    typer.confirm("Go on?", abort=True, err=True)


def _end_properly_on_sigterm() -> None:
    """SIGTERM ends the command as an exception does: the virtual machine's files are removed on the way out."""
    import signal

    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
