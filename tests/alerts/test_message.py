"""An alert says who, how, when, how long and where, in both languages, and no more than there is room for."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib import resources
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from flows.alerts.heartbeat import canary
from flows.alerts.message import Notice, OutgoingMessage, SizeLimits, as_html, render
from flows.alerts.payload import AlertPayload, Source, event, from_json, to_json
from flows.alerts.sanitize import defang
from flows.alerts.wording import Language, day, minutes, name, when
from flows.contacts.contact import ContactDetails, DateBounds, DatePrecision

NOW = datetime(2025, 7, 3, tzinfo=UTC)
UR, EN = Language.UR, Language.EN
ZONE = ZoneInfo("Asia/Karachi")
LOW = Source("chota", "چھوٹا اخبار", 3, "https://chota.example/1", "سرخی", "دونوں صدور کی بات ہوئی")


def one(alert: AlertPayload, **changes: object) -> OutgoingMessage:
    return OutgoingMessage("key", (replace(alert, **changes),))


def test_an_alert_tells_all_there_is(alert: AlertPayload) -> None:
    urdu, english = (render(one(alert, details=replace(alert.details, place="Geneva")), each) for each in (UR, EN))
    assert urdu.title == "نیا رابطہ: ولادیمیر پیوٹن اور ڈونلڈ ٹرمپ، ٹیلی فون پر گفتگو، جمعرات ۳ جولائی ۲۰۲۵"
    for part in (
        "دورانیہ: ایک گھنٹہ",
        "کہاں: جنیوا",
        "روزنامہ مثال",
        alert.sources[0].quote,
        alert.contact,
    ):
        assert part in urdu.body
    assert english.title == "New contact: Vladimir Putin and Donald Trump, phone call, Thursday 3 July 2025"
    for part in ("How long: 1 h", "Where: Geneva", "one outlet so far (national)", alert.sources[0].url):
        assert part in english.body
    assert english.links == (alert.sources[0].url,)


def test_an_alert_says_how_sure_the_surest_report_is(alert: AlertPayload) -> None:
    sources = tuple(replace(alert.sources[0], confidence=chance) for chance in (0.61, 0.934, None))
    assert "Confidence: 93%" in render(one(alert, sources=sources), EN).body
    assert "یقین: ۹۳٪" in render(one(alert, sources=sources), UR).body
    assert "Confidence" not in render(one(alert), EN).body, "where no probability is known, none is given"
    assert from_json(to_json(replace(alert, sources=sources))).confidence == 0.934


def test_both_languages_stand_one_after_the_other(alert: AlertPayload) -> None:
    both = render(one(alert), Language.BOTH)
    urdu, english = (render(one(alert), language).body for language in (UR, EN))
    facts, _, reports = urdu.partition(f"\u2068{alert.contact}\u2069\n\n")
    assert both.body.startswith(facts + f"\u2068{alert.contact}\u2069\n\nWho: ")
    label, _, rest = reports.partition("\n")
    assert both.body.endswith(f"\n\n{label} · national, Thursday 3 July 2025 23:00 PKT\n{rest}")
    assert both.body.count(alert.sources[0].url) == english.count(alert.sources[0].url) == 1


def test_what_we_say_of_a_report_is_in_the_languages_of_the_alert_alone(alert: AlertPayload) -> None:
    source = replace(alert.sources[0], name="Example", quote="—", independent=False)
    long = one(alert, sources=(source,) * 12, detail="place Riyadh → Istanbul; minutes 50 → 60")
    urdu, english, both = (render(long, language) for language in (UR, EN, Language.BOTH))
    letters = re.compile(r"[؀-ۿ]")
    assert not letters.search(f"{english.title}\n{english.body}")
    own = {"Example", alert.contact, *re.findall(r"https?://\S+", urdu.body)}
    latin = re.sub("|".join(map(re.escape, sorted(own, key=len, reverse=True))), "", f"{urdu.title}\n{urdu.body}")
    assert not re.findall(r"[A-Za-z]+", latin)
    for part in (
        "قومی",
        "national",
        "پاکستانی وقت",
        "PKT",
        "نقل یا مزید خبر",
        "copy or further report",
        "more reports",
    ):
        assert part in both.body
    assert "مقام ریاض → استنبول" in urdu.body


def test_a_single_outlet_of_the_lowest_tier_is_called_unconfirmed(alert: AlertPayload) -> None:
    assert "unconfirmed: one low-tier outlet" in render(one(alert, sources=(LOW,)), EN).body
    assert "غیر مصدقہ: صرف کم درجے کا ایک ادارہ" in render(one(alert, sources=(LOW,)), UR).body
    two = one(alert, sources=(LOW, alert.sources[0]), outlets=2)
    assert "2 independent outlets (national, small or unknown)" in render(two, EN).body


@pytest.mark.parametrize(
    ("first", "last", "precision", "said"),
    [
        (date(2025, 7, 3), date(2025, 7, 3), DatePrecision.DAY, ("جمعرات ۳ جولائی ۲۰۲۵", "Thursday 3 July 2025")),
        (date(2025, 8, 18), date(2025, 8, 19), DatePrecision.RANGE, ("۱۸ یا ۱۹ اگست ۲۰۲۵", "18 or 19 August 2025")),
        (
            date(2025, 6, 28), date(2025, 7, 3), DatePrecision.RANGE,
            ("۲۸ جون ۲۰۲۵ سے ۳ جولائی ۲۰۲۵ کے درمیان", "between 28 June 2025 and 3 July 2025"),
        ),
        (
            date(2018, 2, 1), date(2018, 2, 28), DatePrecision.MONTH,
            ("فروری ۲۰۱۸، دن معلوم نہیں", "February 2018, day unknown"),
        ),
        (date(2018, 1, 1), date(2018, 12, 31), DatePrecision.YEAR, ("۲۰۱۸، دن معلوم نہیں", "2018, day unknown")),
        (
            None, None, DatePrecision.NONE,
            ("تاریخ معلوم نہیں، خبر جمعرات ۳ جولائی ۲۰۲۵ کو آئی", "day unknown; reported on Thursday 3 July 2025"),
        ),
    ],
)  # fmt: skip
def test_a_day_is_said_as_exactly_as_it_is_known(
    alert: AlertPayload, first: date | None, last: date | None, precision: DatePrecision, said: tuple[str, str]
) -> None:
    dates = DateBounds(first, last, precision)
    assert tuple(when(dates, alert.reported_at, each, ZONE) for each in (UR, EN)) == said


def test_a_day_that_nothing_bounds_is_unknown() -> None:
    assert tuple(when(DateBounds(), None, each, ZONE) for each in (UR, EN)) == ("تاریخ معلوم نہیں", "day unknown")


@pytest.mark.parametrize(
    ("length", "urdu", "english"),
    [
        (4, "۴ منٹ", "4 min"),
        (50, "۵۰ منٹ", "50 min"),
        (60, "ایک گھنٹہ", "1 h"),
        (65, "۱ گھنٹہ ۵ منٹ", "1 h 5 min"),
        (90, "ڈیڑھ گھنٹہ", "1 h 30 min"),
        (125, "۲ گھنٹے ۵ منٹ", "2 h 5 min"),
        (150, "اڑھائی گھنٹے", "2 h 30 min"),
        (300, "۵ گھنٹے", "5 h"),
    ],
)
def test_lengths_of_time_are_said_as_people_do(length: int, urdu: str, english: str) -> None:
    assert (minutes(length, UR), minutes(length, EN)) == (urdu, english)


@given(st.dates())
def test_every_day_has_words_in_both_languages(value: date) -> None:
    assert not re.search(r"[A-Za-z0-9]", day(value, UR))
    assert value.strftime("%A") in day(value, EN)


def test_what_has_no_word_here_is_shown_as_found(alert: AlertPayload) -> None:
    words = render(one(alert, details=ContactDetails("ford", "telegraph", place="Ulan <Bator>"), kind="odd"), UR)
    for part in ("\u2068ford\u2069", "\u2068Ulan <Bator>\u2069", "\u2068telegraph\u2069", "\u2068odd\u2069"):
        assert part in words.body + words.title


@given(
    limit=st.integers(40, 4000),
    quote=st.text(max_size=900),
    reports=st.integers(0, 30),
    language=st.sampled_from(Language),
    repeat=st.booleans(),
)
def test_no_message_is_longer_than_its_room_and_none_loses_the_contact(
    limit: int, quote: str, reports: int, language: Language, repeat: bool
) -> None:
    alert = replace(
        canary(NOW), contact="2025-07-03-trump-phone", kind="new", sources=(replace(LOW, quote=quote),) * reports
    )
    words = render(OutgoingMessage("key", (alert,), repeat=repeat), language, room=SizeLimits(60, limit), guard=defang)
    assert len(words.body) <= limit
    assert len(words.title) <= 60
    assert alert.contact in words.body
    for text in (words.title, words.body):
        assert text.count("\u2068") == text.count("\u2069")


def test_a_digest_counts_what_it_has_no_room_for(alert: AlertPayload) -> None:
    outgoing = OutgoingMessage("key", (alert,) * 60, digest=True)
    words = render(outgoing, EN)
    assert words.title == "Rabita: 60 alerts together"
    assert "20 more" in words.body
    assert len(render(outgoing, Language.BOTH, room=SizeLimits(100, 900)).body) <= 900


def test_a_possible_repeat_says_so_in_title_and_body(alert: AlertPayload) -> None:
    words = render(replace(one(alert), repeat=True), Language.BOTH)
    assert "[possible repeat]" in words.title
    assert "[ممکنہ تکرار]" in words.title
    assert "Possible repeat" in words.body
    assert "possible repeat" not in render(one(alert), Language.BOTH).title.lower()


def test_html_has_our_links_only_and_no_markup_of_strangers(alert: AlertPayload) -> None:
    quote = "<script>alert(1)</script> https://evil.example/ & more"
    page = as_html(render(one(alert, sources=(replace(alert.sources[0], quote=quote),)), UR))
    assert re.findall(r'href="([^"]+)"', page) == ["https://misaal.example/khabar/1?a=1&amp;b=2"]
    assert "<script" not in page
    assert set(re.findall(r"<(\w+)", page)) == {"p", "br", "a"}


def test_a_notice_is_reported_as_it_is() -> None:
    words = render(OutgoingMessage("key", notice=Notice("id", "The channel fails", "one\ntwo")), UR)
    assert (words.title, words.body) == ("The channel fails", "one\ntwo")


def test_facts_come_back_from_their_json(alert: AlertPayload) -> None:
    assert from_json(to_json(alert)) == alert
    assert to_json(from_json(to_json(alert))) == to_json(alert)


def test_the_event_for_prefect_is_plain_json(alert: AlertPayload) -> None:
    made = event(alert)
    assert made["event"] == "rabita.contact.new"
    assert json.loads(json.dumps(made))["payload"]["contact"] == alert.contact


def test_every_topic_of_the_lexicon_has_an_urdu_name() -> None:
    topics = yaml.safe_load((resources.files("flows.contacts") / "lexicon_data" / "cues.ur.yaml").read_text("utf-8"))[
        "topics"
    ]
    assert [topic for topic in topics if name("topics", topic, UR) is None] == []


def test_what_changed_is_said_in_urdu_too(alert: AlertPayload) -> None:
    changed = one(alert, kind="corrected", detail="date 2025-07-03 → 2025-07-04; minutes unknown → 60")
    assert "تبدیلی: \u2068تاریخ 2025-07-03 → 2025-07-04; منٹ نامعلوم → 60\u2069" in render(changed, UR).body
    assert "Change: \u2068date 2025-07-03 → 2025-07-04; minutes unknown → 60\u2069" in render(changed, EN).body


def test_hours_are_reported_by_the_channels_clock(alert: AlertPayload) -> None:
    assert "Thursday 3 July 2025 23:00 PKT" in render(one(alert), EN).body
    assert "جمعرات ۳ جولائی ۲۰۲۵ ۲۳:۰۰ پاکستانی وقت" in render(one(alert), UR).body
    assert "Thursday 3 July 2025 14:00 EDT" in render(one(alert), EN, timezone="America/New_York").body
    assert "Thursday 3 July 2025 22:00 UTC+04" in render(one(alert), EN, timezone="Asia/Dubai").body
