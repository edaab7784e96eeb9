"""The pages: what each one shows of the material, filled into its template in one language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from dashboards import assets, charts
from dashboards.cache import ContactFragment, FragmentCache
from dashboards.comparison import Comparison, compare
from dashboards.data import DAILY_WINDOW, ContactStep, ContactSummary, OutletSummary, PageData
from dashboards.fragments import Fragments, clause, cleaned, icon, linked, source, urdu
from dashboards.i18n import Localizer, words
from dashboards.questions import QuestionResult
from dashboards.service_health import judge
from dashboards.timeline import lay_out
from flows.alerts.sanitize import clean, isolate, safe_link

MENU = ("now", "timeline", "outlets", "search", "ask")
BEFORE_THAT = 6
MOST_PLANS = 6
MOST_RUNS = 12
SPARK = 26
"""Height in pixels of the busiest day's bar."""
ADDRESS = re.compile(r"https?://[^\s|,;]+[^\s|,;.)]")


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """A page as it is written: its path below the language's folder, and its HTML."""

    path: str
    html: str


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

    def contact_pages(self, voice: Localizer, kept: FragmentCache) -> Iterator[HtmlPage]:
        """Make the page of every contact in one language, and for merged ones a page that leads on."""
        material = self.material
        shared = self._shared(voice, home="../", root="../../")
        told_by = [(outlet.outlet, outlet.name, outlet.timezone) for outlet in material.outlets]
        for place, contact in enumerate(material.contacts):
            shown = (
                material.contacts[max(place - 1, 0) : place + 2],
                material.reports.get(contact.contact),
                material.changes.get(contact.contact),
            )
            part = kept.part((voice, place == 0, shown, told_by), partial(self._part, voice, place, shared))
            context = shared | {"title": part.title, "description": part.description, "main": part.main}
            yield _page(f"contacts/{file_of(contact.contact)}", "cached_main.html", context)
        for merged in material.merged:
            title = voice.say("contact.moved")
            context = {"target": merged.root, "title": title, "description": f"{title}: {merged.root}"}
            yield _page(f"contacts/{file_of(merged.contact)}", "moved.html", shared | context)

    def menu_pages(self, voice: Localizer) -> Iterator[HtmlPage]:
        """Make the pages of the menu in one language."""
        standing, today = self.material.standing, self.material.now.date()
        leaders = lay_out(standing, today).leaders
        shared = self._shared(voice, home="", root="../")
        made = {
            "now": self._now(voice) | {"drawing": charts.by_month(standing, today, voice)},
            "timeline": self._timeline(voice) | {"drawing": charts.by_year(standing, leaders, today, voice)},
            "outlets": self._outlets(voice),
            "search": self._search(voice),
            "ask": self._ask(voice),
        }
        for name in MENU:
            path = "index.html" if name == "now" else f"{name}.html"
            yield _page(path, f"{name}.html", shared | {"here": name} | made[name])

    def _shared(self, voice: Localizer, *, home: str, root: str) -> dict[str, Any]:
        material = self.material
        names = {outlet.outlet: clean(outlet.name) or outlet.outlet for outlet in material.outlets}
        zones = _Zones({outlet.outlet: outlet.timezone for outlet in material.outlets})
        fragments = Fragments(voice, names)
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
            "standing": material.standing,
            "f": fragments,
            "comma": voice.say("page.comma"),
            "between": voice.say("page.between"),
            "lead": lambda contact, account: _lead(fragments, contact, account, zones),
            "zones": zones,
            "scripts": assets.scripts(),
            "style": assets.style(),
            "sprite": assets.sprite(),
            "favicon": assets.ICON,
            "card": assets.CARD,
        }
        return shared | {name: Markup(_filled(f"{name}.html", shared)) for name in ("status", "foot")}  # noqa: S704 - our own templates

    def _now(self, voice: Localizer) -> dict[str, Any]:
        material, standing = self.material, self.material.standing
        latest = next((contact for contact in standing if contact.dates.date_to is None or
                       contact.dates.date_to <= material.now.date() + timedelta(days=1)), None)  # fmt: skip
        by_year = Counter(contact.dates.date_to.year for contact in standing if contact.dates.date_to)
        year, month = material.now.year, material.now.year * 12 + material.now.month - 1
        recent_months = [one for one in map(charts.month_of, standing) if one and month - charts.MONTHS < one <= month]
        used = {contact.details.channel for contact in standing}
        title = voice.say("now.title")
        return {
            "title": title,
            "description": f"{title}: {_what(voice, latest)}, {voice.when(latest)}"
            if latest
            else voice.say("page.tagline"),
            "latest": latest,
            "account": self._account(latest) if latest else None,
            "first_year": min(by_year, default=year),
            "years": [(year, by_year[year]), (year - 1, by_year[year - 1])],
            "months": len(recent_months),
            "channels": [channel for channel in charts.CHANNELS if channel in used],
            "alerts": material.alerts,
            "plans": material.plans[:MOST_PLANS],
            "by_id": {contact.contact: contact for contact in material.contacts},
            "recent": [contact for contact in standing if contact is not latest][:BEFORE_THAT],
        }

    def _timeline(self, voice: Localizer) -> dict[str, Any]:
        standing = self.material.standing
        chart = lay_out(standing, self.material.now.date())
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
        own = self._contact(voice, place)
        main = _filled("contact.html", shared | own | {"layout": "main_only.html"})
        return ContactFragment(own["title"], own["description"], main)

    def _contact(self, voice: Localizer, place: int) -> dict[str, Any]:
        contacts = self.material.contacts
        contact = contacts[place]
        account = self._account(contact)
        what = _what(voice, contact)
        facts = [
            voice.sentence(what),
            voice.when(contact),
            voice.minutes(contact.details.duration_minutes) if contact.details.duration_minutes else "",
            voice.place(contact.details.place) if contact.details.place else "",
            voice.say("contact.first_line", outlet=account.first.outlet) if account.first else "",
        ]
        return {
            "contact": contact,
            "account": account,
            "title": voice.sentence(f"{what}, {voice.when(contact)}"),
            "description": voice.say("page.between").join(
                filter(None, [voice.sentence(what), voice.when(contact), *facts])
            ),
            "claims": list(_claims(voice, contact, account)),
            "reports": self.material.reports.get(contact.contact, ()),
            "changes": list(_steps(voice, self.material.changes.get(contact.contact, ()))),
            "later": contacts[place - 1] if place else None,
            "earlier": contacts[place + 1] if place + 1 < len(contacts) else None,
        }

    def _outlets(self, voice: Localizer) -> dict[str, Any]:
        health = judge(self.material)
        return {
            "title": voice.say("outlets.title"),
            "description": voice.say("outlets.lead", total=health.outlets, alive=health.alive),
            "outlets": self.material.outlets,
            "rhythms": self._rhythms(self.material.outlets),
            "runs": self.material.runs[:MOST_RUNS],
        }

    def _rhythms(self, outlets: Sequence[OutletSummary]) -> dict[str, Sparkline]:
        today = self.material.now.date()
        days = [today - timedelta(days=ago) for ago in reversed(range(DAILY_WINDOW.days))]
        counts = {(row.outlet, row.day): row.articles for row in self.material.rhythm}
        rhythms = {}
        for outlet in outlets:
            daily = [counts.get((outlet.outlet, day), 0) for day in days]
            most = max(daily)
            bars = tuple(max(round(SPARK * count / most), 2) if count else 1 for count in daily) if most else (1,) * 14
            rhythms[outlet.outlet] = Sparkline(bars, sum(daily), most)
        return rhythms

    def _search(self, voice: Localizer) -> dict[str, Any]:
        material = self.material
        names = {outlet.outlet: clean(outlet.name) or outlet.outlet for outlet in material.outlets}
        found = sorted({headline.outlet for headline in material.headlines}, key=lambda key: names.get(key, key))
        place = {key: index for index, key in enumerate(found)}
        verdicts = {key: voice.label("verdicts", key) for key in words()["verdicts"]}
        rows = [
            (
                round(one.reported_at.timestamp() / 60),
                place[one.outlet],
                cleaned(one.title),
                linked(one.url),
                one.verdict,
                file_of(one.contact) if one.contact else "",
            )
            for one in material.headlines
        ]
        listed = [names.get(key, clean(key)) for key in found]
        return {
            "title": voice.say("search.title"),
            "description": voice.say("search.lead", days=material.days, count=material.headline_count),
            "days": material.days,
            "headlines": material.headlines,
            "total": material.headline_count,
            "names": listed,
            "verdicts": verdicts,
            "data": {"names": listed, "verdicts": verdicts, "rows": rows},
        }

    def _ask(self, voice: Localizer) -> dict[str, Any]:
        title = voice.say("ask.title")
        return {"title": title, "description": voice.say("ask.lead", count=len(self.answers)), "answers": self.answers}

    def _account(self, contact: ContactSummary) -> Comparison:
        return compare(self.material.reports.get(contact.contact, ()))


