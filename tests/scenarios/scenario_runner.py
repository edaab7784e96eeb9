"""A player of newsroom days: who publishes what when, and what each alert channel receives, in which order.

A `Scenario` is data. Its moments are played in order through the jobs that a run consists of, on a real DuckDB file,
with real webhooks to a receiver on loopback and a clock that stands where the moment says. Times without an offset are
those of Karachi.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from pydantic import SecretStr

import warehouse
from flows.alerts.alert_channels import open_address
from flows.alerts.delivery import DeliveryVerdict
from flows.alerts.routing import ChannelRules
from flows.alerts.sender import AlertChannel, attempt, claim, settle
from flows.contacts.resolve.resolution_types import Decision, Verb
from flows.news.article import Article, ExtractionRules, Link, Page
from flows.news.pages.local_files import row_page
from flows.news.pages.page_to_article import read_page
from flows.pipeline.detect_and_resolve import read_articles
from flows.pipeline.load import load_part
from flows.pipeline.outlet_batch import Batch
from flows.pipeline.resolve_stored import NewsTerms, decide
from flows.pipeline.run_record import record_end, record_start
from flows.run_statistics import Run

KARACHI = ZoneInfo("Asia/Karachi")
EVERY_STEP = (
    "new",
    "happened",
    "corroborated",
    "corrected",
    "detailed",
    "denied",
    "planned",
    "merged",
    "dismissed",
    "withdrawn",
    "restored",
)
DESK: Mapping[str, Mapping[str, Any]] = {"desk": {"steps": EVERY_STEP}}
"""The channels of a scenario that names none: one that receives every step."""

Sent = Sequence[str] | Mapping[str, Sequence[str]]
Rows = Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Story:
    """An article: `at` is what its outlet says ("19:10" of that day, a moment, a bare date), `key` its address."""

    outlet: str
    at: str
    title: str
    text: str
    key: str = ""


@dataclass(frozen=True)
class Moment:
    """What happens when the clock shows `at`, and what each channel has received afterwards, line by line.

    `what` is live (loaded, then watched), stored (loaded only), silent (imported with --no-alert), half (the same, cut
    off before its articles were read), watch, decide, forget, down or up (a receiver). `sent` are the lines of `line`,
    for the only channel or by channel; `says` are texts that stand in the messages of this moment, `never` texts that
    do not; `refused` is how a decision is refused.
    `stands` and `planned` are the contacts and the plans as readers see them then, where they are given.
    """

    at: str
    what: str
    stories: tuple[Story, ...] = ()
    decision: Mapping[str, Any] = field(default_factory=dict)
    target: str = ""
    sent: Sent = ()
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    refused: str = ""
    stands: tuple[str, ...] | None = None
    planned: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Scenario:
    """Some days of a newsroom; `channels` are the rules by name, `whole` plays it through whole runs as well."""

    name: str
    moments: tuple[Moment, ...]
    channels: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: DESK)
    terms: Mapping[str, Any] = field(default_factory=dict)
    whole: bool = False


def scenario(name: str, *moments: Moment, **more: Any) -> Scenario:
    """Return a scenario of these moments."""
    return Scenario(name, moments, **more)


def live(at: str, *stories: Story, **more: Any) -> Moment:
    """Articles are loaded by a run and read by the watch that follows."""
    return Moment(at, "live", stories, **more)


def stored(at: str, *stories: Story) -> Moment:
    """Articles are loaded, and nobody reads them yet."""
    return Moment(at, "stored", stories)


def silent(at: str, *stories: Story, **more: Any) -> Moment:
    """Articles are imported with --no-alert."""
    return Moment(at, "silent", stories, **more)


def half(at: str, *stories: Story) -> Moment:
    """Articles are imported with --no-alert, and another run comes before they are read."""
    return Moment(at, "half", stories)


def watch(at: str, **more: Any) -> Moment:
    """A watch finds what is stored and sends what is due."""
    return Moment(at, "watch", **more)


def decided(at: str, verb: str, contact: str, other: str | None = None, **more: Any) -> Moment:
    """A person decides; `article` is the key of a story, `undo` takes the decision back."""
    given = {"verb": verb, "contact": contact, "other": other}
    given |= {name: more.pop(name) for name in ("article", "undo") if name in more}
    return Moment(at, "decide", decision=given, **more)


def forgotten(at: str, address: str) -> Moment:
    """A person erases an article for good."""
    return Moment(at, "forget", target=address)


def down(at: str, channel: str) -> Moment:
    """A receiver answers no more."""
    return Moment(at, "down", target=channel)


def up(at: str, channel: str) -> Moment:
    """A receiver answers again."""
    return Moment(at, "up", target=channel)


def moment_of(at: str) -> datetime:
    """Return the instant, aware UTC, that a scenario writes as Karachi's clock shows it."""
    given = datetime.fromisoformat(at)
    return (given if given.tzinfo else given.replace(tzinfo=KARACHI)).astimezone(UTC)


