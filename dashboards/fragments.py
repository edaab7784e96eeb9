"""Small pieces of HTML that stand on many pages: made here rather than in templates, because each is made once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache

from markupsafe import Markup

from dashboards.contact_confidence import Trust
from dashboards.highlight import Piece, quoted
from dashboards.i18n import Localizer, bare_day
from dashboards.page_data import ContactSummary, ReportSummary
from flows.alerts.sanitize import clean, safe_link

REL = Markup('rel="noopener noreferrer"')


@cache
def icon(name: str) -> Markup:
    """Return one of the drawings of sprite.html, which says nothing to a screen reader."""
    return Markup('<svg class="icon" aria-hidden="true" focusable="false"><use href="#i-%s"/></svg>') % name


def urdu(text: str) -> bool:
    """Say whether a text has Urdu letters."""
    return any("\u0600" <= letter <= "\u06ff" for letter in text)


@lru_cache(maxsize=65536)
def cleaned(text: str) -> str:
    """Return a stranger's text as one line without anything invisible in it."""
    return clean(text)


@lru_cache(maxsize=65536)
def linked(url: str) -> str:
    """Return an address that may be linked to, else nothing."""
    return safe_link(url)


@lru_cache(maxsize=65536)
def clause(report: ReportSummary) -> Markup:
    """Return the clause within its article, its evidence marked: the same in every language of the page."""
    before, inside, after = map(_pieces, quoted(report))
    return Markup(
        '<blockquote lang="ur" dir="rtl"><span class="around">%s</span><span class="said">%s</span>'
        '<span class="around">%s</span></blockquote>'
    ) % (before, inside, after)


def _pieces(pieces: Iterable[Piece]) -> Markup:
    return Markup("").join(Markup("<mark>%s</mark>") % piece.text if piece.marked else piece.text for piece in pieces)


@lru_cache(maxsize=65536)
def source(report: ReportSummary) -> Markup:
    """Return the headline, with a link to the article where its address is one."""
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
    """The pieces that need the page's language, or the outlets' names (by id)."""

    voice: Localizer
    names: dict[str, str]
    trust: dict[str, Trust]
    made: dict[object, Markup] = field(default_factory=dict)

    def name(self, outlet: str) -> str:
        """Return an outlet's name, or its id where it is not registered."""
        return self.names.get(outlet) or cleaned(outlet)

    def outlet(self, outlet: str) -> Markup:
        """Return an outlet's name, its direction kept to itself."""
        if outlet not in self.made:
            name = self.name(outlet)
            lang = Markup(' lang="ur"') if urdu(name) else ""
            self.made[outlet] = Markup('<bdi class="outlet"%s>%s</bdi>') % (lang, name)
        return self.made[outlet]

    def time(self, moment: datetime, zone: str = "", show: str = "title") -> Markup:
        """Return an instant; how long ago it is stands in its title, beside it or instead of it (`show`).

        Where only the day is known, how many days ago it is.
        """
        key = (moment, zone, show)
        if key not in self.made:
            day, shown = bare_day(moment, zone), self.voice.clock(moment, zone)
            stamp = day.isoformat() if day else moment.isoformat()
            self.made[key] = Markup('<time datetime="%s" data-ago="%s">%s</time>') % (stamp, show, shown)
        return self.made[key]

    def day(self, day: date) -> Markup:
        """Return an empty place for how many days ago a day is, which the script fills in."""
        return Markup('<time datetime="%s" data-ago="instead">&nbsp;</time>') % day.isoformat()

    def badge(self, group: str, key: str) -> Markup:
        """Return the word for a state or role on a coloured ground."""
        if (group, key) not in self.made:
            word = self.voice.say(f"{group}.{key}")
            self.made[group, key] = Markup('<span class="badge %s">%s</span>') % (key, word)
        return self.made[group, key]

    def standing(self, contact: ContactSummary) -> Markup:
        """Return the badges of a contact: how it stands, whether it is unconfirmed, and DEMO where due."""
        its = self.trust[contact.contact]
        state = "unconfirmed" if its.unconfirmed and contact.state == "new" else contact.state
        return self.demo() + Markup(" ") + self.badge("states", state) if its.demo else self.badge("states", state)

    def demo(self) -> Markup:
        """Return the mark of what is invented."""
        return Markup('<span class="badge demo" lang="en" dir="ltr">DEMO</span>')

    def both(self, contact: ContactSummary) -> str:
        """Name the two who were in contact."""
        return self.voice.say(
            "page.pair",
            russian=self.voice.name("leaders", "ru"),
            american=self.voice.name("leaders", contact.details.us_leader),
        )