class _Zones(dict[str, str]):
    """Time zones by outlet; an outlet that is not registered has none."""

    def __missing__(self, outlet: str) -> str:
        return ""


def _what(voice: Localizer, contact: ContactSummary) -> str:
    return f"{voice.name('channels', contact.details.channel)}, {voice.name('leaders', contact.details.us_leader)}"


def _lead(fragments: Fragments, contact: ContactSummary, account: Comparison, zones: dict[str, str]) -> str:
    """Say in a sentence who was first, who followed how much later, and when people were alerted."""
    voice, first = fragments.voice, account.first
    if first is None:
        return ""
    sentences = [voice.say("contact.first_line", outlet=fragments.name(first.outlet))]
    if account.second:
        lag = voice.lag(account.second, first, zones)
        sentences.append(voice.say("contact.second_line", lag=lag, outlet=fragments.name(account.second.outlet)))
    if contact.alerted_at and contact.alerted_at >= first.reported_at:
        sentences.append(voice.say("contact.alert_line", span=voice.lapse(contact.alerted_at - first.reported_at)))
    return voice.say("page.then").join(sentences) + voice.say("page.stop")


def _claims(
    voice: Localizer, contact: ContactSummary, account: Comparison
) -> Iterator[tuple[str, str, list[tuple[str, Sequence[str]]]]]:
    """Yield each fact: its name, how it is taken, and what the outlets say with who says so."""
    details = contact.details
    yield "day", voice.when(contact), [(voice.day(said.value), said.outlets) for said in account.days]
    taken = voice.minutes(details.duration_minutes) if details.duration_minutes else ""
    yield "duration", taken, [(voice.minutes(said.value), said.outlets) for said in account.durations]
    taken = voice.place(details.place) if details.place else ""
    yield "place", taken, [(voice.place(said.value), said.outlets) for said in account.places]
    taken = voice.name("channels", details.channel)
    yield "channel", taken, [(voice.name("channels", said.value), said.outlets) for said in account.channels]
    yield "topics", voice.topics(details.topics), [(voice.topic(said.value), said.outlets) for said in account.topics]


