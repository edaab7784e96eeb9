"""Cluster the reports of one leader into events: known contacts first, then the fewest events that explain the rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from flows.contacts.contact import FAMILIES, Channel, Status
from flows.contacts.resolve.candidate_event import CandidateEvent, in_order
from flows.contacts.resolve.dated_report import (
    DAY,
    NEWS_WITHIN,
    DatedReport,
    DateStrength,
    counted,
    date_report,
    middle,
    published_day,
    published_end,
    span,
)
from flows.contacts.resolve.resolution_types import ReferenceContact, Report, Role
from flows.contacts.resolve.same_event_phrases import fold, says

# How many days a stated day may lie from a known contact and still mean it: the next day of another calendar, one more
# where the ledger gives the day from memory.
TOLERANCE = {"seen": 1, "date_from_memory": 2}
# What the lag between an event and an undated report of it costs, by days up to ECHO: most come out the day after.
LAG_COST = (0.5, 0.0, 2.0, 3.0, 4.0, 5.0)
# Points without which a text that no date ties to an event is not taken to mean it.
RECALLED = 2.0
# A duration agrees within this share: outlets round.
ROUNDING = 0.15
# How long after an event a denial of it, and how long before it a plan of it, is still about it where neither is dated.
DENIAL_REACH = PLAN_REACH = timedelta(days=7)


def cluster_reports(reports: Iterable[Report], known: Sequence[ReferenceContact]) -> list[CandidateEvent]:
    """Return the events that the reports of one leader tell of; they depend on the set of reports, not on its order.

    `known` are the reference contacts of that leader. A report without any date counts as reported when it was
    first seen, where nothing ties it to an event.
    """
    reports = pool_within_articles(sorted(set(reports), key=in_order))
    events = [CandidateEvent(item.family, item) for item in known]
    rest: list[Report] = []
    news: list[DatedReport] = []
    for report in reports:
        evidence = date_report(report, known) if report.status is Status.HAPPENED else None
        if evidence and evidence.current:
            news.append(evidence)
        else:
            rest.append(report)
    loose: dict[tuple[str, str, bool], list[DatedReport]] = defaultdict(list)
    for evidence in reclassify_video(news, known):
        if home := nearest(evidence, events):
            home.dated.append(evidence)
        else:
            loose[apart(evidence.report)].append(evidence)
    for (name, _, _), items in sorted(loose.items()):
        events += fewest_events(name, items)
    events = join_summits(events)
    for report in rest:
        attach(report, events)
    return [event for event in events if event.dated or event.floating or event.others]


def pool_within_articles(reports: Sequence[Report]) -> list[Report]:
    """Let the undated mentions of an article share what its other mentions of the same kind say of the same event.

    A headline without a date tells of the contact that the body dates. Where the body dates two, it is the later one.
    """
    groups: dict[object, list[Report]] = defaultdict(list)
    for report in reports:
        groups[report.article, report.status, report.family].append(report)
    return sorted((_pooled(report, group) for group in groups.values() for report in group), key=in_order)


def _pooled(report: Report, group: Sequence[Report]) -> Report:
    dated = [item for item in group if _when(item)]
    donors = [item for item in group if _when(item) == _when(report)]
    if dated and not _when(report):
        donor = max(dated, key=_when)
        donors = [report, donor]
        report = replace(report, dates=donor.dates)
    stated = [item.details for item in (report, *donors)]
    details = replace(
        report.details,
        ordinal=next((one.ordinal for one in stated if one.ordinal), None),
        duration_minutes=next((one.duration_minutes for one in stated if one.duration_minutes), None),
        place=next((one.place for one in stated if one.place), None),
    )
    return replace(report, details=details)


def _when(report: Report) -> tuple[object, ...]:
    """Return what the report says of the day, in an order of time; nothing where it says nothing."""
    parts = (report.dates.stated_month, report.dates.stated_day, report.dates.stated_weekday)
    if not report.stated_days and not any(parts):
        return ()
    return (report.stated_days or (date.min, date.min), *(part or 0 for part in parts))


def reclassify_video(news: Sequence[DatedReport], known: Iterable[ReferenceContact]) -> list[DatedReport]:
    """Take a meeting without a place, and a call that is not said to be by telephone, for the video call of that time.

    "Virtual meeting", "online summit" and "talked by video link" lose their adjective in some outlets. It stays what it
    is where others report one in person, or by telephone, at that time.
    """
    spans = [(*span(item.date_from, item.date_to, "UTC"), item.details.channel) for item in known]
    spans += [(item.start, item.end, item.report.details.channel) for item in news if not _vague(item.report)]

    def meanwhile(item: DatedReport, family_or_video: str) -> bool:
        return any(
            start < item.end and item.start < end
            for start, end, channel in spans
            if family_or_video in {channel, FAMILIES[channel]}
        )

    return [
        _by_video(item)
        if (other := _vague(item.report)) and meanwhile(item, Channel.VIDEO) and not meanwhile(item, other)
        else item
        for item in news
    ]


def _vague(report: Report) -> str | None:
    """Return what it would be if it were no video call, where it may be one: a meeting, or a call by telephone."""
    channel = report.details.channel
    if channel is Channel.MEETING and not report.details.place:
        return FAMILIES[Channel.MEETING]
    if channel is Channel.PHONE and not says("telephone", report.context):
        return Channel.PHONE
    return None


def _by_video(item: DatedReport) -> DatedReport:
    return replace(item, report=replace(item.report, details=replace(item.report.details, channel=Channel.VIDEO)))


def apart(report: Report) -> tuple[str, str, bool]:
    """Return what tells events of one time apart: the family, phone or video, and whether it was the second that day.

    A call that nobody says was by telephone has been taken for the video call of that time already.
    """
    channel = report.details.channel if report.details.channel is Channel.VIDEO else ""
    return report.family, channel, says("second_of_day", report.context)


def join_summits(events: Sequence[CandidateEvent]) -> list[CandidateEvent]:
    """Return the events with the meetings of the further days of a summit put into its first day's.

    Meetings on days in a row are one summit where they are in one place, or where a report says that it has several
    days and none names another place.
    """
    joined: list[CandidateEvent] = []
    latest: tuple[CandidateEvent, date] | None = None
    for event in sorted(events, key=lambda one: (one.days or (date.max, date.max), one.known.id if one.known else "")):
        dated = event.family == FAMILIES[Channel.MEETING] and event.exact is DateStrength.DAY and event.days
        if dated and latest and not event.known and _goes_on(*latest, event):
            latest[0].sessions += event.dated
            latest = latest[0], dated[1]
            continue
        joined.append(event)
        if dated:
            latest = event, dated[1]
    return joined


def _goes_on(summit: CandidateEvent, last: date, event: CandidateEvent) -> bool:
    if not event.days or event.days[0] - last != DAY:
        return False
    places = [one.place for one in (summit, event) if one.place]
    if len(places) == 2:  # noqa: PLR2004 - both
        return _same_place(*places)
    return any(says("summit_days", report.context) for report in (*summit.reports, *event.reports))


def nearest(evidence: DatedReport, events: Iterable[CandidateEvent]) -> CandidateEvent | None:
    """Return the known contact that the report most likely tells of, or None where it can be none of them."""
    days = sorted(event.known.date_from for event in events if event.known and event.family == evidence.report.family)
    costs = [
        (
            cost - _again(evidence.report, event.known.date_from, days),
            -event.known.date_from.toordinal(),
            event.known.id,
            event,
        )
        for event in events
        if event.known and event.family == evidence.report.family
        if (cost := _cost(evidence, event.known)) is not None
    ]
    return min(costs, key=lambda item: item[:3])[3] if costs else None


def _again(report: Report, day: date, days: Sequence[date]) -> float:
    """Return what a headline that says "again" counts for a contact that had one right before it."""
    title = report.context.partition("\n")[0]
    return 1.0 if says("again", title) and any(day - NEWS_WITHIN <= other < day for other in days) else 0.0


def slack(known: ReferenceContact) -> timedelta:
    """Return how far off the ledger's own day may be."""
    return (TOLERANCE[known.confidence] - 1) * DAY


