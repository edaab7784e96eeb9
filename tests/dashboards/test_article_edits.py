"""Both versions of a changed article are shown side by side, with their times, and contacts link to them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from lxml import html

from dashboards.article_edits import EditRow, compare_versions
from dashboards.page_data import Edit
from flows.news.version_diff import DiffPiece

NOW = datetime(2026, 11, 30, tzinfo=UTC)


def parsed(page: Path) -> html.HtmlElement:
    return html.parse(page, parser=html.HTMLParser(encoding="utf-8")).getroot()


def test_words_that_changed_are_marked_and_sentences_that_did_not_are_counted() -> None:
    before = "ایک\nدو تین چار\nپانچ\nچھ\nسات"
    after = "ایک\nدو تیس چار\nپانچ\nچھ\nنیا پیراگراف\nسات"
    changes = compare_versions(
        Edit("o", "https://o.example/1", "سرخی", "سرخی", before, after, NOW, NOW + timedelta(hours=1))
    )
    assert changes == (
        EditRow(same=2),
        EditRow(
            (DiffPiece("دو "), DiffPiece("تین ", changed=True), DiffPiece("چار")),
            (DiffPiece("دو "), DiffPiece("تیس ", changed=True), DiffPiece("چار")),
        ),
        EditRow(same=2),
        EditRow((), (DiffPiece("نیا پیراگراف", changed=True),)),
        EditRow(same=1),
    )


def test_a_changed_article_has_a_page_that_its_contact_leads_to(site: Path, made: dict[str, Any]) -> None:
    for language in ("ur", "en"):
        (link,) = parsed(site / language / "edits.html").cssselect(".feed a")
        page = parsed(site / language / link.get("href"))
        assert [node.text for node in page.cssselect("del")] == ["گزشتہ روز"]
        assert [node.text for node in page.cssselect("ins")] == ["بدھ کو", "خط میں یوکرین کا ذکر ہے۔"]
        assert len({node.get("datetime") for node in page.cssselect(".heads time")}) == 2
        contact = parsed(site / language / "contacts" / f"{made['into']}.html")
        assert [node.get("href") for node in contact.cssselect(".report a.badge")] == [f"../{link.get('href')}"]
