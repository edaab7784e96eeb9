"""Imported by the server that children are forked from: it reads one page, so that no child compiles rules anew.

What the first page of a process costs, half a second of imports, patterns and tables, is paid once for all children.
"""

from datetime import UTC, datetime

from flows.news.article import Page, Rules
from flows.news.reading import read_page

_TEXT = "اسلام آباد (نمائندہ خصوصی) وزیر اعظم نے کہا ہے کہ حکومت عوام کو سہولتیں دینے کے لیے اقدامات کر رہی ہے۔ "
_BODY = "".join(f"<p>{number} {_TEXT * 3}</p>" for number in range(6))
_PAGE = f'<html lang="ur"><head><title>خبر</title></head><body><div><h1>خبر</h1>{_BODY}</div></body></html>'

read_page(
    Page(
        outlet="warm",
        url="https://warm.invalid/1",
        final_url="https://warm.invalid/1",
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=_PAGE.encode(),
    ),
    Rules(),
)
