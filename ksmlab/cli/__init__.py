"""The command line: `main` runs one command and turns whatever it ends with into a message and an exit status.

0 done and as expected, 1 an expectation or comparison failed, 2 the input is wrong, 3 the machine does not allow it;
130 interrupted, 141 the reader of stdout went away.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from ksmlab.cli.lazy_group import LazyGroup, load
from ksmlab.errors import KsmlabError

INTERRUPTED = 130
READER_GONE = 141

_EPILOG = """\b
Examples:
  ksmlab                                     open the lab on the library
  ksmlab run zero-pages --vs v3              two kernels side by side
  ksmlab replay zero-pages --kernel 6.1      the counters, as a table
\b
Exit status: 0 as expected, 1 an expectation or comparison failed,
2 the input is wrong, 3 the machine does not allow it.
"""

app = typer.Typer(
    cls=LazyGroup,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from ksmlab import __version__

        print(f"ksmlab {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True, epilog=_EPILOG)
def ksmlab(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """A lab for the kernel's KSM: watch ksmd merge, count and unshare pages, under one kernel or another.

    Without a command the lab opens on the library of scenarios.
    """
    if context.invoked_subcommand is None:
        run = load("run")
        with run.make_context("run", [], parent=context) as inner:
            run.invoke(inner)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """The program: runs `arguments` (default: the process's own) and exits with the status."""
    # NumPy's BLAS starts a thread for every processor when it is loaded, and nothing here multiplies matrices.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.exit(exit_status(sys.argv[1:] if arguments is None else arguments))


def exit_status(arguments: Sequence[str]) -> int:
    """Run one command line; messages for people go to stderr, no traceback for what they got wrong."""
    try:
        group = typer.main.get_command(app)
        with group.make_context("ksmlab", [*arguments]) as context:
            group.invoke(context)
        sys.stdout.flush()
    except typer.Exit as leave:
        return leave.exit_code
    except KsmlabError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    except typer.TyperException as misuse:
        return _tell_misuse(misuse)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        _forget_stdout()
        return READER_GONE
    except OSError as error:
        if error.filename is None:
            raise
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return KsmlabError.exit_status
    return 0


def _tell_misuse(misuse: typer.TyperException) -> int:
    """A command line that typer could not read: which command, what is wrong, where the help is."""
    context = getattr(misuse, "ctx", None)
    path = context.command_path if context else "ksmlab"
    message = misuse.format_message().replace("Value error, ", "")
    print(f"{path}: {message}\nTry '{path} --help'.", file=sys.stderr)
    return KsmlabError.exit_status


def _forget_stdout() -> None:
    """Point stdout at nothing, so that the interpreter's last flush does not complain about the broken pipe."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
