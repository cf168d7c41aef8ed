"""A line as a shell would take it: words with quotes, `;` between commands, `>` into a file, `#` comments."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from ksmlab.console.output import Refused


@dataclass(frozen=True, slots=True)
class SimpleCommand:
    """Words, and the file that `>` sends the output to ("" for none)."""

    words: tuple[str, ...]
    target: str = ""


def parse(line: str) -> list[SimpleCommand]:
    """The commands of a line. Refused for what no shell would take, and for what this one does not."""
    commands: list[SimpleCommand] = []
    words: list[str] = []
    target = ""
    tokens = iter(_tokens(line))
    for token in tokens:
        if token in (";", "&&"):
            commands += _command(words, target)
            words, target = [], ""
        elif token in (">", ">>"):
            target = next(tokens, "")
            if not target or set(target) <= set("<>|&;"):
                raise Refused("bash: syntax error near unexpected token `newline'", "a file belongs behind >")
        elif set(token) <= set("<>|&"):
            raise Refused(f"bash: {token} is not taken here", "commands may be put one behind the other with ;")
        else:
            words.append(token)
    return commands + _command(words, target)


def split_words(text: str) -> list[str]:
    """The words of an unfinished line; an open quote counts as closed at its end."""
    for closing in ("", '"', "'"):
        try:
            return shlex.split(text + closing, comments=False)
        except ValueError:
            continue
    return text.split()


def _command(words: list[str], target: str) -> list[SimpleCommand]:
    if words and words[0] == "sudo":
        words = words[1:]
    return [SimpleCommand(tuple(words), target)] if words or target else []


def _tokens(line: str) -> list[str]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars=";<>|&")
    lexer.whitespace_split = True
    try:
        return list(lexer)
    except ValueError:
        raise Refused("bash: unexpected EOF while looking for a matching quote", "close the quote") from None
