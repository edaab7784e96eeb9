"""Which articles are copies of one another, and which tell the same story; pure functions over texts.

A copy is a text taken from another: long runs of its letters stand in the other one. Letters are compared without
spaces, so glued words do not matter. A story is an event reported twice in different words: their rare words agree.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, lru_cache
from operator import mul
from typing import Self
from uuid import UUID

import numpy as np
import numpy.typing as npt
import xxhash

from flows.news.article import Article
from flows.news.urdu import common_words, match_key

Hashes = npt.NDArray[np.uint64]

SHINGLE = 9
"""Letters in a shingle. Shorter ones meet by chance, longer ones break at every changed word."""
TAKEN = 0.50
"""Share of the later text's letters, in runs of nine or more, that stand in the earlier one: from here it is a copy."""
CONTAINED = 0.98
"""Share of the earlier text that stands in the later one: all of it, so the later one is the same copy, longer."""
FEW = 300
"""Shingles; with fewer the earlier text is too short for that to mean anything."""
STORY = 0.30
"""Cosine of weighted words from which two texts tell one story: 1 % of pairs of other stories reach it."""

COPY_DAYS, STORY_DAYS = 14, 3
"""How far apart in days two articles may be and still be looked at for copies and for one story."""
SAMPLE = 1 << 59
"""Sketches keep shingles whose hash is below this: one in 32."""
FLOOR = 24
"""Shingles that a sketch keeps of a short text."""
TOPICS = 30
"""Weightiest words that an article is found by: of tellings in other words, 95 % are among the six found first."""

KINDS = ("version", "copy", "story")
_LEAD = 30
_LEAD_WEIGHT = 2
_GRAM = 4
_RARE = math.log(150)
_LOGS = (0.0, *(1 + math.log(count) for count in range(1, 20)))
_ODD = np.array(
    [int(xxhash.xxh3_64_intdigest(place.to_bytes(2, "little"))) | 1 for place in range(SHINGLE)], dtype=np.uint64
)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two texts are: `taken` is the share of b's letters in runs that stand in a too, `given` of a's in b."""

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
class Sketched:
    """The sketch of a stored article, with when it was published, aware UTC: a row of the table of that name."""

    article: UUID
    told_at: datetime
    copies: tuple[int, ...]
    topics: tuple[int, ...]

    @classmethod
    def of(cls, article: Article) -> Self:
        """Return the row of an article."""
        made = sketch(article.text, article.title)
        return cls(article.id, told_at(article), made.copies, made.topics)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that a look-up found beside `article`; `story` and `original` are None while it has no place."""

    article: UUID
    id: UUID
    url: str
    title: str
    text: str
    story: UUID | None
    original: UUID | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article belongs: `story` is the first article of its event, `original` the one whose words these are.

    An article that is nobody's copy is its own original. `kind` is first, story, copy or version (the same address
    with changed words), `nearest` the article that decided it, with how alike the two are.
    """

    article: UUID
    story: UUID
    original: UUID
    kind: str
    nearest: UUID | None = None
    jaccard: float = 0.0
    containment: float = 0.0
    cosine: float = 0.0


def compare(text_a: str, text_b: str, title_a: str = "", title_b: str = "") -> Likeness:
    """Return how alike two texts are, `text_a` being the earlier one, and whether b copies a or shares its story.

    Containment is the share of the shorter text's shingles that stand in the longer one.
    """
    a, b = _look(text_a, title_a), _look(text_b, title_b)
    both = np.intersect1d(a.distinct, b.distinct, assume_unique=True)
    jaccard, containment = _overlap(a.distinct, b.distinct, both)
    taken, given = _covered(b, both), _covered(a, both)
    cosine = _cosine(_vector(text_a, title_a), _vector(text_b, title_b))
    duplicate = taken >= TAKEN or (given >= CONTAINED and min(len(a.order), len(b.order)) >= FEW)
    return Likeness(jaccard, containment, taken, given, cosine, duplicate, duplicate or cosine >= STORY)


@dataclass(frozen=True, slots=True)
class _Look:
    """The shingles of a text by hash, where each stands in it (`order`), each once, and its weighted words."""

    shingles: Hashes
    order: npt.NDArray[np.intp]
    distinct: Hashes
    weights: dict[str, float]


@lru_cache(maxsize=256)
def _look(text: str, title: str) -> _Look:
    """Return what sketching and comparing an article need; it is compared with many."""
    key = match_key(text)
    hashes, weights = shingles(key), _word_weights(key, title)
    order = np.argsort(hashes)
    hashes = hashes[order]
    first = np.ones(len(hashes), dtype=bool)
    first[1:] = hashes[1:] != hashes[:-1]
    return _Look(hashes, order, hashes[first], weights)


@lru_cache(maxsize=256)
def _vector(text: str, title: str) -> tuple[dict[str, float], float]:
    """Return the pieces of an article's words; apart from the rest, since most articles are compared with none."""
    return _pieced(_look(text, title).weights)


