"""What the fork server imports, so that a new child process reads its first page as fast as the others."""

from __future__ import annotations

from flows.news.pages import extract, page_to_article  # noqa: F401 - imported late where they are used
from flows.news.pages.clean import compile_patterns

compile_patterns()