def _cost(evidence: DatedReport, known: ReferenceContact) -> float | None:
    """Return what it takes to believe that the report means the known contact, None where it cannot."""
    report = evidence.report
    gap = max((known.date_from - evidence.last).days, (evidence.first - known.date_to).days, 0)
    undated = evidence.strength is DateStrength.UNDATED
    if gap > (0 if undated else TOLERANCE[known.confidence]):
        return None
    if undated:
        cost = LAG_COST[max((evidence.last - known.date_to).days, 0)]
    else:
        start, end = span(known.date_from - slack(known), known.date_to + slack(known), report.zone)
        if start >= evidence.end or evidence.start >= end:
            return None
        cost = 3 * gap + abs((evidence.likely - middle(known.date_from, known.date_to)).days) / 10
    cost -= 1.5 * min(_hits(report, known), 2) + 0.5 * (_lasted(report, known.details.duration_minutes) or 0)
    if counted(report) and known.details.ordinal:
        cost += -2 if known.details.ordinal == report.details.ordinal else 2
    return cost + (not known.happened)


def fewest_events(name: str, items: Iterable[DatedReport]) -> list[CandidateEvent]:
    """Return the fewest events of one family that explain the reports.

    The interval that ends first needs an event before its end, and the latest such instant explains the most others:
    the greedy cover of intervals by points, which is minimal. One more report never makes for fewer events, so an event
    that was alerted once is never alerted again as another.
    """
    waiting = sorted(items, key=lambda item: (item.end, item.start, in_order(item.report)))
    events: list[CandidateEvent] = []
    ends = []
    later: list[DatedReport] = []
    while waiting:
        founder = waiting[0]
        within = [item for item in waiting if item.start < founder.end]
        waiting = [item for item in waiting if item.start >= founder.end]
        best = max(within, key=lambda item: item.strength)
        events.append(CandidateEvent(name, dated=[founder]))
        ends.append((founder.end, best.likely))
        later += within[1:]
    # How many there are is settled; those that fit several go to the one that fits best.
    for item in later:
        fits = [(abs((item.likely - likely).days), place) for place, (end, likely) in enumerate(ends)
                if item.start < end <= item.end]  # fmt: skip
        events[min(fits)[1]].dated.append(item)
    return events