def sketch(text: str, title: str = "") -> Sketch:
    """Return what an article is found by later: a sample of its shingles and its rarest words.

    The sample holds every shingle whose hash is small, so that the samples of a text and of a cut of it agree on what
    they share (Broder, "On the resemblance and containment of documents", 1997, modulo sketches).
    """
    look = _look(text, title)
    hashes, weights = look.distinct, look.weights
    kept = hashes[: max(FLOOR, int(np.searchsorted(hashes, np.uint64(SAMPLE))))]
    least = min(sorted(weights.values())[-TOPICS:], default=0.0)
    heavy = sorted(word for word, weight in weights.items() if weight >= least)
    rarest = sorted(heavy, key=weights.__getitem__, reverse=True)[:TOPICS]  # of equals the first by letters
    return Sketch(tuple((kept >> np.uint64(1)).tolist()), tuple(_hash(word) >> 1 for word in rarest))


def places(articles: Iterable[Article], candidates: Iterable[Candidate]) -> list[Place]:
    """Return the place of each article of a batch, given what look-ups found beside them, the batch itself included.

    Articles are placed in the order of publication, so that the first keeps the story; what was placed before stays.
    """
    beside: dict[UUID, list[Candidate]] = {}
    for candidate in candidates:
        beside.setdefault(candidate.article, []).append(candidate)
    placed: dict[UUID, Place] = {}
    for item in sorted(articles, key=lambda article: (told_at(article), article.id)):
        known = [_placed(other, placed) for other in beside.get(item.id, [])]
        placed[item.id] = _place(item, [other for other in known if other.story is not None])
    return list(placed.values())


def told_at(article: Article) -> datetime:
    """Return when an article was published: its date, or when it was first seen where it has none."""
    return article.published or article.first_seen


def _placed(other: Candidate, placed: dict[UUID, Place]) -> Candidate:
    if other.story is None and other.id in placed:
        return replace(other, story=placed[other.id].story, original=placed[other.id].original)
    return other


def _place(item: Article, others: list[Candidate]) -> Place:
    """Return the place beside the nearest of the articles there before: a version, else a copy, else a story."""
    ranked = []
    for other in others:
        like = compare(other.text, item.text, other.title, item.title)
        kind = "version" if other.url == item.url else "copy" if like.duplicate else "story" if like.same_story else ""
        if kind:
            ranked.append((KINDS.index(kind), -like.taken, -like.cosine, other, like))
    if not ranked:
        return Place(item.id, item.id, item.id, "first")
    order, _, _, other, like = min(ranked, key=lambda entry: (*entry[:3], entry[3].id))
    kind = KINDS[order]
    original = item.id if kind == "story" else other.original or other.id
    return Place(
        item.id, other.story or other.id, original, kind, other.id, like.jaccard, like.containment, like.cosine
    )


