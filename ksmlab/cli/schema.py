"""`ksmlab schema`: the JSON Schema of scenario files."""

from __future__ import annotations


def command() -> None:
    """The JSON Schema (draft-07) of scenario files, for editors that check and complete YAML.

    Put it beside your scenarios and name it in each one's first line.

    \b
    Examples:
      ksmlab schema > ksmlab.schema.json
      # yaml-language-server: $schema=ksmlab.schema.json
    """
    import json

    from ksmlab.scenario.schema import schema

    print(json.dumps(schema(), indent=2, ensure_ascii=False))
