"""Page to article: walls set apart, text extracted, cleaned, and Urdu or not. What a child process is given to do.

Kept apart from fetching and storing, so that a new child imports nothing that it does not need. What reads pages is
imported where it is used: the process that hands pages to children names this function and never calls it.
"""

from __future__ import annotations

from flows.news.article import Article, ExtractionRules, Page, Problem
from flows.news.pages.related_articles import NO_OTHERS, OtherArticles
from flows.news.pages.walls import Soft404Page, wall


def read_page(  # noqa: PLR0913 a page, and what is known of its outlet
    page: Page,
    rules: ExtractionRules,
    learnt: frozenset[str] = frozenset(),
    *,
    homepage: str | None = None,
    absent: Soft404Page | None = None,
    others: OtherArticles = NO_OTHERS,
) -> Article | Problem:
    """Turn one page into a clean Urdu article, or say why it is none; pure, and run in a child process.

    `homepage` is the outlet's and `absent` what its host answers for nothing, by which walls are known; a file that
    somebody has (status 0) is no wall. `others` are the outlet's other articles, whose lines are not this one's.
    """
    from flows.news.pages.clean import article
    from flows.news.pages.extract import extract

    draft = (wall(page, homepage, absent) if page.status else None) or extract(page, rules)
    if isinstance(draft, Problem):
        return draft
    made = article(page, draft, rules, learnt, others)
    if not (made.text or made.title):
        return Problem(made.outlet, made.url, "clean", "empty", "nothing but boilerplate", page.fetched_at)
    if made.lang != "ur":
        return Problem(made.outlet, made.url, "language", "not Urdu", f"reads as {made.lang}", page.fetched_at)
    return made
