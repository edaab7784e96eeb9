"""Differences between two versions, in limited time for any text."""

import pytest

from flows.news.version_diff import MOST_SENTENCES, MOST_WORDS, DiffPiece, Passage, Version, changes, compare

FIRST = Version("پیوٹن اور ٹرمپ کی گفتگو", "دونوں نے ایک گھنٹہ بات کی۔ کریملن نے تصدیق کی۔\n\nموسم خشک رہا۔")


def test_the_same_text_has_no_changes() -> None:
    spaced = Version(FIRST.title, FIRST.text.replace(" ", "  ").replace("\n\n", "\n"))
    assert changes(FIRST, spaced) == []
    assert len(compare(FIRST, spaced)) == 4


def test_changed_words_stand_out_and_new_sentences_stand_alone() -> None:
    later = Version(
        "پیوٹن اور ٹرمپ کی ملاقات", "دونوں نے دو گھنٹے بات کی۔ کریملن نے تصدیق کی۔\n\nموسم خشک رہا۔ کل بارش ہوگی۔"
    )
    title, said, added = changes(FIRST, later)
    assert title.before == (DiffPiece("پیوٹن اور ٹرمپ کی "), DiffPiece("گفتگو", changed=True))
    assert [piece.text.strip() for piece in said.before if piece.changed] == ["ایک گھنٹہ"]
    assert [piece.text.strip() for piece in said.after if piece.changed] == ["دو گھنٹے"]
    assert added == Passage("text", (), (DiffPiece("کل بارش ہوگی۔", changed=True),))
    back = changes(later, FIRST)
    assert back[-1] == Passage("text", added.after, ())


def test_sentences_that_repeat_without_end_take_no_time() -> None:
    assert changes(Version("", "ا۔ " * 5_000), Version("", "ا۔ ب۔ " * 5_000))
    assert changes(Version("", "ا " * 399), Version("", "ا ب " * 199))


@pytest.mark.parametrize("text", ["", "۔۔۔", "ا " * 5_000, "ایک۔ " * 5_000, "?" * 5_000])
def test_odd_texts_are_compared_too(text: str) -> None:
    passages = changes(FIRST, Version("", text))
    assert passages
    assert len(passages) <= 2 * MOST_SENTENCES
    assert all(len(one.after) <= MOST_WORDS for one in passages)
