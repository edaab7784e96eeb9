"""Training: from labelled reports to the weights of the reader, the same for the same data and code.

The instance model is multinomial logistic regression over named features; the article model is the same over what the
instances come to, learnt from predictions for sets that the instance model had not seen (stacking, Wolpert 1992).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from flows.contacts.contact import Channel
from flows.contacts.detection.article_features import Judged, article_values, judge
from flows.contacts.detection.contact_channel import channel_features
from flows.contacts.detection.model import STATUSES, Dense, Linear
from flows.contacts.lexicon import Lexicon
from flows.contacts.text.triggers import NO_TRIGGER
from flows.evaluation.corpus import NOTHING, LabelledArticle

Progress = Callable[[str], None]

INSTANCE_C = 0.3
ARTICLE_C = 0.02
CHANNEL_C = 0.2
"""Inverse strengths of the L2 penalty, chosen by cross-validation over the training sets."""

RARE = 2
"""Reports in which a feature must occur."""

CHANNEL_RARE = 6
SMALL = 0.02
"""Features whose weights are all smaller are left out: together they change no probability by a hundredth."""

FOLDS = 6

EVEN = 0.5


@dataclass(frozen=True, slots=True)
class Trained:
    """The three parts of the reader."""

    instance: Linear
    article: Dense
    channel: Linear


def train(
    sets: Mapping[str, Sequence[LabelledArticle]], lexicon: Lexicon, progress: Progress = lambda _: None
) -> tuple[Trained, dict[str, dict[str, float]]]:
    """Return a reader trained on all sets, and how each set is read by one that was trained without its fold.

    Deterministic for the same sets. The figures are precision and recall of fresh contacts at even odds.
    """
    folds = in_folds(sets)
    values = []
    for number, fold in enumerate(folds):
        progress(f"fold {number + 1} of {len(folds)}")
        model = train_instances([article for other in folds if other is not fold for article in other])
        values.append([values_of(article, model) for article in fold])
    progress("all sets")
    articles = [article for fold in folds for article in fold]
    every = [row for rows in values for row in rows]
    whole = Trained(train_instances(articles), train_article(every, articles), train_channel(articles, lexicon))
    return whole, _cross_validated(sets, folds, values)


def _cross_validated(
    sets: Mapping[str, Sequence[LabelledArticle]],
    folds: Sequence[Sequence[LabelledArticle]],
    values: Sequence[Sequence[Mapping[str, float]]],
) -> dict[str, dict[str, float]]:
    """Return precision and recall of each set, read by an article model that was trained without its fold."""
    new, said = STATUSES.index("new"), {}
    for number, fold in enumerate(folds):
        others = [place for place in range(len(folds)) if place != number]
        rows = [row for place in others for row in values[place]]
        model = train_article(rows, [article for place in others for article in folds[place]])
        for article, row in zip(fold, values[number], strict=True):
            said[article.id] = float(model.probabilities(row)[new]) >= EVEN
    return {name: _figures(articles, said) for name, articles in sets.items()}


def _figures(articles: Sequence[LabelledArticle], said: Mapping[str, bool]) -> dict[str, float]:
    true = sum(said[article.id] and article.status == "new" for article in articles)
    positive = sum(said[article.id] for article in articles)
    fresh = sum(article.status == "new" for article in articles)
    return {"precision": round(true / max(positive, 1), 3), "recall": round(true / max(fresh, 1), 3)}


def in_folds(sets: Mapping[str, Sequence[LabelledArticle]]) -> list[list[LabelledArticle]]:
    """Return the sets in at most FOLDS folds of like size; a set stays whole, so that no writer is on both sides."""
    folds: list[list[LabelledArticle]] = [[] for _ in range(min(FOLDS, len(sets)))]
    for name in sorted(sets, key=lambda name: (-len(sets[name]), name)):
        min(folds, key=len).extend(sets[name])
    return folds


def train_instances(articles: Sequence[LabelledArticle]) -> Linear:
    """Return the model of instances, learnt from the reports that carry marks."""
    taught = [pair for article in articles if article.marked for pair in _taught(article)]
    return fit_linear([names for names, _ in taught], [label for _, label in taught], INSTANCE_C)


def _taught(article: LabelledArticle) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the features and labels of the instances that teach something.

    What follows a mark of a fresh contact and may go on about it without a mark of its own teaches nothing.
    """
    reported = False
    for instance, label in zip(article.instances, article.labels, strict=True):
        reported = reported or label == "new"
        open_link = instance.participants.link in {"none", "both", "pair", "half"}
        if reported and label == NOTHING and open_link and instance.trigger.kind != NO_TRIGGER:
            continue
        yield (*instance.local, *instance.shared), label