def lines(body: Mapping[str, Any]) -> list[str]:
    """Return the lines of what one webhook received: of each alert, or of a notice."""
    return [line(one) for one in body["alerts"]] if "alerts" in body else [f"notice: {body['title']}"]


def line(alert: Mapping[str, Any]) -> str:
    """Return an alert in one line: kind, contact, day, duration, place, outlets, and what changed."""
    said = f"{'late ' * alert['late']}{alert['kind']} {alert['contact']}: {facts_of(alert)}"
    return (
        said + (f" ({alert['detail']})" if alert["detail"] else "") + (f" → {alert['became']}" * bool(alert["became"]))
    )


def facts_of(row: Mapping[str, Any]) -> str:
    """Say the day, the duration, the place and the number of outlets, as far as they are known."""
    first, last = row["date_from"], row["date_to"]
    day = "day unknown" if first is None else str(first) if first == last else f"{first} to {last}"
    if row["date_precision"] == "none" and first is not None:
        day = f"by {last}"
    minutes, outlets = row["duration_minutes"], row["outlets"]
    facts = (day, f"{minutes} min" if minutes else "", row["place"], f"{outlets} outlet{'' if outlets == 1 else 's'}")
    return ", ".join(fact for fact in facts if fact)


@dataclass
class Receiver:
    """What arrived over HTTP, by channel; channels in `silent` get no answer that counts."""

    url: str = ""
    got: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)

    def channel(self, name: str, rules: Mapping[str, Any]) -> AlertChannel:
        """Open a webhook to this receiver."""
        self.got.setdefault(name, [])
        address = f"webhook+http://:whsec_{'A' * 32}@{self.url}/{name}"
        (channel,) = open_address(ChannelRules.model_validate({"id": name, **rules}), SecretStr(address))
        return channel


