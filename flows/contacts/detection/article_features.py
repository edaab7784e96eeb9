"""The article as a whole: what its instances come to, as numbers for the model's second stage."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from flows.contacts.detection.mention_features import Instance
from flows.contacts.detection.model import Floats, Linear

FLOOR = 0.02
"""The probability that stands in where an article has no instance of a kind."""

_TITLED = ("planned", "denied", "background", "envoy", "other")
_PLACES = ("title", "lead", "body")


@dataclass(frozen=True, slots=True)
class Judged:
    """An instance, the probabilities of its statuses in the order of the model's classes, and where it stands."""

    instance: Instance
    probabilities: Floats
    position: str

    def without(self, status: str, classes: Sequence[str]) -> Judged:
        """Return the instance with no chance of one status; its share goes to background."""
        chances = self.probabilities.copy()
        place, background = classes.index(status), classes.index("background")
        chances[background] += chances[place]
        chances[place] = 0.0
        return replace(self, probabilities=chances)


def judge(instances: Sequence[Instance], positions: Sequence[str], model: Linear) -> list[Judged]:
    """Return the probabilities of each instance; `positions` are those of the sentences."""
    shared: dict[int, Floats] = {}
    found = []
    for instance in instances:
        if instance.number not in shared:
            shared[instance.number] = model.score(instance.shared)
        score = shared[instance.number] + model.score(instance.local)
        found.append(Judged(instance, model.probabilities(score), positions[instance.number]))
    return found


def article_values(judged: Sequence[Judged], classes: Sequence[str], *, dated: bool, length: int) -> dict[str, float]:
    """Return the numbers from which the second stage decides; `length` is that of the text in characters."""
    new = classes.index("new")
    table = np.array([one.probabilities for one in judged]) if judged else np.full((1, len(classes)), FLOOR)
    values = {f"most {name}": _odds(table[:, place].max()) for place, name in enumerate(classes)}
    for position in _PLACES:
        rows = table[[one.position == position for one in judged]] if judged else table
        # What is not there says nothing: the whole article stands in for it.
        values[f"new {position}"] = _odds((rows if len(rows) else table)[:, new].max())
        values[f"no {position}"] = float(not len(rows))
        if position == "title":
            for name in _TITLED:
                values[f"{name} title"] = _odds(rows[:, classes.index(name)].max(initial=FLOOR))
    ranked = sorted(table[:, new], reverse=True)
    values["second new"] = _odds(ranked[min(1, len(ranked) - 1)])
    values["single"] = float(len(ranked) == 1)
    values["any new"] = _odds(1 - float(np.prod(1 - table[:, new])))
    for place, name in enumerate(classes):
        values[f"best {name}"] = _odds(table[table[:, new].argmax()][place])
    return values | {"undated": float(not dated), "instances": math.log1p(len(judged)), "length": math.log1p(length)}


def _odds(probability: float) -> float:
    clipped = min(max(float(probability), 1e-4), 1 - 1e-4)
    return math.log(clipped / (1 - clipped))
