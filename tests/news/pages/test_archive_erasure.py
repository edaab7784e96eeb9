"""An erased page is removed from the archive, and all others stay unchanged."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from flows.news.article import Link, Page
from flows.news.pages.archive import Archive, read_warc
from flows.news.pages.archive_erasure import erase

NOW = datetime(2026, 11, 26, tzinfo=UTC)


def page(number: int) -> Page:
    url = f"https://a.example/{number}"
    link = Link("demo", url, "https://a.example/feed")
    return Page("demo", url, url, NOW, 200, (("Content-Type", "text/html"),), b"<p>%d</p>" % number, link)


def test_an_erased_page_is_gone_and_the_others_stay(tmp_path: Path) -> None:
    with Archive(tmp_path, uuid4()) as archive:
        for number in range(3):
            archive.write(page(number))
    (file,) = tmp_path.rglob("*.warc.gz")
    before = {item.url: item for item in read_warc(file)}
    assert erase(tmp_path, frozenset({"https://nowhere.example/"})) == 0
    assert erase(tmp_path, frozenset({"https://a.example/1"})) >= 1
    after = {item.url: item for item in read_warc(file)}
    assert after == {url: item for url, item in before.items() if url != "https://a.example/1"}
    assert len(after) == 2
    assert list(tmp_path.rglob("*.new")) == []
