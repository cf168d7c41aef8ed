"""YAML's own errors, said in plain words at the place where they stand."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from ksmlab.errors import Place, ScenarioError

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# What the parser says -> what it most likely means to the person who wrote the file, and what was expected.
_PLAIN_WORDS = {
    "mapping values are not allowed in this context": (
        "a `:` where no value can begin",
        "one `key: value` a line, the keys of a mapping in one column, text with `: ` in quotes",
    ),
    "did not find expected '-' indicator": ("this does not go on with the list above it", "`- ` in the list's column"),
    "did not find expected key": ("this does not go on with the mapping above it", "`key: value` in its column"),
    "did not find expected <document start>": ("text after the end of the document", "one scenario a file"),
    "exceeded maximum nesting depth": ("nested much too deep", "a scenario's few levels"),  # newer libyaml's own limit
    "found character that cannot start any token": ("no value can begin with this character", "text in quotes"),
}
# The same for what is better told at the place where it began.
_BEGUN = {
    "found unexpected end of stream": ("a quoted text that does not end", "the closing quote"),
    "could not find expected ':'": ("a key without its `:`", "`key: value`"),
    "did not find expected ',' or ']'": ("a list that is not closed", "`,` between its values and `]` at its end"),
    "did not find expected ',' or '}'": ("a mapping that is not closed", "`,` between its keys and `}` at its end"),
}


def events(text: str, file: str) -> Iterator[yaml.Event]:
    """The YAML events of `text`; raises ScenarioError where it is not YAML."""
    try:
        yield from yaml.parse(text, Loader=_Loader)
    except yaml.reader.ReaderError as error:
        before = text.encode()[: error.position].decode(errors="ignore")  # libyaml counts bytes
        message = f"the character {error.character:#x} is not allowed in YAML"
        raise ScenarioError(message, _place_after(before, file), "printable text") from None
    except yaml.MarkedYAMLError as error:
        raise _plain(error, text, file) from None
    except UnicodeEncodeError as error:
        place = _place_after(text[: error.start], file)
        raise ScenarioError("half of a surrogate pair", place, "Unicode text") from None
    except yaml.YAMLError as error:
        raise ScenarioError(f"this is not YAML: {error}", Place(file, 1, 1)) from None


def place_of(event: yaml.Event, file: str) -> Place:
    """Where an event begins."""
    mark = event.start_mark
    return Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)


def _place_after(before: str, file: str) -> Place:
    return Place(file, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)


def _plain(error: yaml.MarkedYAMLError, text: str, file: str) -> ScenarioError:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    place = Place(file, line + 1, column + 1)
    problem = error.problem or "this is not YAML"
    if problem in _BEGUN and (begun := error.context_mark):
        return ScenarioError(_BEGUN[problem][0], Place(file, begun.line + 1, begun.column + 1), _BEGUN[problem][1])
    lines = text.splitlines()
    written = lines[line] if line < len(lines) else ""
    indent = written[: len(written) - len(written.lstrip())]
    if "\t" in indent or written[column : column + 1] == "\t":
        column = written.index("\t")
        return ScenarioError("a tab", Place(file, line + 1, column + 1), "spaces: YAML does not indent with tabs")
    if problem in _PLAIN_WORDS:
        message, expected = _PLAIN_WORDS[problem]
        return ScenarioError(message, place, expected)
    return ScenarioError(f"{problem} {error.context or ''}".strip(), place, "YAML")
