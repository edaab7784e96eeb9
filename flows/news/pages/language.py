"""Which language a text is in, offline: letters and small words tell Urdu from its neighbours, a model the rest."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any

from flows.news.urdu import common_words, match_key
from flows.news.web.charset import looks_misread

SAMPLE = 2_000
"""Characters looked at; more do not change the answer."""

FUNCTION_WORDS = {
    "ur": "کے کی کا میں سے کو ہے ہیں اور نے پر یہ تھا تھی تھے گا گی ہو کر رہا رہے رہی "
    "گیا گئے گئی جو بھی ہی لیے کیلئے ان انہوں انھوں کیا دیا",
    "pnb": "دا دے دی نوں وچ توں نے تے ایہ اوہ کیتا کیتی ہویا ہوئی نال لئی ایہنوں اوہنوں ہن جیہڑا "
    "جیہڑے کول اوہناں کرن بارے ہوندا ہوندی جاندا جاندی اتے آکھیا دیاں",
    "fa": "در به از که این را است با آن برای می شد کرد تا بر شود شده کرده بود خواهد های نیز وی ها اما هم یک "
    "امروز شدند کردند داد جمهور آمریکا",
    "ar": "في من على إلى الى أن ان عن التي الذي هذا هذه مع كان قال بعد ما لا بين كما خلال قد وقد تم عبر وفي ومن",
    "ps": "د په چې کې او ته له يې یې دی ده دا سره شو وي شوي نه چي هغه خو پر تر باندې کړي کړی وویل ولسمشر",
    "sd": "جي جو ۾ ۽ کي سان آهي جا تي کان ته آهن هن جنهن هو ڪري ڪيو ٿو ٿي وڃي لاءِ به",
    "skr": "دا دے دی کوں وچ کنوں ہے تے ایں اوں ہن کیتا ڳئے ہئی نال کیتے",
    "ckb": "لە بە کە ئەو بۆ لەگەڵ ئەم دەکات بوو کرد",
    "ks": "چھ چھی چھے چھنہ تہ منز کران ہند ہنز پیٹھ ستی باپتھ اوس",
}
"""Small words that carry a language: prepositions, auxiliaries, pronouns; each list from its own common usage."""

LETTERS = {
    "ur": "ٹڈڑےںھہ",
    "pnb": "ٹڈڑےںھہ",
    "skr": "ٻڄݙڳݨ",
    "ps": "ټډړږښڼځڅېۍګ",
    "sd": "ٻڀٺٽٿڄڃڇڏڌڊڍڙڦڪڳڱڻ۽۾",
    "ckb": "ێۆڵڕەڤ",
    "ug": "ۇۆۈېەڭۋ",
    "ks": "ٲٳؠۄ\u0655\u0657\u065b\u065f",
    "ar": "ةىأإ",
    "fa": "پچژگ",
}
"""Letters, and marks of Kashmiri vowels, that its neighbours lack, or use far less."""

LETTER_WEIGHTS = {"ar": 200, "fa": 40, "ur": 60, "pnb": 60, "ks": 800}
"""How much the share of its own letters counts for a language; 400 where a letter hardly stands anywhere else."""

URDU_LETTERS = "ٹڈڑےںہھ"
URDU_KIN = ("ur", "pnb", "skr", "ks")
"""Urdu and the languages that share its letters."""
PUNJABI_WORDS = 2
"""Different words of Punjabi alone that a text must hold: one may be a quotation in an Urdu headline."""

ENOUGH, FEWEST = 16, 0.04
"""From so many words on, fewer small ones than this and a text is no text: real ones have a fifth, garbled ones 1 %."""

MODEL_LANGUAGES = ("ur", "ar", "fa", "ps", "sd", "ug")
_FOREIGN = re.compile(r"[^\W\d_\u0620-\u06ff\u0750-\u077f\u08a0-\u08ff]")
_WORD = re.compile(r"[\u0620-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f]+|[۽۾]")
_WORDS = {name: frozenset(words.split()) for name, words in FUNCTION_WORDS.items()}
_OWNERS = {
    word: [name for name, known in _WORDS.items() if word in known] for word in frozenset().union(*_WORDS.values())
}
"""The languages that have a small word."""
_TELLING = frozenset("".join(LETTERS.values()))
_SHARED_PUNJABI = frozenset(["دے", "دی", "تے", "کول", "بارے"])
_PUNJABI = _WORDS["pnb"] - _WORDS["ur"] - _SHARED_PUNJABI
_URDU = frozenset(["کا", "کی", "کے", "کو", "میں", "سے", "ہے", "ہیں", "تھا", "تھی", "تھے"])
_HARAKAT = re.compile(r"[\u064b-\u065f\u0670\u200c-\u200f]")


def language(text: str) -> str:
    """Return the ISO 639 code of the language of `text`: ur, pnb, skr, sd, ps, fa, ar, ks, ckb, ug, en …; und for none.

    Texts in Arabic script are told apart by letters and function words; where those are silent or at odds, and for
    every other script, py3langid's model decides, which is loaded when first needed.
    """
    sample = _HARAKAT.sub("", text[:SAMPLE])
    words = Counter(_WORD.findall(sample))
    arabic = sum(len(word) * count for word, count in words.items())
    letters = arabic + len(_FOREIGN.findall(sample))
    if letters < 2:  # noqa: PLR2004
        return "und"
    if arabic < letters / 2:
        return _model(None, sample)
    scores = _scores(words, text[:SAMPLE], arabic)
    (first, best), (_, second) = sorted(scores.items(), key=lambda item: -item[1])[:2]
    # Urdu has all letters of Persian: without a word of it, or its other h, they say nothing.
    silent = first == "fa" and "ه" not in sample and _WORDS["fa"].isdisjoint(words)
    if best > 1.1 * second and first not in {"ur", "pnb"} and not silent:
        return first
    if (best and first in URDU_KIN) or not set(URDU_LETTERS).isdisjoint(sample) or _urdu_words(words):
        if _garbage(words, sample):
            return "und"
        return "pnb" if _punjabi(words) else "ur"
    return _model(MODEL_LANGUAGES, sample)


def _punjabi(words: Counter[str]) -> bool:
    """Say whether words that only Punjabi has outnumber the postpositions and copulas that only Urdu has."""
    own = _PUNJABI & words.keys()
    urdu = sum(words[word] for word in _URDU)
    beside = _SHARED_PUNJABI & words.keys() if own and not urdu else frozenset()
    return len(own | beside) >= PUNJABI_WORDS and sum(words[word] for word in own) > urdu


def _garbage(words: Counter[str], sample: str) -> bool:
    """Say whether a text in Urdu letters has hardly any of the small words without which no Urdu sentence is made.

    So is text of another charset whose bytes were read as Arabic letters. A headline may do without such words.
    """
    every = words.total()
    if sum(words.get(word, 0) for word in _WORDS["ur"]) >= FEWEST * every:
        return False
    return (every >= ENOUGH or looks_misread(sample)) and not _urdu_words(words)


def _urdu_words(words: Counter[str]) -> bool:
    """Say whether half of the words of a text without any tell-tale, a short headline, are common ones of Urdu news."""
    common = sum(count for word, count in words.items() if match_key(word) in common_words())
    return common >= words.total() / 2


def _scores(words: Counter[str], text: str, total: int) -> dict[str, float]:
    """Weigh each language by the share of its function words and of its own letters, in percent of what is there."""
    scores, every = dict.fromkeys(_WORDS, 0.0), max(words.total(), 1)
    for word, count in words.items():
        owners = _OWNERS.get(word, ())
        for name in owners:
            scores[name] += (100 if len(owners) == 1 else 40) * count / every
    seen = {mark: text.count(mark) for mark in _TELLING if mark in text}
    for name, marks in LETTERS.items():
        share = sum(seen.get(mark, 0) for mark in marks) / total
        scores[name] = scores.get(name, 0.0) + LETTER_WEIGHTS.get(name, 400) * share
    if not set(URDU_LETTERS).isdisjoint(seen):
        scores["fa"] *= 0.5
        scores["ar"] *= 0.5
    else:
        # cp1256 pages write ي and ک for Urdu too, but no Urdu sentence does without these five letters for long.
        for name in URDU_KIN:
            scores[name] *= 0.6
        scores["ar"] += 100 * sum(count for word, count in words.items() if word.startswith("ال")) / every
    return scores


@cache
def _identifier() -> Any:  # noqa: ANN401 - py3langid has no types
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)


def _model(among: tuple[str, ...] | None, sample: str) -> str:
    ranked = _identifier().rank(sample)
    return next((name for name, _ in ranked if among is None or name in among), "und")
