"""Which articles are copies of one another, and which tell the same story; pure functions over texts.

A copy is a text taken from another: long runs of its letters stand in the other one. Letters are compared without
spaces, so glued words do not matter. A story is an event told twice in different words: their rare words agree.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources
from uuid import UUID

import numpy as np
import numpy.typing as npt
import xxhash

from flows.news.urdu import match_key

Hashes = npt.NDArray[np.uint64]

SHINGLE = 9
"""Letters in a shingle. Shorter ones meet by chance, longer ones break at every changed word."""
TAKEN = 0.50
"""Share of the later text that has to stand in the earlier one for the later to be its copy."""
CONTAINED = 0.90
"""Share of the earlier text that has to stand in a later, longer one for that to be an extended copy."""
JACCARD = 0.60
"""Jaccard of shingles that makes a copy in whichever order."""
FEW = 100
"""Shingles; with fewer the earlier text is too short for containment to mean anything."""
STORY = 0.29
"""Cosine of weighted words from which two texts tell one story."""

SAMPLE = 1 << 57
"""Sketches keep shingles whose hash is below this: one in 64."""
FLOOR = 12
"""Shingles that a sketch keeps of a short text."""
TOPICS = 12
"""Rare words that an article is found by."""

_LEAD = 40
_LEAD_WEIGHT = 2
_GRAM = 4
_RARE = math.log(1000 / 2)
_ODD = np.array(
    [int(xxhash.xxh3_64_intdigest(place.to_bytes(2, "little"))) | 1 for place in range(SHINGLE)], dtype=np.uint64
)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two texts are. `taken` is the share of b's letters in runs that also stand in a, `given` of a's in b."""

    jaccard: float
    containment: float
    taken: float
    given: float
    cosine: float
    duplicate: bool
    same_story: bool


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of an article so that its copies and its story are found by a look-up: hashes of 63 bits."""

    copies: tuple[int, ...]
    topics: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored article that a look-up found, with what a decision needs."""

    id: UUID
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Kinship:
    """That an article is a copy of, or tells the same story as, one that was there before; `kind` is copy or story."""

    article: UUID
    kind: str
    of: UUID
    jaccard: float
    containment: float
    cosine: float


def compare(text_a: str, text_b: str, title_a: str = "", title_b: str = "") -> Likeness:
    """Return how alike two texts are, `text_a` being the earlier one, and whether b copies a or shares its story.

    Containment is the share of the shorter text's shingles that stand in the longer one.
    """
    a, b = shingles(text_a), shingles(text_b)
    jaccard, containment = _overlap(np.unique(a), np.unique(b))
    taken, given = _covered(b, a), _covered(a, b)
    cosine = float(_cosine(topic_vector(text_a, title_a), topic_vector(text_b, title_b)))
    duplicate = (
        taken >= TAKEN or jaccard >= JACCARD or (given >= CONTAINED and min(len(a), len(b)) >= FEW)
    )  # fmt: skip
    return Likeness(jaccard, containment, taken, given, cosine, duplicate, duplicate or cosine >= STORY)


def sketch(text: str, title: str = "") -> Sketch:
    """Return what an article is found by later: a sample of its shingles and its rarest words.

    The sample holds every shingle whose hash is small, so that the samples of a text and of a cut of it agree on what
    they share (Broder, "On the resemblance and containment of documents", 1997, modulo sketches).
    """
    hashes = np.unique(shingles(text))
    kept = hashes[: max(FLOOR, int(np.searchsorted(hashes, np.uint64(SAMPLE))))]
    weights = _word_weights(text, title)
    rarest = sorted(weights, key=lambda word: (-weights[word], word))[:TOPICS]
    return Sketch(tuple(map(int, kept >> np.uint64(1))), tuple(_hash(word) >> 1 for word in rarest))