@dataclass
class Newsroom:
    """A warehouse at `path` and the channels of a scenario; each method is what runs do, one connection long."""

    path: Path
    channels: Sequence[AlertChannel]
    terms: Mapping[str, Any] = field(default_factory=dict)

    def load(self, rows: Rows, now: datetime) -> None:
        """Load articles that nobody reads yet."""
        with warehouse.open_warehouse(self.path) as con:
            self._load(con, rows, now)

    def watch(self, rows: Rows, now: datetime) -> None:
        """Load articles, read what is stored, and send what is due."""
        with warehouse.open_warehouse(self.path) as con:
            if rows:
                self._load(con, rows, now)
            self._read(con, now, alert=True)
            self._send(con, now)

    def import_silently(self, rows: Rows, now: datetime) -> None:
        """Import with --no-alert."""
        with warehouse.open_warehouse(self.path) as con:
            self._load(con, rows, now, silent=True)
            self._read(con, now, alert=False)

    def import_half(self, rows: Rows, now: datetime) -> None:
        """Import with --no-alert, as far as a run that comes between sees it."""
        with warehouse.open_warehouse(self.path) as con:
            self._load(con, rows, now, silent=True)

    def decide(self, decision: Decision) -> None:
        """Carry out what a person decided."""
        now = decision.decided_at
        with warehouse.open_warehouse(self.path) as con:
            with _run(con, "decide", now) as run:
                decide(con, run, decision, [channel.rules for channel in self.channels])
            self._send(con, now)

    def forget(self, address: str, now: datetime) -> None:
        """Erase an article."""
        assert warehouse.forget(self.path, "address", address, now).rows

    def article(self, address: str) -> UUID:
        """Return the id of a stored article, or one that nothing has."""
        with warehouse.open_warehouse(self.path) as con:
            found = con.execute("SELECT id FROM main.article WHERE url = ?", [address]).fetchall()
        return UUID(str(found[-1][0])) if found else uuid4()

    def rows(self, view: str, order: str) -> list[dict[str, Any]]:
        """Return what readers see in a view."""
        with warehouse.open_warehouse(self.path) as con:
            found = con.execute(f"SELECT * FROM public.{view} ORDER BY {order}")  # noqa: S608 names of this file
            names = [column[0] for column in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def _load(self, con: warehouse.Connection, rows: Rows, now: datetime, *, silent: bool = False) -> None:
        outcomes = []
        for row in rows:
            page = row_page(json.dumps(row, ensure_ascii=False).encode(), "scenario", now)
            assert isinstance(page, Page), page
            made = read_page(page, ExtractionRules())
            assert isinstance(made, Article), made
            outcomes.append((Link(page.outlet, made.url, "import"), made))
        with _run(con, "import", now, silent=silent) as run:
            load_part(con, run, Batch("import", outcomes=tuple(outcomes)), now)

    def _read(self, con: warehouse.Connection, now: datetime, *, alert: bool) -> None:
        rules = tuple(channel.rules for channel in self.channels) if alert else None
        with _run(con, "watch", now, silent=not alert) as run:
            read_articles(con, run, NewsTerms(now=now, alert_channels=rules, silent=not alert, **self.terms))

    def _send(self, con: warehouse.Connection, now: datetime) -> None:
        everyone = [channel.rules for channel in self.channels]
        for channel in self.channels:
            while outgoing := claim(con, channel.rules, now=now):
                outcome = attempt(channel, outgoing)
                settle(con, channel.rules, outgoing, outcome, everyone, now=now)
                if outcome.verdict is not DeliveryVerdict.DELIVERED:
                    break


@contextmanager
def _run(con: warehouse.Connection, flow: str, now: datetime, *, silent: bool = False) -> Iterator[Run]:
    run = Run(uuid4(), flow, "hand", now, "newsroom", silent=silent)
    with warehouse.writing_for(run.id):
        record_start(con, run)
        yield run
        record_end(con, run, "ok", now)


def play(given: Scenario, room: Newsroom, receiver: Receiver) -> None:
    """Play a scenario, and compare what each channel received with what it says, moment by moment."""
    seen = dict.fromkeys(given.channels, 0)
    for number, moment in enumerate(given.moments):
        refused = act(moment, room, receiver, number)
        news = {name: receiver.got[name][count:] for name, count in seen.items()}
        seen = {name: len(receiver.got[name]) for name in seen}
        got = {name: [one for body in bodies for one in lines(body)] for name, bodies in news.items()}
        where = f"{given.name}, {moment.at} {moment.what}"
        assert got == wanted(moment, given.channels), where
        text = "\n".join(f"{body['title']}\n{body['text']}" for bodies in news.values() for body in bodies)
        assert [part for part in moment.says if part not in text] == [], f"{where}:\n{text}"
        assert [part for part in moment.never if part in text] == [], f"{where}:\n{text}"
        assert refused == moment.refused, where
        alerts = [one for bodies in news.values() for body in bodies for one in body.get("alerts", ())]
        assert not [one["id"] for one in alerts if twice(source["url"] for source in one["sources"])], where
        if moment.stands is not None:
            rows = room.rows("contact_timeline", "coalesce(date_to, opened_at::DATE), contact")
            assert [f"{row['contact']}: {facts_of(row)}, {row['state']}" for row in rows] == [*moment.stands], where
        if moment.planned is not None:
            rows = room.rows("planned_contacts", "first_reported_at, channel")
            assert [plan_line(row) for row in rows] == [*moment.planned], where


def twice(values: Iterable[str]) -> set[str]:
    """Return what stands among the values more than once."""
    return {value for value, count in Counter(values).items() if count > 1}


def plan_line(row: Mapping[str, Any]) -> str:
    """Say what became of a plan."""
    day = str(row["date_from"]) if row["date_from"] else "no day"
    became = f" {row['contact']}" if row["contact"] else ""
    return f"{row['us_leader']} {row['channel']}, {day}: {row['fate']}{became}"


def act(moment: Moment, room: Newsroom, receiver: Receiver, number: int) -> str:
    """Let a moment happen; return how a decision was refused, or nothing."""
    now = moment_of(moment.at)
    rows = [row_of(one, moment, f"{number}-{place}") for place, one in enumerate(moment.stories)]
    match moment.what:
        case "stored":
            room.load(rows, now)
        case "live" | "watch":
            room.watch(rows, now)
        case "silent":
            room.import_silently(rows, now)
        case "half":
            room.import_half(rows, now)
        case "forget":
            room.forget(address_of(moment.target), now)
        case "down":
            receiver.silent.add(moment.target)
        case "up":
            receiver.silent.discard(moment.target)
        case "decide":
            try:
                room.decide(decision_of(moment, room, now))
            except (KeyError, ValueError) as error:
                return str(error.args[0])
    return ""


def decision_of(moment: Moment, room: Newsroom, now: datetime) -> Decision:
    """Return the decision that a moment describes."""
    given = moment.decision
    article = room.article(address_of(given["article"])) if given.get("article") else None
    return Decision(
        Verb(given["verb"]), given["contact"], "editor", now, other=given.get("other"), article=article,
        undone=given.get("undo", False),
    )  # fmt: skip


def wanted(moment: Moment, channels: Mapping[str, object]) -> dict[str, list[str]]:
    """Return the lines that each channel is to receive."""
    by_channel = moment.sent if isinstance(moment.sent, Mapping) else {next(iter(channels)): moment.sent}
    return {name: list(by_channel.get(name, ())) for name in channels}


def row_of(one: Story, moment: Moment, key: str) -> dict[str, str]:
    """Return a story as a row of an import."""
    published = f"{moment.at[:10]} {one.at}" if len(one.at) == len("19:10") else one.at
    if len(published) > len("2027-03-05"):
        published = moment_of(published).isoformat()
    address = address_of(f"{one.outlet}/{one.key or key}")
    return {"outlet": one.outlet, "url": address, "published": published, "title": one.title, "text": one.text}


def address_of(key: str) -> str:
    """Return the address of the story of an outlet, written outlet/key."""
    outlet, _, path = key.partition("/")
    return f"https://{outlet}.example/{path}"
