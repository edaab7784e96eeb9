# ruff: noqa: E501 - markup keeps its lines
"""An invented article, and the frame of menus around it, for the layouts of the press."""

from __future__ import annotations

import html
import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from outlet_pages import MONTHS, TEASERS, local

TWEET = "ہماری ملاقات بہت اچھی رہی، پوری تفصیل جلد بتاؤں گا pic.twitter.com/aB3dE"
READERS = (
    "بہت اچھی خبر ہے، اللہ کرے کہ اس معاملے میں عوام کا بھی کچھ بھلا ہو جائے۔",
    "مجھے تو یہ سب وعدے ہی لگتے ہیں، پہلے بھی ایسا ہو چکا ہے۔",
    "کیا کوئی بتا سکتا ہے کہ اس کا نوٹیفکیشن کب تک آئے گا؟",
)
PREVIEW = "یہ خبر شہر بھر میں زیر بحث ہے اور اس پر عوام کی رائے منقسم ہے۔"


@dataclass
class Story:
    """An article before a site dresses it: `body` holds (tag, words) in order."""

    title: str
    body: list[tuple[str, str]]
    published: datetime
    rng: random.Random

    @property
    def paragraphs(self) -> list[str]:
        return [words for tag, words in self.body if tag == "p"]

    def teaser(self) -> str:
        return self.rng.choice(TEASERS)

    def at(self, form: str) -> str:
        when = local(self.published)
        return when.strftime(form).replace("{month}", MONTHS[when.month - 1])

    def parts(self, **attributes: str) -> list[str]:
        """Return the body as markup, list items in lists."""
        made, open_list = [], False
        for tag, words in self.body:
            if (tag == "li") != open_list:
                made.append("<ul>" if tag == "li" else "</ul>")
                open_list = tag == "li"
            made.append(f"<{tag}{attributes.get(tag, '')}>{html.escape(words, quote=False)}</{tag}>")
        return [*made, "</ul>"] if open_list else made


def frame(head: str, middle: str, attributes: str = 'lang="ur" dir="rtl"') -> str:
    menu = "".join(
        f'<li class="menu-item"><a href="/{at}">{name}</a></li>'
        for at, name in enumerate(("پاکستان", "دنیا", "کھیل", "شوبز", "کاروبار", "دلچسپ و عجیب", "بلاگ", "ویڈیوز"))
    )
    return f"""<!DOCTYPE html><html {attributes}><head><meta name="viewport" content="width=device-width">{head}<style>body{{margin:0}}</style></head><body>
<div class="topbar"><span>Saturday, January 03, 2026</span><ul>{menu}</ul></div>{middle}
<footer id="colophon"><ul>{menu}</ul><p>Copyright © 2026. All Rights Reserved</p></footer><script>window.q=[]</script></body></html>"""


def weave(parts: list[str], *extras: str) -> str:
    """Put extras after the first parts, one after each."""
    out = list(parts)
    for at, extra in enumerate(extras):
        out.insert(min(1 + 2 * at, len(out)), extra)
    return "\n".join(out)


def midnight(story: Story) -> None:
    """Let the story be dated to the day only, as its page does."""
    story.published -= timedelta(hours=local(story.published).hour, minutes=local(story.published).minute)
