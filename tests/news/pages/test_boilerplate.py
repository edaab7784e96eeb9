"""Lines around the articles of Urdu pages are removed; sentences of articles with the same words stay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flows.news.pages.clean import clean

TITLE = "پانی کی تقسیم پر بات چیت کا نیا دور اگلے ماہ"
BODY = (
    "وزیر خارجہ نے جمعرات کو اسلام آباد میں کہا کہ پانی کی تقسیم پر دونوں ملکوں کی بات چیت کا نیا دور اگلے ماہ ہو گا۔",
    "ان کے مطابق ماہرین نے پانی کے بہاؤ کے اعداد و شمار ایک دوسرے کو دے دیے ہیں اور اب فیصلے کی گھڑی آ گئی ہے۔",
    "یاد رہے کہ گذشتہ برس یہ بات چیت سیلاب کی وجہ سے ملتوی ہو گئی تھی اور وفد کو راستے سے واپس جانا پڑا تھا۔",
    "پانی کے ماہر نعمان شیخ کے خیال میں اس بار فریقین کسی نتیجے پر پہنچ سکتے ہیں کیونکہ دونوں کو خشک سالی کا سامنا ہے۔",
)

HERE = Path(__file__).parent


def lines(name: str) -> list[str]:
    return (HERE / name).read_text("utf-8").splitlines()


def dressed(line: str) -> Iterator[str]:
    """Yield a line in the ways that templates dress it."""
    yield from (line, f"• {line}", f"📌 {line}", f"{line} ➡️", f"\u200f{line}\u200f", line.replace(" ", "\u00a0"))
    yield from (line.replace("ی", "ي").replace("ک", "ك"), f"[{line}]", f"{line} :", f"👉{line}👈", f"- {line} -")


def test_furniture_goes_wherever_it_stands_and_however_it_is_dressed() -> None:
    left = []
    for number, line in enumerate(lines("boilerplate_lines.txt")):
        ways = list(dressed(line))
        for place, dress in ((2, line), (len(BODY), ways[number % len(ways)])):
            if clean(TITLE, "\n".join((*BODY[:place], dress, *BODY[place:]))).text != "\n".join(BODY):
                left.append(dress)
    assert left == []


def test_sentences_with_the_same_words_stay() -> None:
    for line in lines("article_lines.txt"):
        for place in (1, 2, len(BODY)):
            assert line in clean(TITLE, "\n".join((*BODY[:place], line, *BODY[place:]))).text.splitlines()
