"""The articles of the demo come out of extraction and cleaning exactly as they were written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.demo import serve
from flows.demo.invented_articles import DemoArticle, DemoOutlet, load_press
from flows.demo.pages import render
from flows.news.article import Link, Page
from flows.news.outlets.sources import Sources, load_sources
from flows.news.pages.clean import article as read
from flows.news.pages.extract import Draft, extract
from flows.news.urdu import match_key

NOW = datetime(2026, 3, 8, 6, 30, tzinfo=UTC)
ORIGIN = "http://127.0.0.1:1"


OPEN = [
    pytest.param(outlet, article, id=outlet.id + article.path.rstrip("/"))
    for outlet in load_press(NOW)
    for article in outlet.articles
    if not article.path.startswith("/members/")
]


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    with serve(NOW, tmp_path_factory.mktemp("demo")) as site:
        return load_sources(site.sources, allow_private=True)


@pytest.mark.parametrize(("outlet", "article"), OPEN)
def test_an_article_comes_out_as_it_was_written(outlet: DemoOutlet, article: DemoArticle, sources: Sources) -> None:
    url = ORIGIN + article.path
    resource = render(outlet, ORIGIN, NOW)[article.path]
    link = Link(outlet.id, url, ORIGIN, article.title, article.published)
    page = Page(outlet.id, url, url, NOW, 200, (("Content-Type", resource.content_type),), resource.body, link)
    rules = sources.by_id(outlet.id).rules
    draft = extract(page, rules)
    assert isinstance(draft, Draft)
    found = read(page, draft, rules)
    wanted = [paragraph.removeprefix("## ") for paragraph in article.paragraphs]
    assert [match_key(line) for line in found.text.splitlines()] == [match_key(line) for line in wanted]
    assert match_key(found.title) == match_key(article.title)
    assert found.published == article.published
    assert found.lang == "ur"
