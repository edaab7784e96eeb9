"""The pages: what each one shows of the material, filled into its template in one language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
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
from dashboards.i18n import Localizer, words
from dashboards.outlet_comparison import compare
from dashboards.page_data import DAILY_WINDOW, ContactSummary, OutletSummary, PageData
from dashboards.planned_calendar import planned_calendar
from dashboards.questions import QuestionResult
from dashboards.service_health import judge
from dashboards.share_images import HEIGHT, WIDTH, card_name
from dashboards.templating import HtmlPage, file_of, filled, html_page
from dashboards.timeline import lay_out
from flows.alerts.sanitize import clean, on_this_machine

MENU = ("now", "timeline", "outlets", "edits", "search", "ask")
BEFORE_THAT = 6
MOST_PLANS = 6
MOST_RUNS = 12
SPARK = 26
"""Height in pixels of the busiest day's bar."""


@dataclass(frozen=True, slots=True)
class Sparkline:
    """Articles a day over two weeks: bars in pixels, oldest first, and what they stand for."""

    bars: tuple[int, ...]
    total: int
    most: int


@dataclass(frozen=True, slots=True)
class Site:
    """All that the pages share in every language."""

    material: PageData
    answers: tuple[QuestionResult, ...]
    base: str
    zone: ZoneInfo
    trust: Mapping[str, Trust]

    def contact_pages(self, voice: Localizer, kept: FragmentCache) -> Iterator[HtmlPage]:
        """Make the page of every contact in one language, and for merged ones a page that leads on."""
        material = self.material
        shared = self._shared(voice, home="../", root="../../")
        reported_by = [(outlet.outlet, outlet.name, outlet.timezone) for outlet in material.outlets]
        for place, contact in enumerate(material.contacts):
            urls = {report.url for report in material.reports.get(contact.contact, ())}
            shown = (
                material.contacts[max(place - 1, 0) : place + 2],
                material.reports.get(contact.contact),
                material.changes.get(contact.contact),
                self.trust[contact.contact],
                [(edit.url, edit.seen_after) for edit in material.edits if edit.url in urls],
            )
            part = kept.part((voice, place == 0, shown, reported_by), partial(self._part, voice, place, shared))
            context = shared | {"title": part.title, "description": part.description, "main": part.main}
            context["picture"] = self._picture(contact)
            yield html_page(f"contacts/{file_of(contact.contact)}", "page_around_main.html", context)
        for merged in material.merged:
            title = voice.say("contact.moved")
            context = {"target": merged.root, "title": title, "description": f"{title}: {merged.root}"}
            yield html_page(f"contacts/{file_of(merged.contact)}", "merged_contact.html", shared | context)

    def menu_pages(self, voice: Localizer, kept: FragmentCache) -> Iterator[HtmlPage]:
        """Make the pages of the menu in one language."""
        standing, today = self.material.standing, voice.local_day(self.material.now)
        leaders = lay_out(standing, today).leaders
        shared = self._shared(voice, home="", root="../")
        made = {
            "now": self._now(voice) | {"drawing": charts.by_month(self._real(), today, voice)},
            "timeline": self._timeline(voice) | {"drawing": charts.by_year(self._real(), leaders, today, voice)},
            "outlets": self._outlets(voice),
            "edits": edits_values(voice, self.material.edits),
            "search": self._search(voice, kept),
            "ask": self._ask(voice),
        }
        for name in MENU:
            path = "index.html" if name == "now" else f"{name}.html"
            yield html_page(path, f"{name}.html", shared | {"here": name} | made[name])
        yield html_page("embed.html", "embed.html", shared | made["timeline"])

    def edit_pages(self, voice: Localizer, kept: FragmentCache) -> Iterator[HtmlPage]:
        """Make the page of every changed article in one language."""
        shared = self._shared(voice, home="../", root="../../") | {"here": "edits"}
        for edit in self.material.edits:
            part = kept.part((voice, edit, shared["f"].name(edit.outlet)), partial(edit_part, edit, shared))
            context = shared | {"title": part.title, "description": part.description, "main": part.main}
            yield html_page(f"edits/{file_of_edit(edit)}", "page_around_main.html", context)

    def answer_pages(self, voice: Localizer) -> Iterator[HtmlPage]:
        """Make the page of every documented question in one language."""
        shared = self._shared(voice, home="../", root="../../") | {"here": "ask"}
        for place, answer in enumerate(self.answers):
            title = answer.title(voice)
            own = {
                "answer": answer,
                "earlier": self.answers[place - 1] if place else None,
                "later": self.answers[place + 1] if place + 1 < len(self.answers) else None,
                "title": title,
                "description": title,
            }
            yield html_page(f"ask/{answer.name}.html", "question.html", shared | own)

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield the path and the text of every file that both languages share: answers, and the planned contacts."""
        yield "planned.ics", planned_calendar(self.material.plans, demo=self._demo())
        for answer in self.answers:
            for ending, text in answer.files:
                yield f"ask/{answer.name}.{ending}", text

    def _shared(self, voice: Localizer, *, home: str, root: str) -> dict[str, Any]:
        material = self.material
        names = {outlet.outlet: clean(outlet.name) or outlet.outlet for outlet in material.outlets}
        zones = _Zones({outlet.outlet: outlet.timezone for outlet in material.outlets})
        fragments = Fragments(voice, names, dict(self.trust))
        shared = {
            "voice": voice,
            "t": voice.plain(),
            "here": "",
            "home": home,
            "root": root,
            "now": material.now,
            "base": self.base,
            "menu": MENU,
            "health": judge(material),
            "demo": self._demo(),
            "standing": material.standing,
            "trust": self.trust,
            "f": fragments,
            "comma": voice.say("page.comma"),
            "between": voice.say("page.between"),
            "lead": lambda contact, account: lead(fragments, contact, account, zones),
            "zones": zones,
            "scripts": assets.scripts(),
            "style": assets.style(),
            "sprite": assets.sprite(),
            "favicon": assets.ICON,
            "picture": {"path": "card.png", "size": assets.CARD},
        }
        return shared | {name: Markup(filled(f"{name}.html", shared)) for name in ("status", "foot")}  # noqa: S704 - our own templates

    def _picture(self, contact: ContactSummary) -> dict[str, Any]:
        return {"path": f"cards/{card_name(contact, self.trust[contact.contact])}", "size": (WIDTH, HEIGHT)}

    def _demo(self) -> bool:
        return any(on_this_machine(outlet.homepage) for outlet in self.material.outlets)

    def _real(self) -> list[ContactSummary]:
        """Return the contacts that are counted: those held to have taken place, without the demo's."""
        return [contact for contact in self.material.standing if not self.trust[contact.contact].demo]

    def _now(self, voice: Localizer) -> dict[str, Any]:
        material, standing, today = self.material, self.material.standing, voice.local_day(self.material.now)
        latest = next((contact for contact in standing if contact.dates.date_to is None or
                       contact.dates.date_to <= today + timedelta(days=1)), None)  # fmt: skip
        real = self._real()
        by_year = Counter(contact.dates.date_to.year for contact in real if contact.dates.date_to)
        year, month = today.year, today.year * charts.MONTHS_A_YEAR + today.month - 1
        recent_months = [one for one in map(charts.month_of, real) if one and month - charts.MONTHS < one <= month]
        used = {contact.details.channel for contact in real}
        title = voice.say("now.title")
        return {
            "title": title,
            "description": f"{title}: {what_and_who(voice, latest)}, {voice.when(latest)}"
            if latest
            else voice.say("page.tagline"),
            "latest": latest,
            **({"picture": self._picture(latest)} if latest else {}),
            "account": compare(material.reports.get(latest.contact, ())) if latest else None,
            "first_year": min(by_year, default=year),
            "years": [(year, by_year[year]), (year - 1, by_year[year - 1])],
            "months": len(recent_months),
            "counted": len(real),
            "channels": [channel for channel in charts.CHANNELS if channel in used],
            "alerts": material.alerts,
            "plans": material.plans[:MOST_PLANS],
            "by_id": {contact.contact: contact for contact in material.contacts},
            "recent": [contact for contact in standing if contact is not latest][:BEFORE_THAT],
        }

    def _timeline(self, voice: Localizer) -> dict[str, Any]:
        standing = self.material.standing
        chart = lay_out(standing, voice.local_day(self.material.now))
        years = groupby(standing, key=lambda contact: contact.dates.date_to.year if contact.dates.date_to else 0)
        title = voice.say("timeline.title")
        lead = voice.say("timeline.lead", count=len(standing), year=chart.first_year)
        return {
            "title": title,
            "description": f"{title}: {lead}",
            "chart": chart,
            "by_year": [(year, list(contacts)) for year, contacts in years],
        }

    def _part(self, voice: Localizer, place: int, shared: dict[str, Any]) -> ContactFragment:
        own = contact_values(voice, self.material, place)
        main = filled("contact.html", shared | own | {"layout": "main_only.html"})
        return ContactFragment(own["title"], own["description"], main)

    def _outlets(self, voice: Localizer) -> dict[str, Any]:
        health = judge(self.material)
        return {
            "title": voice.say("outlets.title"),
            "description": voice.say("outlets.lead", total=health.outlets, alive=health.alive),
            "outlets": self.material.outlets,
            "quiet": [outlet for outlet in self.material.outlets if outlet.quiet],
            "rhythms": self._rhythms(self.material.outlets, voice),
            "runs": self.material.runs[:MOST_RUNS],
        }

    def _rhythms(self, outlets: Sequence[OutletSummary], voice: Localizer) -> dict[str, Sparkline]:
        today = voice.local_day(self.material.now)
        days = [today - timedelta(days=ago) for ago in reversed(range(DAILY_WINDOW.days))]
        counts = {(row.outlet, row.day): row.articles for row in self.material.rhythm}
        rhythms = {}
        for outlet in outlets:
            daily = [counts.get((outlet.outlet, day), 0) for day in days]
            most = max(daily)
            bars = tuple(max(round(SPARK * count / most), 2) if count else 1 for count in daily) if most else (1,) * 14
            rhythms[outlet.outlet] = Sparkline(bars, sum(daily), most)
        return rhythms

    def _search(self, voice: Localizer, kept: FragmentCache) -> dict[str, Any]:
        material = self.material
        known = {outlet.outlet: clean(outlet.name) or outlet.outlet for outlet in material.outlets}
        names = {key: known.get(key) or clean(key) for key in material.searched}
        listed = dict(sorted(names.items(), key=lambda item: item[1].casefold()))
        verdicts = {key: voice.label("verdicts", key) for key in words()["verdicts"]}
        months = [(one.month, one.articles, voice.whole_month(one.month)) for one in material.months]
        total = sum(one.articles for one in material.months)
        return {
            "title": voice.say("search.title"),
            "description": voice.say("search.lead", count=total, month=months[-1][2] if months else "–"),
            "headlines": material.headlines,
            "total": total,
            "names": listed,
            "verdicts": verdicts,
            "months": months,
            "data": {"names": listed, "verdicts": verdicts, "months": months, "spellings": spellings(kept)},
        }

    def _ask(self, voice: Localizer) -> dict[str, Any]:
        title = voice.say("ask.title")
        return {"title": title, "description": voice.say("ask.lead", count=len(self.answers)), "answers": self.answers}


class _Zones(dict[str, str]):
    """Time zones by outlet; an outlet that is not registered has none."""

    def __missing__(self, outlet: str) -> str:
        return ""
