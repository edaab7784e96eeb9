"""The channel of a contact: what the words of its clause, its sentence and its article say of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from flows.contacts.contact import Channel
from flows.contacts.detection.mention_features import Instance, typed
from flows.contacts.detection.model import Model
from flows.contacts.lexicon import Lexicon
from flows.contacts.text.sentences import Sentence

LEAST = 1e-3
"""Added to probabilities, so that one instance cannot rule a channel out."""

SHORT = 16
"""Minutes; what lasted less is seldom a meeting of its own."""

NEAR = 6
"""Tokens around a trigger whose words count for its channel."""

_OPEN = frozenset(("pair", "none", "half", "both"))
_NAMING = frozenset(("noun", "channel", "mark"))
"""Kinds of tokens that say something of a channel wherever they stand."""


def channel_features(
    sentences: Sequence[Sentence], instances: Sequence[Instance], instance: Instance, lexicon: Lexicon
) -> list[str]:
    """Return the names of the features by which the channel of an instance is chosen."""
    return list(dict.fromkeys(_features(sentences, instances, instance, lexicon)))


def find_channel(
    sentences: Sequence[Sentence],
    instances: Sequence[Instance],
    reported: Sequence[tuple[Instance, float]],
    lexicon: Lexicon,
    model: Model,
) -> Channel:
    """Return the likeliest channel of the contact that the instances of `reported` mean, each with its weight."""
    total = np.zeros(len(model.channel.classes))
    for instance, weight in reported:
        names = channel_features(sentences, instances, instance, lexicon)
        total += weight * np.log(model.channel.probabilities(model.channel.score(names)) + LEAST)
    return Channel(model.channel.classes[int(total.argmax())])


def _features(
    sentences: Sequence[Sentence], instances: Sequence[Instance], instance: Instance, lexicon: Lexicon
) -> Iterator[str]:
    yield from _near(sentences[instance.number], instance, lexicon)
    after = sentences[instance.number + 1 : instance.number + 2]
    for name, others in (("next", after), ("article", sentences)):
        for other in others:
            for token in other.tokens:
                if token.kind in _NAMING:
                    yield f"{name} {other.field} {typed(token)}"
    for one in instances:
        if one is not instance:
            where = sentences[one.number].field
            yield f"{where} {one.trigger.kind}"
            yield f"{instance.trigger.kind} {where} {one.trigger.kind}"
            if one.participants.link in _OPEN:
                yield f"pair {where} {one.trigger.kind}"


def _near(sentence: Sentence, instance: Instance, lexicon: Lexicon) -> Iterator[str]:
    """Yield the words of the trigger, its clause and its sentence."""
    place, clause = instance.trigger.place, instance.clause
    yield f"kind {instance.trigger.kind}"
    yield f"word {sentence.tokens[place].key}"
    for token in sentence.tokens[clause.start : clause.verb_end]:
        yield f"clause {typed(token)}"
    for token in sentence.tokens[max(0, place - NEAR) : place + NEAR]:
        yield f"near {typed(token)}"
    for _, _, minutes in sentence.durations:
        yield f"lasts {'minutes' if minutes < SHORT else 'long'}"
    for token in sentence.tokens:
        if token.kind in _NAMING:
            yield f"sentence {typed(token)}"
        if token.key in lexicon.classes["place"]:
            yield "sentence place"
