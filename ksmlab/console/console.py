"""A shell on the simulated machine: what is learnt here works on a real one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ksmlab.console import lab_commands, process_commands, shell_commands, time_commands
from ksmlab.console.command import Command, Extra
from ksmlab.console.completion import complete
from ksmlab.console.files import Files
from ksmlab.console.output import Output, Refused
from ksmlab.console.parsing import SimpleCommand, parse
from ksmlab.console.writing import write_to_file
from ksmlab.errors import KsmlabError, ScenarioError, nearest
from ksmlab.kernel.knobs import DIRECTORY
from ksmlab.lab import Lab
from ksmlab.scenario.model import Step
from ksmlab.snapshot.knobs import ERRNO_WORDS

COMMANDS: dict[str, Command] = {
    **shell_commands.COMMANDS,
    **process_commands.COMMANDS,
    **time_commands.COMMANDS,
    **lab_commands.COMMANDS,
}


class Console:
    """Runs lines against a lab.

    lab      the lab that is looked at; `actor` is what commands act on: the lab itself, unless the screen gives
             something with the same methods (two labs in lockstep)
    extras   actions of the screen's; a command of the console's own goes before an extra of the same name
    cwd      where names without / belong; history: the lines so far
    """

    def __init__(self, lab: Lab, extras: Iterable[Extra] = (), actor: Lab | None = None) -> None:
        self.lab = lab
        self._actor = actor
        self.commands = COMMANDS
        self.extras = {extra.name: extra for extra in extras if extra.name not in COMMANDS}
        self.cwd = DIRECTORY
        self.history: list[str] = []

    @property
    def actor(self) -> Lab:
        """What commands act on."""
        return self._actor or self.lab

    @property
    def labs(self) -> Sequence[Lab]:
        """All labs that commands act on, the one that is looked at first."""
        return getattr(self._actor, "labs", (self.lab,))

    @property
    def files(self) -> Files:
        """The files as they are now."""
        return Files(self.lab)

    def run(self, line: str) -> Output:
        """Do a line; never raises for what a person may type. Several commands' answers stand one below another."""
        line = line.strip().removeprefix("$ ").removeprefix(":").strip()
        if line:
            self.history.append(line)
        outputs: list[Output] = []
        try:
            for command in self._commands(line):
                outputs.append(self._run(command))
                if outputs[-1].is_error:
                    break
        except Refused as refused:
            outputs.append(refused.output)
        except KsmlabError as error:
            outputs.append(Output(str(error), True))
        text = "\n".join(output.text for output in outputs if output.text)
        return Output(text, any(one.is_error for one in outputs), any(one.moved for one in outputs))

    def complete(self, text: str, cursor: int | None = None) -> list[str]:
        """What the word before the cursor may become, whole words, the likeliest first."""
        return complete(self, text[: len(text) if cursor is None else cursor])

    def do(self, step: Step, who: str) -> Output:
        """A step by hand; `who` stands before the error if it is refused."""
        try:
            report = self.actor.do(step)
        except ScenarioError as error:  # what the real process would not survive
            fault = error.message.partition("EFAULT: ")[2]
            raise Refused(f"{who}: Segmentation fault" if fault else f"{who}: {error}", fault) from None
        for refusal in report.refused:
            errno = refusal["errno"]
            hint = _WHY_REFUSED.get((refusal.get("call", ""), errno), "")
            raise Refused(f"{who}: {ERRNO_WORDS.get(errno, errno)}", hint, moved=True)
        return Output(moved=True)

    def expand(self, names: Iterable[str]) -> list[str]:
        """File names with globs written out."""
        return [name for pattern in names for name in self.files.expand(pattern, self.cwd)]

    def help_on(self, name: str) -> str:
        """How one command is used."""
        if name in self.commands:
            command = self.commands[name]
            return f"{command.usage}\n{command.words}\nExample: {command.example}"
        if name in self.extras:
            return f"{self.extras[name].usage or name}\n{self.extras[name].words}"
        raise self._not_found(name)

    def _commands(self, line: str) -> list[SimpleCommand]:
        """The commands of a line; what stands behind `until` and the screen's own words is not read by the shell."""
        first, _, rest = line.partition(" ")
        if first == "until" or first in self.extras:
            return [SimpleCommand((first, rest.strip()) if rest.strip() else (first,))]
        return parse(line)

    def _run(self, command: SimpleCommand) -> Output:
        words = list(command.words)
        if not words:
            raise Refused(f"bash: {command.target}: nothing to write", "echo 2 > /sys/kernel/mm/ksm/run")
        known = self.commands.get(words[0])
        if known is not None:
            output = known.run(self, words)
        elif words[0] in self.extras:
            output = Output(self.extras[words[0]].run(" ".join(words[1:])) or "")
        else:
            raise self._not_found(words[0])
        if command.target and not output.is_error:
            return write_to_file(self, words[0], command.target, output.text)
        return output

    def _not_found(self, name: str) -> Refused:
        alike = nearest(name, [*self.commands, *self.extras])
        return Refused(f"bash: {name}: command not found", f"did you mean {alike}?" if alike else "help lists them")


_WHY_REFUSED = {
    ("madvise", "ENOMEM"): "part of the range is not mapped; the rest was advised",
    ("prctl", "EINVAL"): "this kernel has no PR_SET_MEMORY_MERGE; Linux has it since 6.4",
}

__all__ = ["COMMANDS", "Command", "Console", "Extra", "Output"]
