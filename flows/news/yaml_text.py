"""YAML of our own and of operators: parsed safely, by libyaml where PyYAML was built with it.

Words mean what YAML 1.2 says: `22:00` is a text and not 1320, `NO` is a text and not false, `1_000` is a text.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

# Ten times as fast as the parser in Python, with the same marks; a run reads thousands of lines before it asks anybody.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

PLAIN = {
    "tag:yaml.org,2002:bool": (r"true|True|TRUE|false|False|FALSE", "tTfF"),
    "tag:yaml.org,2002:int": (r"[-+]?[0-9]+", "-+0123456789"),
    "tag:yaml.org,2002:float": (
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        "-+.0123456789",
    ),
}
"""How a number or a truth value is written, and the letters it begins with. Source: YAML 1.2.2, 10.3.2."""


class _Loader(_Base):  # type: ignore[misc]  # chosen at run time
    """A safe loader whose plain words mean what PLAIN says."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own
        letter: [(tag, pattern) for tag, pattern in known if tag not in PLAIN]
        for letter, known in _Base.yaml_implicit_resolvers.items()
    }

    def construct_yaml_int(self, node: yaml.ScalarNode) -> int:
        """Return a number as it is written: 010 is ten."""
        return int(self.construct_scalar(node))


for _tag, (_pattern, _letters) in PLAIN.items():
    _Loader.add_implicit_resolver(_tag, re.compile(f"^(?:{_pattern})$"), list(_letters))
_Loader.add_constructor("tag:yaml.org,2002:int", _Loader.construct_yaml_int)


def load_yaml(text: str) -> Any:  # noqa: ANN401 - YAML is anything until somebody has looked
    """Return what the text says. Raises yaml.YAMLError for a text that is no YAML."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - it is a safe one


def compose_yaml(text: str) -> yaml.Node | None:
    """Return the nodes of the text with the lines they stand on; None for an empty one. Raises yaml.YAMLError."""
    node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    return node
