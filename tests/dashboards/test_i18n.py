"""Both languages are complete: every entry has both, with the same placeholders, and is used."""

import re
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import dashboards
import warehouse
from dashboards.i18n import words
from dashboards.questions import ask_all, documented
from flows.alerts import wording
from flows.alerts.wording import Language
from flows.contacts import lexicon

ROOM = Path(dashboards.__file__).parent
CODE = "\n".join(file.read_text("utf-8") for file in (*ROOM.glob("*.py"), *ROOM.glob("templates/*.html")))
ENTRIES = [
    (f"{group}.{key}", *pair)
    for group, entries in words().items()
    for key, entry in entries.items()
    for pair in (zip(*entry, strict=True) if isinstance(entry[0], list) else [entry])
]
SHOWN_IN_THE_OTHER_LANGUAGE = {"page.language"}
MARKS_OR_CODE = {"page.comma", "page.colon", "page.between", "page.then", "page.stop", "contact.second_line"}


@pytest.mark.parametrize(("name", "urdu", "english"), ENTRIES, ids=[entry[0] for entry in ENTRIES])
def test_an_entry_is_whole_in_both_languages(name: str, urdu: str, english: str) -> None:
    assert urdu.strip()
    assert english.strip()
    places = [{field for _, field, _, _ in Formatter().parse(text) if field} for text in (urdu, english)]
    assert places[0] == places[1]
    bare = [re.sub(r"\{\w+\}", "", text) for text in (urdu, english)]
    if name in SHOWN_IN_THE_OTHER_LANGUAGE:
        bare.reverse()
    if name not in MARKS_OR_CODE:
        assert not re.search(r"[A-Za-z]", bare[0])
        assert re.search(r"[\u0600-\u06ff]", bare[0]) or not re.search("[A-Za-z]", bare[1])
        assert not re.search(r"[\u0600-\u06ff]", bare[1])


def test_every_word_is_used_and_every_used_word_exists() -> None:
    used = set(re.findall(r"""(?:say\(|t\[)f?["']([a-z_]+\.[a-z_{}.]+)["'\]]""", CODE))
    named = {f"{group}.{key}" for group, entries in words().items() for key in entries}
    assert {name for name in used if "{" not in name and not name.endswith(".")} <= named
    by_value = {"counts", "verdicts", "states", "roles", "outcomes", "flows", "questions", "columns", "health", "ago"}
    by_value |= {"conditions"}
    idle = {name for name in named - used if name.split(".")[0] not in by_value and not _built(name)}
    assert not idle


def _built(name: str) -> bool:
    """Whether the code puts the name together: a loop over keys in quotes, after the group."""
    group, key = name.split(".")
    return f'"{group}." ~' in CODE and bool(re.search(rf"""["']{key}["']""", CODE))


def test_every_topic_place_and_question_has_its_words() -> None:
    cues = lexicon.load().cues
    assert all(wording.name("topics", topic, Language.UR) for topic in cues.topics)
    assert all(wording.name("places", place, Language.UR) for place in cues.places)
    assert set(documented()) <= set(words()["questions"])


def test_every_column_of_every_answer_has_its_name_and_every_name_its_column(made: dict[str, Any]) -> None:
    with warehouse.open_public(made["settings"].published) as con:
        asked = {column for answer in ask_all(con) for column in answer.columns}
    assert asked == set(words()["columns"])
