"""Contact frames: each noun of contact in a clause, whom it joins, and what the clause says of its reality."""

from __future__ import annotations

from flows.contacts.antecedents import remember
from flows.contacts.clauses import Clause, Frame
from flows.contacts.lexicon import Lexicon
from flows.contacts.nouns import nouns
from flows.contacts.parties import read_who
from flows.contacts.people import Scene
from flows.contacts.reality import read_matrix, read_status
from flows.contacts.seat import Seat


def frames(found: list[Clause], lexicon: Lexicon, scene: Scene, *, headline: bool) -> list[Frame]:
    """Return the frames of a sentence, and let the scene remember who spoke and who was told together."""
    result: list[Frame] = []
    for place, clause in enumerate(found):
        named = nouns(clause, lexicon)
        barrier = -1
        for index, channel in named:
            frame = Frame(clause.units[index], clause, channel)
            frame.many = frame.noun.detail == "many"
            read_who(Seat(frame, index, barrier, found, place, lexicon, scene))
            read_status(frame, index, lexicon, headline=headline)
            read_matrix(frame, found, place)
            if frame.who != "apart":
                result.append(frame)
            if frame.who in {"pair", "other", "envoy"}:
                scene.pair = frame.parties
            barrier = index
        remember(clause, scene)
    return result
