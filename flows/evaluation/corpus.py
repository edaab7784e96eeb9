"""Labelled reports as the reader sees them: instances with the statuses that their marks give them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flows.contacts.detection.mention_features import Instance, find_instances, positions
from flows.contacts.detection.mentions import find_leader
from flows.contacts.detection.vetoes import Situation, find_veto
from flows.contacts.lexicon import Lexicon
from flows.contacts.text.sentences import Sentence, read_sentences
from flows.contacts.text.triggers import NO_TRIGGER
from flows.news.urdu import Folded, fold, tidy

STATUS_OF_LABEL = {"background_only": "background", "other_leader": "other"}
"""What labelled files call a status, and what the reader does."""

NOTHING = "nothing"
"""The status of an instance that no mark covers."""

_SHORT = 12
"""Characters; a shorter mark must stand in the text letter by letter."""


@dataclass(frozen=True, slots=True)
class LabelledArticle:
    """A labelled report read up to its instances.

    `labels` are the statuses of the instances; `marked` says whether the report carries marks, without which its
    instances teach nothing. `vetoed` are the indices of instances that a veto forbids to be fresh.
    """

    id: str
    status: str
    channel: str | None
    day: date | None
    length: int
    sentences: tuple[Sentence, ...]
    instances: tuple[Instance, ...]
    positions: tuple[str, ...]
    labels: tuple[str, ...]
    vetoed: frozenset[int]
    marked: bool


def read_set(path: Path, lexicon: Lexicon) -> list[LabelledArticle]:
    """Return the labelled reports of a JSONL file; raises KeyError or ValueError for a row without its label."""
    return [label_article(json.loads(line), lexicon) for line in path.read_text("utf-8").splitlines() if line]


def label_article(row: Mapping[str, Any], lexicon: Lexicon) -> LabelledArticle:
    """Return one labelled row as the reader sees it."""
    fields = {"title": tidy(row.get("title") or ""), "text": tidy(row.get("text") or "")}
    texts = {name: fold(text) for name, text in fields.items()}
    day = date.fromisoformat(row["published"][:10]) if row.get("published") else None
    sentences = read_sentences(texts, lexicon, day)
    instances = find_instances(sentences, lexicon, day)
    marks = _marks(fields, row.get("evidence") or ())
    expected = row["expected"]
    return LabelledArticle(
        id=str(row["id"]),
        status=STATUS_OF_LABEL.get(expected["status"], expected["status"]),
        channel=expected.get("channel"),
        day=day,
        length=sum(len(text.text) for text in texts.values()),
        sentences=tuple(sentences),
        instances=tuple(instances),
        positions=positions(sentences),
        labels=tuple(_label(one, sentences[one.number], texts, marks) for one in instances),
        vetoed=_vetoed(sentences, instances, lexicon, day),
        marked=bool(row.get("evidence")),
    )


Mark = tuple[str, int, int, str]


def _marks(fields: Mapping[str, str], evidence: Sequence[Mapping[str, str]]) -> list[Mark]:
    """Return where the marked sentences stand: field, start, end, status."""
    found: list[Mark] = []
    for mark in evidence:
        sentence = tidy(mark["sentence"]).strip()
        status = STATUS_OF_LABEL.get(mark["status"], mark["status"])
        for name, text in fields.items():
            places = [match.span() for match in re.finditer(re.escape(sentence), text)]
            if not places and len(sentence) > _SHORT:
                loose = re.search(r"\s+".join(map(re.escape, sentence.split())), text)
                places = [loose.span()] if loose else []
            found += [(name, start, end, status) for start, end in places]
    return found


def _label(instance: Instance, sentence: Sentence, texts: Mapping[str, Folded], marks: Sequence[Mark]) -> str:
    """Return the status of the shortest mark around a trigger; of a sentence without one, new if any mark says so."""
    here = [mark for mark in marks if mark[0] == sentence.field]
    if instance.trigger.kind != NO_TRIGGER:
        token = sentence.tokens[instance.trigger.place]
        place, _ = texts[sentence.field].original(token.start, token.end)
        around = [mark for mark in here if mark[1] <= place < mark[2]]
        return min(around, key=lambda mark: mark[2] - mark[1])[3] if around else NOTHING
    start, end = texts[sentence.field].original(sentence.start, sentence.end)
    touching = [status for _, first, last, status in here if first < end and start < last]
    return "new" if "new" in touching else touching[0] if touching else NOTHING


def _vetoed(
    sentences: Sequence[Sentence], instances: Sequence[Instance], lexicon: Lexicon, day: date | None
) -> frozenset[int]:
    title = [token for sentence in sentences if sentence.field == "title" for token in sentence.tokens]
    found = set()
    for place, instance in enumerate(instances):
        leader, former = find_leader(sentences, instance, lexicon, day)
        if find_veto(Situation(instance, sentences[instance.number], title, leader, former, day), lexicon):
            found.add(place)
    return frozenset(found)