def attach(report: Report, events: list[CandidateEvent]) -> None:
    """Give a report that dates nothing new to the event that it means, if that can be determined."""
    status = report.status
    if status is Status.HAPPENED and report.published is None:
        _float(report, events)
    elif status in {Status.HAPPENED, Status.BACKGROUND}:
        if home := recall(report, events):
            home.others.append((report, Role.BACKGROUND))
    elif status in {Status.PLANNED, Status.DENIED}:
        role = Role(str(status))
        if home := _announced(report, events) if role is Role.PLANNED else _denied(report, events):
            home.others.append((report, role))


def _float(report: Report, events: list[CandidateEvent]) -> None:
    home = recall(report, events)
    today = report.first_seen.date()
    fits = [event for event in events if event.family == report.family and not event.known]
    recent = [event for event in fits if event.likely and today - NEWS_WITHIN <= event.likely <= today]
    home = home or next((event for event in (*recent, *fits) if event in recent or not event.days), None)
    if home is None:
        home = CandidateEvent(report.family)
        events.append(home)
    home.floating.append(report)


def recall(report: Report, events: Iterable[CandidateEvent]) -> CandidateEvent | None:
    """Return the event that a report without a usable date means, by all that it says of it; None in doubt."""
    points = [
        (found, event.days, event.known.id if event.known else "", event)
        for event in events
        if event.days and event.family == report.family and event.days[0] <= report.effective.date()
        if (found := _points(report, event, event.days)) >= RECALLED
    ]
    return max(points, key=lambda item: item[:3])[3] if points else None