def _steps(voice: Localizer, changes: Iterable[ContactStep]) -> Iterator[tuple[ContactStep, list[str]]]:
    """Yield each step in the life of a contact with what is known since then that was not before."""
    known: list[str] = []
    for change in changes:
        shown = [
            voice.count("independent", change.outlets),
            voice.span(change.dates),
            voice.minutes(change.details.duration_minutes) if change.details.duration_minutes else "",
            voice.place(change.details.place) if change.details.place else "",
            change.became or "",
            voice.say("contact.known_as", contact=change.as_contact) if change.as_contact != change.contact else "",
        ]
        yield change, [bit for bit in shown if bit and bit not in known]
        known = shown


def file_of(contact: str) -> str:
    """Return the file name of a contact's page; it never changes."""
    return f"{re.sub(r'[^A-Za-z0-9._-]', '-', contact).lstrip('.')}.html"


def evidence(text: str) -> Markup:
    """Return the ledger's evidence with its addresses as links."""
    done, parts = 0, []
    for match in ADDRESS.finditer(text):
        parts.append(escape(text[done : match.start()]))
        link = safe_link(match[0])
        parts.append(
            Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(link, match[0]) if link else escape(match[0])
        )
        done = match.end()
    return Markup("").join([*parts, escape(text[done:])])


def _page(path: str, template: str, context: dict[str, Any]) -> HtmlPage:
    return HtmlPage(path, _filled(template, context | {"path": path, "policy": assets.policy(template)}))


def _filled(template: str, context: dict[str, Any]) -> str:
    return _environment().get_template(template).render(context)


def keep_templates(folder: Path) -> None:
    """Keep what templates are compiled to in a folder, for the next build: it takes longer than to fill them in."""
    folder.mkdir(exist_ok=True)
    _environment().bytecode_cache = FileSystemBytecodeCache(str(folder))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__ or "dashboards"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    environment.filters |= {"clean": cleaned, "isolate": isolate}
    environment.tests["urdu"] = urdu
    environment.globals |= {
        "icon": icon,
        "clause": clause,
        "source": source,
        "link_of": linked,
        "file_of": file_of,
        "evidence": evidence,
    }
    return environment


def root_page() -> str:
    """Return the page above the languages, which leads to the Urdu one."""
    return (
        _environment()
        .get_template("language_choice.html")
        .render(policy=assets.policy("language_choice.html"), favicon=assets.ICON)
    )
