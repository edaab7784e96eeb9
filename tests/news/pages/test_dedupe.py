"""Copies and stories are found, and articles that only share a subject are kept apart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import warehouse
from flows.news.article import Article, hash_id
from flows.news.pages.dedupe import COPY_DAYS, STORY_DAYS, Candidate, Place, Sketched, compare, places, sketch

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
RUN = UUID(int=7)
WIRE = (
    "روس کے صدر نے جمعرات کو اپنے فرانسیسی ہم منصب سے ٹیلی فون پر گفتگو کی جس میں گیس کی ترسیل کا معاملہ زیر غور آیا۔",
    "کریملن کے ترجمان نے بتایا کہ بات چیت چالیس منٹ جاری رہی اور دونوں نے رابطہ برقرار رکھنے پر اتفاق کیا۔",
    "پیرس کی جانب سے جاری بیان میں کہا گیا ہے کہ یورپ کو سردیوں سے پہلے گیس کی ضمانت چاہیے۔",
    "توانائی کے ماہرین کے مطابق پائپ لائن کی مرمت میں کم از کم دو ماہ لگیں گے اور قیمتیں بڑھ سکتی ہیں۔",
    "یہ گذشتہ ایک برس میں دونوں رہنماؤں کا پہلا براہ راست رابطہ تھا۔",
)
TOLD_ANEW = (
    "فرانس اور روس کے صدور کا ایک سال بعد فون پر رابطہ ہوا ہے۔ پیرس کے مطابق موضوع گیس کی ترسیل اور پائپ لائن تھی۔",
    "فرانسیسی ایوان صدر نے کہا کہ یورپ سردیوں میں گیس کی کمی برداشت نہیں کر سکتا، کریملن نے گفتگو کو مفید قرار دیا۔",
)
OTHER = (
    "کراچی میں تیز بارش کے بعد کئی سڑکیں زیر آب آ گئیں اور ٹریفک گھنٹوں معطل رہا۔",
    "محکمہ موسمیات نے آئندہ تین روز مزید بارش کی پیش گوئی کی ہے اور ماہی گیروں کو سمندر سے دور رہنے کی ہدایت کی ہے۔",
    "بلدیہ کے عملے نے رات بھر نکاسی آب کا کام کیا مگر نشیبی علاقوں میں پانی اب بھی کھڑا ہے۔",
)


def text(lines: tuple[str, ...]) -> str:
    return "\n".join(lines)


def story(lines: tuple[str, ...], name: str, hours: float = 0, title: str = "خبر") -> Article:
    body, url, reported = text(lines), f"https://{name}.example/a", NOW + timedelta(hours=hours)
    return Article(hash_id(url, body), name, url, title, body, reported, "feed", reported, "ur", hash_id(body))


@pytest.mark.parametrize(
    "copy",
    [
        text(WIRE),
        text(WIRE).replace(" ", ""),
        text(WIRE).replace("ی", "ي").replace("ک", "ك"),
        text(WIRE[:2]),
        text((*WIRE[:2], OTHER[0], *WIRE[3:])),
        "شیئر کریں\n" + text(WIRE[1:]) + "\nمتعلقہ خبریں",
    ],
    ids=["same", "glued", "letters", "cut", "paragraph replaced", "other boilerplate"],
)
def test_reprints_are_copies(copy: str) -> None:
    found = compare(text(WIRE), copy)
    assert found.duplicate
    assert found.same_story


def test_a_cut_is_contained_though_its_jaccard_is_low() -> None:
    found = compare(text(WIRE), text(WIRE[:1]))
    assert found.containment == 1
    assert found.jaccard < 0.4


def test_a_longer_copy_of_a_whole_article_is_a_copy() -> None:
    assert compare(text(WIRE), text((*WIRE, *OTHER, *OTHER[::-1]))).duplicate


def test_the_same_event_in_other_words_is_a_story_and_no_copy() -> None:
    found = compare(text(WIRE), text(TOLD_ANEW))
    assert found.same_story
    assert not found.duplicate


def test_different_events_are_neither() -> None:
    found = compare(text(WIRE), text(OTHER))
    assert not found.duplicate
    assert not found.same_story
    assert found.jaccard < 0.05


@pytest.mark.parametrize("nothing", ["", "۔", "صدر"])
def test_texts_of_hardly_a_word_are_nobodys_copies(nothing: str) -> None:
    assert not compare(nothing, text(WIRE)).duplicate
    assert not compare(text(WIRE), nothing).duplicate
    assert sketch(nothing).copies == ()


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ابپتٹجچد یےکگل۔ \n", max_size=300), st.text(alphabet="ابپتٹجچد یےکگل۔ \n", max_size=300))
def test_measures_are_shares_and_the_symmetric_ones_symmetric(a: str, b: str) -> None:
    there, back = compare(a, b), compare(b, a)
    assert (there.jaccard, there.containment, there.cosine) == (back.jaccard, back.containment, back.cosine)
    assert (there.taken, there.given) == (back.given, back.taken)
    assert all(
        0 <= share <= 1 + 1e-9 for share in (there.jaccard, there.containment, there.taken, there.given, there.cosine)
    )
    assert there.jaccard <= there.containment


def placed(path: Path, *batches: list[Article]) -> dict[UUID, Place]:
    """Load batches one after another as ingest does, and return where every article ended."""
    found: dict[UUID, Place] = {}
    with warehouse.open_warehouse(path / "w.duckdb") as con:
        for batch in batches:
            warehouse.add(con, "article", batch, run=RUN, characters=1)
            warehouse.add(con, "sketch", [Sketched.of(item) for item in batch])
            beside = warehouse.read(
                con,
                "near_duplicate_candidates",
                Candidate,
                articles=[a.id for a in batch],
                copy_days=COPY_DAYS,
                story_days=STORY_DAYS,
            )
            rows = places(batch, beside)
            assert warehouse.add(con, "place", rows, run=RUN) == len(batch)
            found |= {row.article: row for row in rows}
    return found


def test_the_first_keeps_the_story_and_later_ones_point_to_it(tmp_path: Path) -> None:
    first, reprint = story(WIRE, "wire"), story(WIRE[:3], "daily", 2)
    retold, other = story(TOLD_ANEW, "weekly", 3), story(OTHER, "city", 3)
    again = story(TOLD_ANEW[:1] * 2, "evening", 5)
    found = placed(tmp_path, [first], [reprint, other, retold], [again])
    assert (found[first.id].kind, found[first.id].story) == ("first", first.id)
    assert (found[reprint.id].kind, found[reprint.id].original, found[reprint.id].story) == ("copy", first.id, first.id)
    assert (found[retold.id].kind, found[retold.id].original, found[retold.id].story) == ("story", retold.id, first.id)
    assert (found[again.id].kind, found[again.id].original, found[again.id].story) == ("copy", retold.id, first.id)
    assert found[other.id].kind == "first"


def test_copies_within_one_batch_find_one_another_whatever_their_order(tmp_path: Path) -> None:
    first, reprint = story(WIRE, "wire"), story(WIRE[:3], "daily", 2)
    found = placed(tmp_path, [reprint, first])
    assert found[reprint.id].original == found[first.id].original == first.id


def test_a_changed_text_at_the_same_address_is_a_version(tmp_path: Path) -> None:
    first = story(WIRE[:3], "wire")
    changed = story(WIRE, "wire", 1)
    found = placed(tmp_path, [first], [changed])
    assert (found[changed.id].kind, found[changed.id].original) == ("version", first.id)


def test_an_article_of_another_month_is_not_looked_at(tmp_path: Path) -> None:
    first, late = story(WIRE, "wire"), story(WIRE, "daily", 24 * 40)
    assert placed(tmp_path, [first], [late])[late.id].kind == "first"


def test_placing_twice_changes_nothing(tmp_path: Path) -> None:
    batch = [story(WIRE, "wire"), story(WIRE[:3], "daily", 2)]
    found = placed(tmp_path, batch)
    with warehouse.open_warehouse(tmp_path / "w.duckdb") as con:
        assert warehouse.add(con, "sketch", [Sketched.of(item) for item in batch]) == 0
        assert warehouse.add(con, "place", found.values(), run=RUN) == 0
