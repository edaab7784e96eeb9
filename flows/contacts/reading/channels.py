"""The channel of a contact: what the words of its clause, its sentence and its article say of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.contacts.contact import Channel
from flows.contacts.lexicon import Lexicon
from flows.contacts.reading.features import Instance, typed
from flows.contacts.reading.model import Model
from flows.contacts.text.sentences import Sentence

NEAR = 6
"""Tokens around a trigger whose words count for its channel."""


def channel_features(
    sentences: Sequence[Sentence], instances: Sequence[Instance], instance: Instance, lexicon: Lexicon
) -> list[str]:
    """Return the names of the features by which the channel of an instance is chosen."""
    return list(dict.fromkeys(_features(sentences, instances, instance, lexicon)))


def find_channel(
    sentences: Sequence[Sentence], instances: Sequence[Instance], instance: Instance, lexicon: Lexicon, model: Model
) -> Channel:
    """Return the likeliest channel of an instance."""
    names = channel_features(sentences, instances, instance, lexicon)
    chances = model.channel.probabilities(model.channel.score(names))
    return Channel(model.channel.classes[int(chances.argmax())])


def _features(
    sentences: Sequence[Sentence], instances: Sequence[Instance], instance: Instance, lexicon: Lexicon
) -> Iterator[str]:
    sentence = sentences[instance.number]
    kind = instance.trigger.kind if instance.trigger else "none"
    yield f"kind {kind}"
    if instance.trigger is not None and instance.clause is not None:
        place, clause = instance.trigger.place, instance.clause
        yield f"word {sentence.tokens[place].key}"
        for token in sentence.tokens[clause.start : clause.verb_end]:
            yield f"clause {typed(token)}"
        for token in sentence.tokens[max(0, place - NEAR) : place + NEAR]:
            yield f"near {typed(token)}"
    for token in sentence.tokens:
        yield f"sentence {typed(token)}"
        if token.key in lexicon.classes["place"]:
            yield "sentence place"
    for other in instances:
        if other.trigger is not None and other is not instance:
            where = "title" if sentences[other.number].field == "title" else "text"
            same = other.participants is not None and other.participants.link in {"pair", "none", "half", "both"}
            yield f"{where} {other.trigger.kind}"
            yield f"{kind} {where} {other.trigger.kind}"
            if same:
                yield f"pair {where} {other.trigger.kind}"
