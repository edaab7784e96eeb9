"""The model: weights of features, read from a file that `make model` writes, and the probabilities that they give."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

WEIGHTS = "weights.npz"
CARD = "model_card.json"

Floats = npt.NDArray[np.float32]

STATUSES = ("new", "planned", "denied", "background", "envoy", "other", "none")
"""What an article can come to; an instance can also be "nothing", an ordinary sentence."""


@dataclass(frozen=True, slots=True)
class Linear:
    """Multinomial logistic regression over named features: `rows` maps a name to its row of `weights`."""

    classes: tuple[str, ...]
    rows: Mapping[str, int]
    weights: Floats
    bias: Floats

    def score(self, names: Iterable[str]) -> Floats:
        """Return the sum of the weights of the features that hold, one number a class."""
        rows = self.rows
        known = [row for name in names if (row := rows.get(name)) is not None]
        total: Floats = self.weights[known].sum(axis=0, dtype=np.float32)
        return total

    def probabilities(self, score: Floats) -> Floats:
        """Return the probability of each class for a score."""
        return softmax(score + self.bias)

    def reasons(self, names: Iterable[str], chosen: str, other: str, most: int) -> list[tuple[str, float]]:
        """Return the features that weighed most between two classes, for the chosen one positive."""
        one, two = self.classes.index(chosen), self.classes.index(other)
        known = [(name, row) for name in names if (row := self.rows.get(name)) is not None]
        rows = [row for _, row in known]
        weighed = self.weights[rows, one] - self.weights[rows, two]
        return [
            (known[place][0], float(weighed[place])) for place in np.argsort(-np.abs(weighed), kind="stable")[:most]
        ]


@dataclass(frozen=True, slots=True)
class Dense:
    """Logistic regression over a fixed list of standardised numbers, one row of `weights` a class."""

    classes: tuple[str, ...]
    names: tuple[str, ...]
    mean: Floats
    scale: Floats
    weights: Floats
    bias: Floats

    def probabilities(self, values: Mapping[str, float]) -> Floats:
        """Return the probability of each class; every name must be in `values`."""
        row = np.array([values[name] for name in self.names], dtype=np.float32)
        return softmax(self.weights @ ((row - self.mean) / self.scale) + self.bias)


@dataclass(frozen=True, slots=True)
class Model:
    """What reads: `instance` judges a trigger, `article` all of them together, `channel` how the two were in contact.

    `version` is a hash of the weights.
    """

    instance: Linear
    article: Dense
    channel: Linear
    version: str


def softmax(score: Floats) -> Floats:
    """Return probabilities for scores."""
    raised = np.exp(score - score.max())
    total: Floats = raised / raised.sum()
    return total


@cache
def load_model() -> Model:
    """Read the committed weights; raises FileNotFoundError where there are none."""
    folder = resources.files(__package__)
    with folder.joinpath(WEIGHTS).open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
        parts = {name: arrays[name] for name in arrays.files}
    return Model(_linear(parts, "instance"), _dense(parts, "article"), _linear(parts, "channel"), str(parts["version"]))


@cache
def model_card() -> Mapping[str, Any]:
    """Return what the card says of the committed weights: hashes of data and code, figures by set and status."""
    card: Mapping[str, Any] = json.loads(resources.files(__package__).joinpath(CARD).read_text("utf-8"))
    return card


def _linear(parts: Mapping[str, npt.NDArray[Any]], name: str) -> Linear:
    names = bytes(parts[f"{name}_names"]).decode().split("\n")
    return Linear(
        tuple(map(str, parts[f"{name}_classes"])),
        {feature: row for row, feature in enumerate(names)},
        parts[f"{name}_weights"].astype(np.float32),
        parts[f"{name}_bias"].astype(np.float32),
    )


def _dense(parts: Mapping[str, npt.NDArray[Any]], name: str) -> Dense:
    return Dense(
        tuple(map(str, parts[f"{name}_classes"])),
        tuple(map(str, parts[f"{name}_names"])),
        *(parts[f"{name}_{part}"].astype(np.float32) for part in ("mean", "scale", "weights", "bias")),
    )


def linear_arrays(name: str, linear: Linear) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of a file from which `load_model` reads a Linear of this name.

    Raises ValueError for a feature whose name has a line end, which would shift all those after it.
    """
    if any("\n" in feature for feature in linear.rows):
        raise ValueError("the name of a feature has a line end")
    return {
        f"{name}_names": np.frombuffer("\n".join(linear.rows).encode(), dtype=np.uint8),
        f"{name}_classes": np.array(linear.classes),
        f"{name}_weights": linear.weights.astype(np.float16),
        f"{name}_bias": linear.bias,
    }
