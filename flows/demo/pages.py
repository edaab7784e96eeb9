"""The website of an invented outlet: what the server answers at each path."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from zoneinfo import ZoneInfo

import jinja2

from flows.demo.invented_articles import Day, DemoArticle, DemoOutlet

NOTICE = (
    "نمائش (demo): یہ اخبار، یہ خبریں اور ان کے اقتباسات فرضی ہیں اور صرف رابطہ (Rabita) کی جانچ کے لیے لکھے گئے ہیں۔"
)

FEEDS = {  # kind → (address, template, content type)
    "rss": ("/feed/", "feeds/rss.xml", "application/rss+xml; charset=utf-8"),
    "atom": ("/urdu/atom.xml", "feeds/atom.xml", "application/atom+xml; charset=utf-8"),
    "rdf": ("/index.rdf", "feeds/rdf.xml", "application/rdf+xml; charset=utf-8"),
    "sitemap": ("/sitemap-news.xml", "feeds/sitemap.xml", "application/xml; charset=utf-8"),
}
ANYWHERE = "*"
"""The key of the answer to all other paths."""
_HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Resource:
    """The answer at one path: body, content type, time of the last change (aware), and a weak ETag of the body."""

    body: bytes
    content_type: str
    modified: datetime
    etag: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "etag", f'W/"{hashlib.sha256(self.body).hexdigest()[:16]}"')


def render(outlet: DemoOutlet, origin: str, now: datetime) -> dict[str, Resource]:
    """Return the site of an outlet at `now`, by path.

    `origin` is scheme, host and port without a slash at the end. Pages link to the other articles of the outlet, so
    that every text is surrounded by headlines.
    """
    templates = jinja2.Environment(
        loader=jinja2.PackageLoader("flows.demo", "."), undefined=jinja2.StrictUndefined, autoescape=True
    )
    templates.filters.update(rfc822=format_datetime, urdu_day=_urdu_day)
    templates.globals.update(outlet=outlet, origin=origin, notice=NOTICE, now=now.astimezone(ZoneInfo(outlet.timezone)))

    def resource(template: str, content_type: str, modified: datetime, **values: Any) -> Resource:  # noqa: ANN401
        body = templates.get_template(template).render(**values)
        return Resource(body.encode(), content_type, modified.astimezone(UTC))

    if outlet.health == "walled":
        return {ANYWHERE: resource("layouts/wall.html", _HTML, now)}
    newest = outlet.articles[0].published
    feed_path, feed_template, feed_type = FEEDS[outlet.feed]
    layout = f"layouts/{outlet.layout}.html"
    return {
        "/": resource("layouts/front.html", _HTML, newest, articles=outlet.articles),
        "/robots.txt": resource("feeds/robots.txt", "text/plain; charset=utf-8", newest),
        feed_path: resource(feed_template, feed_type, newest, articles=outlet.articles, feed_path=feed_path),
        **{
            article.path: resource(layout, _HTML, article.published, article=article, others=_others(outlet, article))
            for article in outlet.articles
        },
    }


def missing() -> Resource:
    """Return the page for unknown paths."""
    body = f'<!doctype html><html lang="ur" dir="rtl"><title>404</title><h1>صفحہ نہیں ملا</h1><p>{NOTICE}</p></html>'
    return Resource(body.encode(), _HTML, datetime(2026, 1, 1, tzinfo=UTC))


def _others(outlet: DemoOutlet, article: DemoArticle) -> list[DemoArticle]:
    return [other for other in outlet.articles if other is not article]


def _urdu_day(moment: datetime) -> str:
    return Day(moment.date()).full
