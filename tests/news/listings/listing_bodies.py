"""Bodies of listings for tests, and responses with them."""

from __future__ import annotations

from datetime import UTC, datetime

from flows.news.outlets.sources import Outlet, Section
from flows.news.web.response import Response

ADDRESS = "https://misaal.example/feed/"


def outlet(zone: str = "Asia/Karachi", sections: tuple[Section, ...] = ()) -> Outlet:
    return Outlet(
        id="misaal",
        name="مثال",
        homepage="https://misaal.example/",
        country="PK",
        tier=1,
        timezone=zone,
        feeds=(ADDRESS,),
        sections=sections,
    )


def answer(body: str | bytes, content_type: str = "", address: str = ADDRESS) -> Response:
    raw = body.encode() if isinstance(body, str) else body
    return Response(address, address, 200, (("Content-Type", content_type),), raw, datetime(2026, 11, 28, tzinfo=UTC))


def rss(*items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    return f'{head}<rss version="2.0"><channel><title>مثال</title>{"".join(items)}</channel></rss>'


def item(number: int, date: str = "", title: str = "خبر") -> str:
    dated = f"<pubDate>{date}</pubDate>" if date else ""
    link = f"<link>https://misaal.example/n/{number}/?utm_source=rss</link>"
    return f"<item><title>{title} {number}</title>{link}{dated}</item>"