def train_channel(articles: Sequence[LabelledArticle], lexicon: Lexicon) -> Linear:
    """Return the model of channels, learnt from the instances that report a fresh contact."""
    names, labels = [], []
    for article in articles:
        if article.status == "new" and article.channel:
            for one, label in zip(article.instances, article.labels, strict=True):
                if label == "new":
                    names.append(channel_features(article.sentences, article.instances, one, lexicon))
                    labels.append(str(Channel(article.channel)))
    return fit_linear(names, labels, CHANNEL_C, CHANNEL_RARE)


def fit_linear(names: Sequence[Sequence[str]], labels: Sequence[str], strength: float, rare: int = RARE) -> Linear:
    """Return logistic regression over named features."""
    counted = Counter(name for row in names for name in set(row))
    known = {name: place for place, name in enumerate(sorted(n for n, times in counted.items() if times >= rare))}
    matrix = _matrix(names, known)
    model = LogisticRegression(C=strength, max_iter=400, tol=1e-3).fit(matrix, labels)
    weights = np.asarray(model.coef_.T, dtype=np.float32)
    kept = np.abs(weights).max(axis=1) >= SMALL
    rows = {name: row for row, name in enumerate(name for name, place in known.items() if kept[place])}
    bias = np.asarray(model.intercept_, dtype=np.float32)
    return Linear(tuple(map(str, model.classes_)), rows, weights[kept].astype(np.float16).astype(np.float32), bias)


def _matrix(names: Sequence[Sequence[str]], known: Mapping[str, int]) -> Any:  # noqa: ANN401 - scipy has no types
    indices: list[int] = []
    starts = [0]
    for row in names:
        indices += sorted({known[name] for name in row if name in known})
        starts.append(len(indices))
    data: npt.NDArray[np.float32] = np.ones(len(indices), dtype=np.float32)
    return csr_matrix((data, indices, starts), shape=(len(names), len(known)))


def values_of(article: LabelledArticle, model: Linear) -> dict[str, float]:
    """Return what the instances of an article come to under a model, vetoes applied."""
    judged = judge_article(article, model)
    return article_values(judged, model.classes, dated=article.day is not None, length=article.length)


def judge_article(article: LabelledArticle, model: Linear) -> list[Judged]:
    """Return the instances of an article with their probabilities, vetoes applied."""
    judged = judge(article.instances, article.positions, model)
    return [one.without("new", model.classes) if i in article.vetoed else one for i, one in enumerate(judged)]


def train_article(values: Sequence[Mapping[str, float]], articles: Sequence[LabelledArticle]) -> Dense:
    """Return the model of articles, learnt from values that the instance model gave to reports it had not seen."""
    names = tuple(sorted(values[0]))
    table = np.array([[row[name] for name in names] for row in values])
    mean, scale = table.mean(axis=0), table.std(axis=0) + 1e-6
    model = LogisticRegression(C=ARTICLE_C, max_iter=2000)
    model.fit((table - mean) / scale, [article.status for article in articles])
    order = [list(model.classes_).index(status) for status in STATUSES]
    parts = (mean, scale, model.coef_[order], model.intercept_[order])
    return Dense(STATUSES, names, *(np.asarray(part, dtype=np.float32) for part in parts))