def shingles(key: str) -> Hashes:
    """Return the hash of every run of nine letters of a match key without spaces, in order.

    A multilinear hash over the letters, mixed as in splitmix64: numpy does a text of 6,000 letters in 0.1 ms.
    """
    letters = np.frombuffer(key.replace(" ", "").encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    count = max(len(letters) - SHINGLE + 1, 0)
    hashes = np.zeros(count, dtype=np.uint64)
    for place in range(SHINGLE if count else 0):
        hashes += letters[place : place + count] * _ODD[place]
    hashes ^= hashes >> np.uint64(30)
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    hashes ^= hashes >> np.uint64(27)
    hashes *= np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))


def _pieced(weights: dict[str, float]) -> tuple[dict[str, float], float]:
    """Return the weights of the four-letter pieces of the words of an article, and the length of that vector.

    A word's pieces share its weight, so that پیوٹن and پیوٹین, or two endings of a word, are nearly the same.
    """
    vector: dict[str, float] = {}
    for word, weight in weights.items():
        pieces, share = _pieces(word)
        share *= weight
        for piece in pieces:
            vector[piece] = vector.get(piece, 0.0) + share
    return vector, math.sqrt(math.fsum(map(mul, vector.values(), vector.values())))


@lru_cache(maxsize=50_000)
def _pieces(word: str) -> tuple[tuple[str, ...], float]:
    """Return the pieces of a word, and what each has of its weight."""
    marked = f"_{word}_"
    pieces = tuple(marked[at : at + _GRAM] for at in range(max(1, len(marked) - _GRAM + 1)))
    return pieces, 1 / math.sqrt(len(pieces))


def _word_weights(key: str, title: str) -> dict[str, float]:
    """Return (1 + ln count) × ln(1 / share of articles that hold it) of each word, a tf-idf weight.

    Words of the title and the first thirty count three times.
    """
    words = key.split()
    counts = Counter(words)
    for word in (*match_key(title).split(), *words[:_LEAD]):
        counts[word] += _LEAD_WEIGHT
    rarity = _rarity()
    return {
        word: (_LOGS[count] if count < len(_LOGS) else 1 + math.log(count)) * weight
        for word, count in counts.items()
        if (weight := rarity.get(word, _RARE)) > 0
    }


@cache
def _rarity() -> dict[str, float]:
    """Return the weight of each common word; one that stands in fewer than one of 150 articles weighs as if in one."""
    return {word: min(math.log(1000 / max(share, 1)), _RARE) for word, share in common_words().items()}


def _hash(word: str) -> int:
    return xxhash.xxh3_64_intdigest(word.encode())


def _cosine(a: tuple[dict[str, float], float], b: tuple[dict[str, float], float]) -> float:
    both = math.fsum(a[0][piece] * b[0][piece] for piece in a[0].keys() & b[0].keys())
    return both / (a[1] * b[1] or 1.0)


def _overlap(a: Hashes, b: Hashes, both: Hashes) -> tuple[float, float]:
    """Return Jaccard and containment of two sets of shingles that share `both`."""
    if not len(a) or not len(b):
        return 0.0, 0.0
    return len(both) / (len(a) + len(b) - len(both)), len(both) / min(len(a), len(b))


def _covered(look: _Look, both: Hashes) -> float:
    """Return the share of a text's letters that lie in shingles which are among the sorted set `both`."""
    if not len(both):
        return 0.0
    starts = np.searchsorted(look.shingles, both)
    counts = np.searchsorted(look.shingles, both, side="right") - starts
    hits = look.order[np.repeat(starts - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())]
    steps = np.zeros(len(look.order) + SHINGLE, dtype=np.int32)
    steps[hits] += 1
    steps[hits + SHINGLE] -= 1
    return float(np.count_nonzero(np.cumsum(steps)[:-1])) / (len(look.order) + SHINGLE - 1)
