"""YAML of our own and of operators: parsed safely, by libyaml where PyYAML was built with it."""

from __future__ import annotations

from typing import Any

import yaml

# Ten times as fast as the parser in Python, with the same marks; a run reads thousands of lines before it asks anybody.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_yaml(text: str) -> Any:  # noqa: ANN401 - YAML is anything until somebody has looked
    """Return what the text says. Raises yaml.YAMLError for a text that is no YAML."""
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - both are safe


def compose_yaml(text: str) -> yaml.Node | None:
    """Return the nodes of the text with the lines they stand on; None for an empty one. Raises yaml.YAMLError."""
    node: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
    return node
