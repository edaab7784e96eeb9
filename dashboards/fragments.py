"""Small pieces of HTML that many pages use; made here and not in templates, so that each is made only once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Literal

from markupsafe import Markup

from dashboards.contact_confidence import Trust
from dashboards.highlight import QuotePiece, quoted
from dashboards.i18n import Locale, bare_day
from dashboards.page_data import ContactState, ContactSummary, ReportSummary
from flows.alerts.sanitize import clean, safe_link

REL = Markup('rel="noopener noreferrer"')


@cache
def icon(name: str) -> Markup:
    """Return an icon of static/sprite.svg, hidden from screen readers."""
    return Markup('<svg class="icon" aria-hidden="true" focusable="false"><use href="#i-%s"/></svg>') % name


def urdu(text: str) -> bool:
    """Return whether a text has Urdu letters."""
    return any("\u0600" <= letter <= "\u06ff" for letter in text)


@lru_cache(maxsize=65536)
def cleaned(text: str) -> str:
    """Return text from outside as one line without invisible characters."""
    return clean(text)


@lru_cache(maxsize=65536)
def linked(url: str) -> str:
    """Return an address that is safe to link to, or an empty string."""
    return safe_link(url)


@lru_cache(maxsize=65536)
def clause(report: ReportSummary) -> Markup:
    """Return the quoted clause with the text around it, evidence marked; the same in both languages of the page."""
    before, inside, after = map(_pieces, quoted(report))
    return Markup(
        '<blockquote lang="ur" dir="rtl"><span class="around">%s</span>%s<span class="around">%s</span></blockquote>'
    ) % (before, inside, after)


def _pieces(pieces: Iterable[QuotePiece]) -> Markup:
    return Markup("").join(Markup("<mark>%s</mark>") % piece.text if piece.marked else piece.text for piece in pieces)


@lru_cache(maxsize=65536)
def source(report: ReportSummary) -> Markup:
    """Return the headline, linked to the article if its address is safe."""
    title, link = cleaned(report.title), linked(report.url)
    if not link:
        return Markup('<span class="source" lang="ur" dir="auto"><bdi>%s</bdi></span>') % title
    return Markup('<a class="source" href="%s" %s lang="ur" dir="auto"><bdi>%s</bdi> %s</a>') % (
        link,
        REL,
        title,
        icon("out"),
    )


@dataclass(frozen=True, slots=True)
class Fragments:
    """Pieces that need the language of the page, the names of outlets by id, or the trust in contacts by id."""

    locale: Locale
    names: dict[str, str]
    trust: dict[str, Trust]
    made: dict[object, Markup] = field(default_factory=dict)

    def name(self, outlet: str) -> str:
        """Return the name of an outlet, or its id if it is not registered."""
        return self.names.get(outlet) or cleaned(outlet)

    def outlet(self, outlet: str) -> Markup:
        """Return the name of an outlet, isolated from the direction of the text around it."""
        if outlet not in self.made:
            name = self.name(outlet)
            lang = Markup(' lang="ur"') if urdu(name) else ""
            self.made[outlet] = Markup('<bdi class="outlet"%s>%s</bdi>') % (lang, name)
        return self.made[outlet]

    def time(self, moment: datetime, zone: str = "", show: Literal["title", "beside", "instead"] = "title") -> Markup:
        """Return an instant; `show` says where a script puts how long ago it was.

        If only the day is known, the script counts days.
        """
        key = (moment, zone, show)
        if key not in self.made:
            day, shown = bare_day(moment, zone), self.locale.clock(moment, zone)
            stamp = day.isoformat() if day else moment.isoformat()
            self.made[key] = Markup('<time datetime="%s" data-ago="%s">%s</time>') % (stamp, show, shown)
        return self.made[key]

    def day(self, day: date) -> Markup:
        """Return a placeholder that the script fills with how many days ago a day was."""
        return Markup('<time datetime="%s" data-ago="instead">&nbsp;</time>') % day.isoformat()

    def badge(self, group: str, key: str) -> Markup:
        """Return the word for a state or role as a coloured badge."""
        if (group, key) not in self.made:
            word = self.locale.say(f"{group}.{key}")
            self.made[group, key] = Markup('<span class="badge %s">%s</span>') % (key, word)
        return self.made[group, key]

    def standing(self, contact: ContactSummary) -> Markup:
        """Return the badges of a contact: its state, or that it is unconfirmed, and DEMO if it is invented."""
        trust = self.trust[contact.contact]
        state = "unconfirmed" if trust.unconfirmed and contact.state is ContactState.NEW else contact.state
        return self.demo() + Markup(" ") + self.badge("states", state) if trust.demo else self.badge("states", state)

    def demo(self) -> Markup:
        """Return the badge of invented contacts and outlets."""
        return Markup('<span class="badge demo" lang="en" dir="ltr">DEMO</span>')

    def both(self, contact: ContactSummary) -> str:
        """Return the names of both participants."""
        return self.locale.say(
            "page.pair",
            russian=self.locale.name("leaders", "ru"),
            american=self.locale.name("leaders", contact.details.us_leader),
        )
