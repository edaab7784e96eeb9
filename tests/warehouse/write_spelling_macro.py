"""Writes warehouse/macros/spelling.sql from the letters of flows/news/urdu.py: run it after those have changed.

The macro turns words into a pattern that finds them however they are written, so that a search reads stored text as it
is: folding every text for every question would cost twenty times as much.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from flows.news.urdu import _DROPPED, _TABLE

FILE = Path(__file__).resolve().parents[2] / "warehouse" / "macros" / "spelling.sql"

HEAD = """\
-- Written by tests/warehouse/write_spelling_macro.py from the letters of flows/news/urdu.py; a test compares the two.
-- In three steps: the words are folded; each letter becomes the class of its variants; marks may follow each, and
-- anything but letters stand between words. Ligatures of several letters are found only where they are typed as such.
"""


def escaped(characters: str) -> str:
    """Return a character class's content with every character but the ranges' hyphens as its code."""
    return "".join(char if char == "-" else f"\\x{{{ord(char):04x}}}" for char in characters)


def classes() -> dict[str, str]:
    """Return by letter all single characters that are compared as it."""
    found: dict[str, str] = defaultdict(str)
    for variant, letter in sorted(_TABLE.items()):
        if len(variant) == len(letter) == 1:
            found[letter] += variant
    return dict(sorted(found.items()))


def statement() -> str:
    """Return the text of the macro's file."""
    # halves of surrogate pairs stand in no text that DuckDB holds, and its patterns know no such letters
    marks, word = escaped(_DROPPED.replace("\ud800-\udfff", "")), r"\p{L}\p{N}_"
    variants = classes()
    source = "".join(variants.values())
    target = "".join(letter * len(found) for letter, found in variants.items())
    folded = f"regexp_replace(lower(nfc_normalize(phrase)), '[{marks}]+', '', 'g')"
    folded = f"trim(regexp_replace({folded}, '[^{word}]+', ' ', 'g'))"
    folded = f"replace(translate({folded},\n    '{source}',\n    '{target}'),\n    'ئے', 'ۓ')"
    kinds = {" ": f"[^{word}{marks}](?:[^{word}]|\\x{{0640}})*"}
    kinds |= {letter: f"[{letter}{found}]~" for letter, found in variants.items()}
    # ئے is one character more often than two; it stands for itself while the letters are looked up.
    kinds["ۓ"] = f"(?:{kinds['ئ']}{kinds['ے']}|ۓ~)"
    # Written so that it is quick to plan: a list in one string, found by the letter's place in another, for a MAP; and
    # no array_to_string or nullif around it, which would have the folding planned twice over.
    kind = f"string_split('{' '.join(kinds.values())}', ' ')[strpos('{''.join(kinds)}', letter)]"
    one = f"CASE WHEN letter <> '' THEN coalesce({kind}, letter || '~') END"
    body = f"list_aggregate(list_transform(string_split({folded}, ''), lambda letter: {one}), 'string_agg', '')"
    body = f"replace({body}, '~', '[{marks}]*')"
    return (
        f"{HEAD}CREATE OR REPLACE MACRO spelling(phrase) AS\n"
        f"'(?i)(?:^|[^{word}{marks}])[{marks}]*' || {body}\n|| '(?:$|[^{word}{marks}])';\n"
        "COMMENT ON MACRO spelling IS 'A regular expression that finds words however their letters, digits and marks "
        "are written: regexp_matches(title, spelling(''پیوٹن'')).';\n"
    )


if __name__ == "__main__":
    FILE.write_text(statement(), encoding="utf-8")