def kin(article: UUID, title: str, text: str, candidates: list[Candidate]) -> list[Kinship]:
    """Return what an article is to each of the earlier ones that look-ups found: copies first, the most alike first.

    At most one copy is named, the best: what that one is a copy of is known already.
    """
    found = []
    for other in candidates:
        like = compare(other.text, text, other.title, title)
        if like.duplicate or like.same_story:
            kind = "copy" if like.duplicate else "story"
            found.append(Kinship(article, kind, other.id, like.jaccard, like.containment, like.cosine))
    found.sort(key=lambda k: (k.kind != "copy", -k.jaccard, -k.cosine, k.of))
    return [k for at, k in enumerate(found) if k.kind == "story" or at == 0]


def shingles(text: str) -> Hashes:
    """Return the hash of every run of nine letters of the match key without spaces, in order.

    A multilinear hash over the letters, mixed as in splitmix64: numpy does a text of 6,000 letters in 0.1 ms.
    """
    letters = np.frombuffer(match_key(text).replace(" ", "").encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    count = max(len(letters) - SHINGLE + 1, 0)
    hashes = np.zeros(count, dtype=np.uint64)
    for place in range(SHINGLE if count else 0):
        hashes += letters[place : place + count] * _ODD[place]
    hashes ^= hashes >> np.uint64(30)
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    hashes ^= hashes >> np.uint64(27)
    hashes *= np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))


def topic_vector(text: str, title: str = "") -> dict[str, float]:
    """Return the weights of the four-letter pieces of the words of an article, of length one.

    A word weighs (1 + ln count) × ln(1 / share of articles that hold it), words of the title and the first forty three
    times; its pieces share that, so that پیوٹن and پیوٹین, or two endings of a word, are nearly the same.
    """
    vector: dict[str, float] = {}
    for word, weight in _word_weights(text, title).items():
        marked = f"_{word}_"
        pieces = [marked[at : at + _GRAM] for at in range(max(1, len(marked) - _GRAM + 1))]
        share = weight / math.sqrt(len(pieces))
        for piece in pieces:
            vector[piece] = vector.get(piece, 0.0) + share
    length = math.sqrt(math.fsum(value * value for value in vector.values())) or 1.0
    return {piece: value / length for piece, value in vector.items()}


def _word_weights(text: str, title: str) -> dict[str, float]:
    words = match_key(text).split()
    counts = Counter(words)
    for word in (*match_key(title).split(), *words[:_LEAD]):
        counts[word] += _LEAD_WEIGHT
    rarity = _rarity()
    return {
        word: (1 + math.log(count)) * weight for word, count in counts.items() if (weight := rarity.get(word, _RARE)) > 0
    }


@cache
def _rarity() -> dict[str, float]:
    """Return the weight of each common word; a word that is not in the list stands in two of 1,000 articles."""
    table = resources.files(__package__).joinpath("common_words.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {word: math.log(1000 / max(int(share), 1)) for word, share in rows}


def _hash(word: str) -> int:
    return xxhash.xxh3_64_intdigest(word.encode())


def _cosine(a: dict[str, float], b: dict[str, float]) -> float:
    small, large = sorted((a, b), key=len)
    return math.fsum(weight * large[piece] for piece, weight in small.items() if piece in large)


def _overlap(a: Hashes, b: Hashes) -> tuple[float, float]:
    """Return Jaccard and containment of two sorted sets of shingles."""
    if not len(a) or not len(b):
        return 0.0, 0.0
    both = len(np.intersect1d(a, b, assume_unique=True))
    return both / (len(a) + len(b) - both), both / min(len(a), len(b))


def _covered(inner: Hashes, outer: Hashes) -> float:
    """Return the share of the letters of `inner` that lie in shingles which also stand in `outer`."""
    if not len(inner) or not len(outer):
        return 0.0
    steps = np.zeros(len(inner) + SHINGLE, dtype=np.int32)
    hits = np.flatnonzero(np.isin(inner, outer))
    np.add.at(steps, hits, 1)
    np.add.at(steps, hits + SHINGLE, -1)
    return float(np.count_nonzero(np.cumsum(steps)[:-1])) / (len(inner) + SHINGLE - 1)
