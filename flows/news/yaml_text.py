"""YAML, parsed safely, with libyaml if PyYAML was built with it.

Plain scalars have the types of YAML 1.2: `22:00` is a string and not 1320, `NO` is a string and not false, and so is
`1_000`.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

YamlPath = tuple[str | int, ...]
"""The keys and indexes that lead to a value."""

DEPTH = 8
"""Levels of a document that are searched for lines; sources.yaml has five."""

# Ten times as fast as the parser in Python, with the same positions; a run parses thousands of lines.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

PLAIN = {
    "tag:yaml.org,2002:bool": (r"true|True|TRUE|false|False|FALSE", "tTfF"),
    "tag:yaml.org,2002:int": (r"[-+]?[0-9]+", "-+0123456789"),
    "tag:yaml.org,2002:float": (
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        "-+.0123456789",
    ),
}
"""Patterns of booleans and numbers, and the characters they begin with. Standard: YAML 1.2.2, 10.3.2."""


class _Yaml12Loader(_Base):  # type: ignore[misc]  # chosen at run time
    """A safe loader with the scalar types of PLAIN."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own
        letter: [(tag, pattern) for tag, pattern in known if tag not in PLAIN]
        for letter, known in _Base.yaml_implicit_resolvers.items()
    }

    def construct_yaml_int(self, node: yaml.ScalarNode) -> int:
        """Return a number in decimal: 010 is ten."""
        return int(self.construct_scalar(node))


for _tag, (_pattern, _letters) in PLAIN.items():
    _Yaml12Loader.add_implicit_resolver(_tag, re.compile(f"^(?:{_pattern})$"), list(_letters))
_Yaml12Loader.add_constructor("tag:yaml.org,2002:int", _Yaml12Loader.construct_yaml_int)


def load_yaml(text: str) -> Any:  # noqa: ANN401 - YAML is anything until somebody has looked
    """Return the data in a YAML text. Raises yaml.YAMLError if it is not valid."""
    return yaml.load(text, Loader=_Yaml12Loader)  # noqa: S506 - it is a safe one


def compose_yaml(text: str) -> yaml.Node | None:
    """Return the nodes of a YAML text with their lines, None for an empty text. Raises yaml.YAMLError."""
    node: yaml.Node | None = yaml.compose(text, Loader=_Yaml12Loader)
    return node


class YamlLines:
    """The line of every key and item of a YAML document, and the keys that are given twice."""

    def __init__(self, root: yaml.Node) -> None:
        self.known: dict[YamlPath, int] = {(): 1}
        self.twice: list[tuple[int, str]] = []
        self._walk(root, ())

    def _walk(self, node: yaml.Node, place: YamlPath) -> None:
        if len(place) > DEPTH:  # an alias to itself would never end
            return
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                here = (*place, str(key.value))
                if here in self.known:
                    self.twice.append((key.start_mark.line + 1, str(key.value)))
                self.known[here] = key.start_mark.line + 1
                self._walk(value, here)
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                self.known[*place, index] = value.start_mark.line + 1
                self._walk(value, (*place, index))

    def of(self, place: YamlPath) -> int:
        """Return the line of a place, or of the nearest one around it."""
        while place not in self.known:
            place = place[:-1]
        return self.known[place]
