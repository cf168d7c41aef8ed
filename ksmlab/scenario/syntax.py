"""YAML's own errors, said in plain words at the place where they stand."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from ksmlab.errors import Place, ScenarioError

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# What the parser says -> what it most likely means to the person who wrote the file.
_PLAIN_WORDS = {
    "mapping values are not allowed in this context": ("a `:` where no value can begin",
                                                       "one `key: value` a line, keys of one mapping in one column"),
    "did not find expected '-' indicator": ("this does not go on with the list above it", "`- ` in the list's column"),
    "did not find expected key": ("this does not go on with the mapping above it", "`key: value` in its column"),
    "found unexpected end of stream": ("the file ends inside a quoted text", "the closing quote"),
    "did not find expected <document start>": ("text after the end of the document", "one scenario a file"),
}


def events(text: str, file: str) -> Iterator[yaml.Event]:
    """The YAML events of `text`; raises ScenarioError where it is not YAML."""
    try:
        yield from yaml.parse(text, Loader=_Loader)
    except yaml.reader.ReaderError as error:
        place = _place_of_offset(text, file, getattr(error, "position", 0))
        raise ScenarioError(f"a character that YAML does not allow: {error.reason}", place, "printable text") from None
    except yaml.MarkedYAMLError as error:
        raise _plain(error, text, file) from None
    except (yaml.YAMLError, UnicodeError) as error:
        raise ScenarioError(f"this is not YAML: {error}", Place(file, 1, 1)) from None


def _place_of_offset(text: str, file: str, offset: int) -> Place:
    before = text[:offset]
    return Place(file, before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


def _plain(error: yaml.MarkedYAMLError, text: str, file: str) -> ScenarioError:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    place = Place(file, line + 1, column + 1)
    problem = error.problem or "this is not YAML"
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