def _points(report: Report, event: CandidateEvent, days: tuple[date, date]) -> float:
    dates, details = report.dates, report.details
    first, last = days[0] - DAY, days[1] + DAY
    around = [first + DAY * step for step in range((last - first).days + 1)]
    total = 0.0
    if report.stated_days:
        total += 3 if _on_its_day(report, days) else -3
    elif dates.stated_month and dates.stated_day:
        total += 3 if (dates.stated_month, dates.stated_day) in {(day.month, day.day) for day in around} else -2
    elif dates.stated_month:
        total += 1 if dates.stated_month in {day.month for day in around} else -2
    if dates.stated_weekday:
        total += 1.5 if dates.stated_weekday in {day.isoweekday() for day in around[1:-1]} else -2
    if counted(report) and event.ordinal:
        total += 3 if event.ordinal == details.ordinal else -2
    if details.place and event.place:
        total += 3 if _same_place(details.place, event.place) else -2
    lasted = _lasted(report, event.duration_minutes)
    total += 0 if lasted is None else 1.5 if lasted else -1
    return total + 1.5 * min(_hits(report, event.known), 2)


def _same_place(one: str, other: str) -> bool:
    names = [{part.strip().casefold() for part in place.replace("(", ",").split(",")} for place in (one, other)]
    return bool(names[0] & names[1])


def _lasted(report: Report, minutes: int | None) -> bool | None:
    """Whether the durations agree; None where one is missing."""
    said = report.details.duration_minutes
    return abs(said - minutes) <= ROUNDING * max(said, minutes) if said and minutes else None


def _hits(report: Report, known: ReferenceContact | None) -> int:
    """Return how many of the words that mark the known contact stand in the report."""
    if not known or not known.words:
        return 0
    context = f" {fold(report.context)} "
    return sum(f" {fold(word)} " in context for word in known.words)


def _announced(report: Report, events: Iterable[CandidateEvent]) -> CandidateEvent | None:
    """Return the event that a plan announced: the first one after it, on the day it named if it named one.

    What is planned when a contact has been reported is the next one.
    """
    day = published_day(report)
    found = [
        (event.days, event)
        for event in events
        if event.dated and event.days and event.family == report.family
        if event.first_out and report.effective < event.first_out and report.article not in _articles(event)
        if day and day <= event.days[1] + DAY
        if _on_its_day(report, event.days) or (not report.stated_days and event.days[0] - day <= PLAN_REACH)
    ]
    return min(found, key=lambda item: item[0])[1] if found else None


def _articles(event: CandidateEvent) -> set[UUID]:
    return {report.article for report in event.reports}


def _on_its_day(report: Report, days: tuple[date, date]) -> bool:
    """Whether the report dates its contact, and within a day of these."""
    return (
        report.stated_days is not None
        and report.stated_days[0] <= days[1] + DAY
        and report.stated_days[1] >= days[0] - DAY
    )


def _denied(report: Report, events: Iterable[CandidateEvent]) -> CandidateEvent | None:
    """Return the event that a denial is about: the last one reported before it, in other articles.

    What the reference ledger has seen stands.
    """
    day, out = published_day(report), published_end(report)
    found = [
        (event.days, event)
        for event in events
        if event.dated and event.days and event.family == report.family and not event.known
        if event.first_out and out and out > event.first_out and report.article not in _articles(event)
        if day and event.days[0] <= day <= event.days[1] + DENIAL_REACH
        if not report.stated_days or _on_its_day(report, event.days)
    ]
    return max(found, key=lambda item: item[0])[1] if found else None
