"""The pages other than those of contacts: the values of each, rendered in one language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from dashboards import assets, charts
from dashboards.article_edits import edit_part, edits_values, file_of_edit
from dashboards.cache import ContactFragment, FragmentCache
from dashboards.contact_confidence import Trust
from dashboards.contact_page import contact_values, lead, what_and_who
from dashboards.fragments import Fragments
from dashboards.headlines import spellings
from dashboards.i18n import Locale, words
from dashboards.outlet_comparison import compare
from dashboards.page_data import DAILY_WINDOW, ContactSummary, PageData
from dashboards.planned_calendar import planned_calendar
from dashboards.questions import QuestionResult
from dashboards.service_health import judge
from dashboards.share_images import HEIGHT, WIDTH, share_image_name
from dashboards.templating import HtmlPage, file_of, filled, html_page
from dashboards.timeline import lay_out
from flows.alerts.sanitize import clean, on_this_machine

MENU = ("now", "timeline", "outlets", "edits", "search", "ask")
BEFORE_THAT = 6
MOST_PLANS = 6
MOST_RUNS = 12
SPARK = 26
"""Height in pixels of the longest bar."""


@dataclass(frozen=True, slots=True)
class Sparkline:
    """Articles per day over two weeks: bars in pixels, oldest first, their sum and the highest number."""

    bars: tuple[int, ...]
    total: int
    most: int


@dataclass(frozen=True, slots=True)
class Site:
    """The data of all pages, whatever their language."""

    data: PageData
    answers: tuple[QuestionResult, ...]
    base: str
    zone: ZoneInfo
    trust: Mapping[str, Trust]

    def contact_pages(self, locale: Locale, cache: FragmentCache) -> Iterator[HtmlPage]:
        """Yield the page of every contact in one language; that of a merged contact links to the other contact."""
        data = self.data
        shared = self._shared(locale, home="../", root="../../")
        reported_by = [(outlet.outlet, outlet.name, outlet.timezone) for outlet in data.outlets]
        for place, contact in enumerate(data.contacts):
            urls = {report.url for report in data.reports.get(contact.contact, ())}
            shown = (
                data.contacts[max(place - 1, 0) : place + 2],
                data.reports.get(contact.contact),
                data.changes.get(contact.contact),
                self.trust[contact.contact],
                [(edit.url, edit.seen_after) for edit in data.edits if edit.url in urls],
            )
            part = cache.part((locale, place == 0, shown, reported_by), partial(self._part, locale, place, shared))
            context = shared | {"title": part.title, "description": part.description, "main": part.main}
            context["picture"] = self._picture(contact)
            yield html_page(f"contacts/{file_of(contact.contact)}", "page_around_main.html", context)
        for merged in data.merged:
            title = locale.say("contact.moved")
            context = {"target": merged.root, "title": title, "description": f"{title}: {merged.root}"}
            yield html_page(f"contacts/{file_of(merged.contact)}", "merged_contact.html", shared | context)

    def menu_pages(self, locale: Locale, cache: FragmentCache) -> Iterator[HtmlPage]:
        """Yield the pages of the menu in one language."""
        standing, today = self.data.standing, locale.local_day(self.data.now)
        leaders = lay_out(standing, today).leaders
        shared = self._shared(locale, home="", root="../")
        made = {
            "now": self._now(locale) | {"drawing": charts.by_month(self._real(), today, locale)},
            "timeline": self._timeline(locale) | {"drawing": charts.by_year(self._real(), leaders, today, locale)},
            "outlets": self._outlets(locale),
            "edits": edits_values(locale, self.data.edits),
            "search": self._search(locale, cache),
            "ask": self._ask(locale),
        }
        for name in MENU:
            path = "index.html" if name == "now" else f"{name}.html"
            yield html_page(path, f"{name}.html", shared | {"here": name} | made[name])
        yield html_page("embed.html", "embed.html", shared | made["timeline"])

    def edit_pages(self, locale: Locale, cache: FragmentCache) -> Iterator[HtmlPage]:
        """Yield the page of every changed article in one language."""
        shared = self._shared(locale, home="../", root="../../") | {"here": "edits"}
        for edit in self.data.edits:
            part = cache.part((locale, edit, shared["f"].name(edit.outlet)), partial(edit_part, edit, shared))
            context = shared | {"title": part.title, "description": part.description, "main": part.main}
            yield html_page(f"edits/{file_of_edit(edit)}", "page_around_main.html", context)

    def answer_pages(self, locale: Locale) -> Iterator[HtmlPage]:
        """Yield the page of every worked question in one language."""
        shared = self._shared(locale, home="../", root="../../") | {"here": "ask"}
        for place, answer in enumerate(self.answers):
            title = answer.title(locale)
            own = {
                "answer": answer,
                "earlier": self.answers[place - 1] if place else None,
                "later": self.answers[place + 1] if place + 1 < len(self.answers) else None,
                "title": title,
                "description": title,
            }
            yield html_page(f"ask/{answer.name}.html", "question.html", shared | own)

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield path and text of every file that is not a page: answers, and the calendar of planned contacts."""
        yield "planned.ics", planned_calendar(self.data.plans, demo=self._demo())
        for answer in self.answers:
            for ending, text in answer.files:
                yield f"ask/{answer.name}.{ending}", text

    def _shared(self, locale: Locale, *, home: str, root: str) -> dict[str, Any]:
        data = self.data
        names = {outlet.outlet: clean(outlet.name) or outlet.outlet for outlet in data.outlets}
        zones = _Zones({outlet.outlet: outlet.timezone for outlet in data.outlets})
        fragments = Fragments(locale, names, dict(self.trust))
        shared = {
            "locale": locale,
            "t": locale.plain(),
            "here": "",
            "home": home,
            "root": root,
            "now": data.now,
            "base": self.base,
            "menu": MENU,
            "health": judge(data),
            "demo": self._demo(),
            "standing": data.standing,
            "trust": self.trust,
            "f": fragments,
            "comma": locale.say("page.comma"),
            "between": locale.say("page.between"),
            "lead": lambda contact, account: lead(fragments, contact, account, zones),
            "zones": zones,
            "scripts": assets.scripts(),
            "style": assets.style(),
            "sprite": assets.sprite(),
            "favicon": assets.ICON,
            "picture": {"path": "card.png", "size": assets.SHARE_IMAGE_SIZE},
        }
        return shared | {name: Markup(filled(f"{name}.html", shared)) for name in ("status", "foot")}  # noqa: S704 - our own templates

    def _picture(self, contact: ContactSummary) -> dict[str, Any]:
        return {"path": f"cards/{share_image_name(contact, self.trust[contact.contact])}", "size": (WIDTH, HEIGHT)}

    def _demo(self) -> bool:
        return any(on_this_machine(outlet.homepage) for outlet in self.data.outlets)

    def _real(self) -> list[ContactSummary]:
        """Return the contacts that count: those taken to have happened, without those of the demo."""
        return [contact for contact in self.data.standing if not self.trust[contact.contact].demo]

    def _now(self, locale: Locale) -> dict[str, Any]:
        data, standing, today = self.data, self.data.standing, locale.local_day(self.data.now)
        latest = next((contact for contact in standing if contact.dates.date_to is None or
                       contact.dates.date_to <= today + timedelta(days=1)), None)  # fmt: skip
        real = self._real()
        by_year = Counter(contact.dates.date_to.year for contact in real if contact.dates.date_to)
        year, month = today.year, today.year * charts.MONTHS_A_YEAR + today.month - 1
        recent_months = [one for one in map(charts.month_of, real) if one and month - charts.MONTHS < one <= month]
        used = {contact.details.channel for contact in real}
        title = locale.say("now.title")
        return {
            "title": title,
            "description": f"{title}: {what_and_who(locale, latest)}, {locale.when(latest)}"
            if latest
            else locale.say("page.tagline"),
            "latest": latest,
            **({"picture": self._picture(latest)} if latest else {}),
            "account": compare(data.reports.get(latest.contact, ())) if latest else None,
            "first_year": min(by_year, default=year),
            "years": [(year, by_year[year]), (year - 1, by_year[year - 1])],
            "months": len(recent_months),
            "counted": len(real),
            "channels": [channel for channel in charts.CHANNELS if channel in used],
            "alerts": data.alerts,
            "plans": data.plans[:MOST_PLANS],
            "by_id": {contact.contact: contact for contact in data.contacts},
            "recent": [contact for contact in standing if contact is not latest][:BEFORE_THAT],
        }

    def _timeline(self, locale: Locale) -> dict[str, Any]:
        standing = self.data.standing
        chart = lay_out(standing, locale.local_day(self.data.now))
        years = groupby(standing, key=lambda contact: contact.dates.date_to.year if contact.dates.date_to else 0)
        title = locale.say("timeline.title")
        lead = locale.say("timeline.lead", count=len(standing), year=chart.first_year)
        return {
            "title": title,
            "description": f"{title}: {lead}",
            "chart": chart,
            "by_year": [(year, list(contacts)) for year, contacts in years],
        }

    def _part(self, locale: Locale, place: int, shared: dict[str, Any]) -> ContactFragment:
        own = contact_values(locale, self.data, place)
        main = filled("contact.html", shared | own | {"layout": "main_only.html"})
        return ContactFragment(own["title"], own["description"], main)

    def _outlets(self, locale: Locale) -> dict[str, Any]:
        health = judge(self.data)
        return {
            "title": locale.say("outlets.title"),
            "description": locale.say("outlets.lead", total=health.outlets, alive=health.alive),
            "outlets": self.data.outlets,
            "quiet": [outlet for outlet in self.data.outlets if outlet.quiet],
            "sparklines": self._sparklines(locale),
            "runs": self.data.runs[:MOST_RUNS],
        }

    def _sparklines(self, locale: Locale) -> dict[str, Sparkline]:
        today = locale.local_day(self.data.now)
        days = [today - timedelta(days=ago) for ago in reversed(range(DAILY_WINDOW.days))]
        counts = {(row.outlet, row.day): row.articles for row in self.data.daily_articles}
        sparklines = {}
        for outlet in self.data.outlets:
            daily = [counts.get((outlet.outlet, day), 0) for day in days]
            most = max(daily)
            bars = tuple(max(round(SPARK * count / most), 2) if count else 1 for count in daily) if most else (1,) * 14
            sparklines[outlet.outlet] = Sparkline(bars, sum(daily), most)
        return sparklines

    def _search(self, locale: Locale, cache: FragmentCache) -> dict[str, Any]:
        data = self.data
        known = {outlet.outlet: clean(outlet.name) or outlet.outlet for outlet in data.outlets}
        names = {key: known.get(key) or clean(key) for key in data.searched}
        listed = dict(sorted(names.items(), key=lambda item: item[1].casefold()))
        verdicts = {key: locale.label("verdicts", key) for key in words()["verdicts"]}
        months = [(one.month, one.articles, locale.whole_month(one.month)) for one in data.months]
        total = sum(one.articles for one in data.months)
        return {
            "title": locale.say("search.title"),
            "description": locale.say("search.lead", count=total, month=months[-1][2] if months else "–"),
            "headlines": data.headlines,
            "total": total,
            "names": listed,
            "verdicts": verdicts,
            "months": months,
            "data": {"names": listed, "verdicts": verdicts, "months": months, "spellings": spellings(cache)},
        }

    def _ask(self, locale: Locale) -> dict[str, Any]:
        title = locale.say("ask.title")
        return {"title": title, "description": locale.say("ask.lead", count=len(self.answers)), "answers": self.answers}


class _Zones(dict[str, str]):
    """Time zones by outlet; empty for outlets that are not registered."""

    def __missing__(self, outlet: str) -> str:
        return ""
