"""The reasons of the reader are shown in words, in both languages, for every feature."""

import re

import pytest

from dashboards.detection_reasons import all_words, in_words
from dashboards.i18n import Locale
from flows.alerts.wording import Language
from flows.contacts.detection.model import load_model
from flows.contacts.detection.vetoes import VETOES

EN, UR = Locale(Language.EN), Locale(Language.UR)
CODED = re.compile(r"[<>{}\[\]!]|\b(?:RU|verb past|day-\d|s who|link pair|class)\b")


def test_what_weighed_is_said_for_and_against() -> None:
    why = (
        "new 0.98, then planned",
        "link pair verb perfect +0.51",
        "class after.planned -0.83",
        "class right after.planned -0.5",
    )
    reasons = in_words(why, EN)
    assert (reasons.taken, reasons.rival) == ("took place", "planned")
    assert reasons.pro == ("the clause joins the two, its verb says that it has happened",)
    assert reasons.con == ("the sentence has a word for plans or hopes",)
    assert in_words(why, UR).con == ("جملے میں منصوبے یا امکان کا لفظ ہے",)
    assert in_words(("who: Trump + Putin",), EN).other == ("who: Trump + Putin",)  # of an older reader


@pytest.mark.parametrize("locale", [EN, UR], ids=["en", "ur"])
def test_no_feature_of_the_model_is_shown_as_code(locale: Locale) -> None:
    names = sorted(load_model().instance.rows)
    for name in (*names[::97], *(name for name in names if name.startswith(("class", "some date", "link", "verb")))):
        reasons = in_words((f"{name} +0.50",), locale)
        (said,) = reasons.pro
        assert said.strip()
        assert not CODED.search(re.sub("[”“][^”“]*[”“]", "", said)), (name, said)
        if locale is UR:
            assert not re.search("[A-Za-z]{3}", re.sub("”[^”“]*“", "", said)), (name, said)


def test_every_veto_has_its_words_and_every_word_both_languages() -> None:
    for name, _ in VETOES:
        assert in_words((f"veto {name}",), EN).veto not in {"", name}
    for urdu, english in all_words():
        assert re.search("[\u0600-\u06ff]", urdu) or "{" in urdu
        assert not re.search("[\u0600-\u06ff]", english)
