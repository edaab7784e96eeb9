"""Which language a text is in, offline: letters and small words tell Urdu from its neighbours, a model the rest."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any

SAMPLE = 2_000
"""Characters looked at; more do not change the answer."""

FUNCTION_WORDS = {
    "ur": "کے کی کا میں سے کو ہے ہیں اور نے پر یہ تھا تھی تھے گا گی ہو کر رہا رہے رہی "
    "گیا گئے گئی جو بھی ہی لیے کیلئے ان انہوں انھوں کیا دیا",
    "pnb": "دا دے دی نوں وچ توں نے تے ایہ اوہ کیتا کیتی ہویا ہوئی نال لئی ایہنوں اوہنوں ہن جیہڑا "
    "جیہڑے کول اوہناں کرن بارے ہوندا ہوندی جاندا جاندی",
    "fa": "در به از که این را است با آن برای می شد کرد تا بر شود شده کرده بود خواهد های نیز وی ها اما هم یک",
    "ar": "في من على إلى الى أن ان عن التي الذي هذا هذه مع كان قال بعد ما لا بين كما خلال قد وقد تم عبر وفي ومن",
    "ps": "د په چې کې او ته له يې یې دی ده دا سره شو وي شوي نه چي هغه خو پر تر باندې کړي کړی",
    "sd": "جي جو ۾ ۽ کي سان آهي جا تي کان ته آهن هن جنهن هو ڪري ڪيو ٿو ٿي وڃي لاءِ به",
    "skr": "دا دے دی کوں وچ کنوں ہے تے ایں اوں ہن کیتا ڳئے ہئی نال کیتے",
    "ckb": "لە بە کە ئەو بۆ لەگەڵ ئەم دەکات بوو کرد",
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
    "ar": "ةىأإ",
    "fa": "پچژگ",
}
"""Letters that its neighbours lack, or use far less."""

URDU_LETTERS = "ٹڈڑےں"
PUNJABI_WORDS = 2
"""Different words of Punjabi alone that a text must hold: one may be a quotation in an Urdu headline."""

MODEL_LANGUAGES = ("ur", "ar", "fa", "ps", "sd", "ug")
_ARABIC = re.compile(r"[\u0620-\u064a\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08ff]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[\u0620-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f]+|[۽۾]")
_WORDS = {name: frozenset(words.split()) for name, words in FUNCTION_WORDS.items()}
_ONLY = {
    name: words - frozenset().union(*(w for n, w in _WORDS.items() if n != name)) for name, words in _WORDS.items()
}
_PUNJABI = _WORDS["pnb"] - _WORDS["ur"] - frozenset(["دے", "دی", "تے", "کول", "بارے"])
_URDU = frozenset(["کا", "کی", "کے", "کو", "میں", "سے", "ہے", "ہیں", "تھا", "تھی", "تھے"])
_HARAKAT = re.compile(r"[\u064b-\u065f\u0670\u200c-\u200f]")


def language(text: str) -> str:
    """Return the ISO 639 code of the language of `text`: ur, pnb, skr, sd, ps, fa, ar, ckb, ug, en …; und for none.

    Texts in Arabic script are told apart by letters and function words; where those are silent or at odds, and for
    every other script, py3langid's model decides, which is loaded when first needed.
    """
    sample = _HARAKAT.sub("", text[:SAMPLE])
    letters = len(_LETTER.findall(sample))
    if letters < 2:  # noqa: PLR2004
        return "und"
    if len(_ARABIC.findall(sample)) < letters / 2:
        return _model(None, sample)
    scores = _scores(sample)
    (first, best), (_, second) = sorted(scores.items(), key=lambda item: -item[1])[:2]
    if {first} & {"ur", "pnb"}:
        return "pnb" if _punjabi(_WORD.findall(sample)) else "ur"
    if best > 1.1 * second:
        return first
    if not set(URDU_LETTERS).isdisjoint(sample):
        return "ur"
    return _model(MODEL_LANGUAGES, sample)


def _punjabi(words: list[str]) -> bool:
    """Say whether words that only Punjabi has outnumber the postpositions and copulas that only Urdu has."""
    own = [word for word in words if word in _PUNJABI]
    return len(set(own)) >= PUNJABI_WORDS and len(own) > sum(word in _URDU for word in words)


def _scores(sample: str) -> dict[str, float]:
    """Weigh each language by the share of its function words and of its own letters, in percent of what is there."""
    words = _WORD.findall(sample)
    letters = Counter(_ARABIC.findall(sample))
    total = sum(letters.values())
    scores: dict[str, float] = {}
    for name, known in _WORDS.items():
        own = sum(word in _ONLY[name] for word in words)
        shared = sum(word in known for word in words) - own
        scores[name] = 100 * (own + 0.4 * shared) / max(len(words), 1)
    for name, marks in LETTERS.items():
        seen = sum(letters[mark] for mark in marks) / total
        scores[name] = scores.get(name, 0.0) + {"ar": 200, "fa": 40, "ur": 60, "pnb": 60}.get(name, 400) * seen
    if not set(URDU_LETTERS).isdisjoint(letters):
        scores["fa"] *= 0.5
        scores["ar"] *= 0.5
    else:
        # cp1256 pages write ي and ک for Urdu too, but no Urdu sentence does without these five letters for long.
        scores["ur"] *= 0.6
        scores["pnb"] *= 0.6
    return scores


@cache
def _identifier() -> Any:  # noqa: ANN401 - py3langid has no types
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)


def _model(among: tuple[str, ...] | None, sample: str) -> str:
    ranked = _identifier().rank(sample)
    return next((name for name, _ in ranked if among is None or name in among), "und")
