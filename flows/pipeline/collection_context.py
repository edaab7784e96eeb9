"""The tools that collect an outlet, and the row that a request leaves."""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.news.article import hash_body, hash_id
from flows.news.listings.poll_schedule import not_before
from flows.news.outlets.sources import Outlet
from flows.news.pages.archive import Archive
from flows.news.pages.soft404 import Soft404Cache
from flows.news.sandbox import SandboxPool
from flows.news.web.fetch import Fetcher, validator
from flows.news.web.response import FetchFailure, RequestKind, Response
from flows.pipeline.outlet_batch import OutletState
from flows.run_statistics import Request

EXTRACTION_SECONDS = 10.0
"""Seconds that a page may take to become an article."""


@dataclass(frozen=True, slots=True)
class CollectTools:
    """What collecting uses, one set for all outlets of a run; `soft404s` holds what hosts answer for missing pages."""

    fetcher: Fetcher
    pool: SandboxPool
    archive: Archive
    soft404s: Soft404Cache = field(default_factory=Soft404Cache)


@dataclass(frozen=True, slots=True)
class OutletContext:
    """An outlet, what is known of it, and the tools that collect it."""

    outlet: Outlet
    seen: OutletState
    tools: CollectTools


def request_row(outlet: Outlet, url: str, kind: RequestKind, answer: Response | FetchFailure) -> Request:
    """Return the row of a request, without validators for a sitemap index, so that its sitemaps are asked each time."""
    came = answer.answer if isinstance(answer, FetchFailure) else answer
    index = kind is RequestKind.SITEMAP and came is not None and came.is_index
    return Request(
        id=hash_id("request", outlet.id, url, answer.fetched_at.isoformat()),
        outlet=outlet.id,
        url=url,
        kind=kind,
        fetched_at=answer.fetched_at,
        status=answer.status,
        reason=answer.reason if isinstance(answer, FetchFailure) else None,
        bytes=len(came.body) if came else 0,
        etag=validator(came.header("etag")) if came and not index else None,
        last_modified=validator(came.header("last-modified")) if came and not index else None,
        retry_after=not_before(answer),
        body=hash_body(came.body) if came and came.body and not index else None,
        moved_to=None if isinstance(answer, FetchFailure) else answer.moved_to,
    )
