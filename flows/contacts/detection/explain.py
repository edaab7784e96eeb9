"""Explanations: every stage of reading one text, in lines that a person can follow."""

from __future__ import annotations

from collections.abc import Iterator

from flows.contacts.detection.article_features import Judged
from flows.contacts.detection.detect import Analysis
from flows.contacts.text.sentences import Sentence

MOST = 6
"""Features shown for each trigger, for and against a fresh contact."""

SHOWN = 2
"""Statuses shown for each trigger, the likeliest first."""


def explain(analysis: Analysis) -> Iterator[str]:
    """Yield the lines that explain an analysis: sentences, persons, triggers with what weighed most, the decision."""
    for number, sentence in enumerate(analysis.sentences):
        yield f"{sentence.field} {number + 1}: {' '.join(token.key for token in sentence.tokens)}"
        yield f"  persons: {_persons(sentence)}"
        for place, judged in enumerate(analysis.judged):
            if judged.instance.number == number:
                yield from _trigger(analysis, judged, sentence, analysis.vetoes.get(place))
    ranked = sorted(analysis.probabilities.items(), key=lambda item: -item[1])
    yield "article: " + ", ".join(f"{status} {chance:.2f}" for status, chance in ranked)


def _persons(sentence: Sentence) -> str:
    found = [f"{t.key} = {t.value}, {t.case}" for t in sentence.tokens if t.kind == "person"]
    return "; ".join(found) or "none"


def _trigger(analysis: Analysis, judged: Judged, sentence: Sentence, veto: str | None) -> Iterator[str]:
    one, model = judged.instance, analysis.model.instance
    ranked = sorted(zip(judged.probabilities, model.classes, strict=True), reverse=True)
    verb = f"{one.clause.tense}{', negated' if one.clause.negated else ''}"
    clause = " ".join(token.key for token in sentence.tokens[one.clause.start : one.clause.verb_end])
    yield f"  trigger {sentence.tokens[one.trigger.place].key} ({one.trigger.kind}), verb {verb}, clause: {clause}"
    yield f"    participants: {one.participants.signature} = {one.participants.link}"
    yield "    " + ", ".join(f"{status} {chance:.2f}" for chance, status in ranked[:SHOWN])
    if veto:
        yield f"    veto: {veto}"
    rival = next(status for _, status in ranked if status != "new")
    names = (*one.local, *one.shared)
    weighed = model.reasons(names, "new", rival, MOST)
    yield f"    new against {rival}: " + "; ".join(f"{name} {weight:+.2f}" for name, weight in weighed)
