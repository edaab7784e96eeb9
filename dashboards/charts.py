"""Stacked bars as SVG, in the colours of the page, so that one drawing serves light and dark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from markupsafe import Markup

from dashboards.i18n import Locale
from dashboards.page_data import ContactSummary
from flows.contacts.contact import Channel

CHANNELS = (Channel.PHONE, Channel.VIDEO, Channel.MEETING, Channel.BRIEF, Channel.LETTER, Channel.MESSAGE)
"""In the order of the page: related channels side by side."""
MONTHS = 24
MONTHS_A_YEAR = 12
HALF_YEARS = (1, 7)
COLOURS = 6
"""Colours for leaders in the style sheet, --l0 to --l5."""
LINE = Markup('<line x2="%s" y1="%s" y2="%s" stroke="var(--line)"/>')
TEXT = Markup('<text x="%s" y="%s" text-anchor="%s" font-size="14" fill="var(--soft)">%s</text>')
BAR = Markup('<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="2" fill="%s"/>')


def month_of(contact: ContactSummary) -> int | None:
    """Return the month of the last possible day of a contact, counted from the year 0."""
    last = contact.dates.date_to
    return last.year * MONTHS_A_YEAR + last.month - 1 if last else None


def by_month(contacts: Iterable[ContactSummary], today: date, locale: Locale) -> Markup:
    """Draw the contacts of the last 24 months by channel, one bar for each month."""
    last = today.year * MONTHS_A_YEAR + today.month - 1
    months = range(last - MONTHS + 1, last + 1)
    dated = [(month_of(contact), contact.details.channel) for contact in contacts]
    counted = [(month, channel) for month, channel in dated if month and month in months]

    def label(month: int) -> str:
        first = date(month // MONTHS_A_YEAR, month % MONTHS_A_YEAR + 1, 1)
        return " ".join(locale.month(first)) if first.month in HALF_YEARS else ""

    colours: dict[str, str] = {channel: f"var(--{channel})" for channel in CHANNELS}
    return _bars(counted, colours, {month: label(month) for month in months}, (360, 150), locale)


def by_year(contacts: Iterable[ContactSummary], leaders: Sequence[str], today: date, locale: Locale) -> Markup:
    """Draw all contacts by leader, one bar for each year, in the colours of the timeline."""
    counted = [(contact.dates.date_to.year, contact.details.us_leader) for contact in contacts if contact.dates.date_to]
    seen = [today.year, *(year for year, _ in counted)]
    colours = {leader: f"var(--l{place % COLOURS})" for place, leader in enumerate(leaders)}
    labels = {year: locale.number(year) for year in range(min(seen), max(seen) + 1)}
    return _bars(counted, colours, labels, (640, 100), locale)


def _bars(
    counted: Sequence[tuple[int, str]],
    colours: Mapping[str, str],
    labels: Mapping[int, str],
    size: tuple[int, int],
    locale: Locale,
) -> Markup:
    """Draw a bar for each place in `labels`, its kinds stacked in the order of `colours`."""
    (width, height), counts = size, Counter(counted)
    most = max([3, *Counter(place for place, _ in counted).values()])
    step, unit = width / len(labels), height / most
    drawn = []
    for value in range(0, most + 1, -(-most // 4)):
        y = round(height - value * unit, 1)
        drawn += [LINE % (width, y, y), TEXT % (-4, y + 4, "end", locale.number(value))]
    for at, (place, label) in enumerate(labels.items()):
        top = float(height)
        for kind, colour in colours.items():
            if count := counts[place, kind]:
                top -= count * unit
                drawn.append(BAR % (at * step + step / 8, top, step * 3 / 4, count * unit, colour))
        if label:
            drawn.append(TEXT % (round((at + 0.5) * step, 1), height + 19, "middle", label))
    box = f"-28 -12 {width + 34} {height + 38}"
    return Markup('<svg viewBox="%s" aria-hidden="true" focusable="false">%s</svg>') % (box, Markup("").join(drawn))
