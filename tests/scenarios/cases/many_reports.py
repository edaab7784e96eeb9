"""What one contact is, whatever the order, the versions and the copies of its reports."""

from scenario_runner import Story, forgotten, live, scenario, stored, watch
from scenario_texts import call, meeting, more, reported

FRIDAY = "2027-03-05-trump-phone"
SATURDAY = "2027-03-06-trump-phone"
SUNDAY = "2027-03-07-trump-phone"
MEETING = "2027-03-05-trump-meeting"
DUTY = {"duty": {}}
NEWS = {"desk": {"steps": ["new", "happened", "corrected", "denied"]}}

AGAIN = "دونوں رہنماؤں نے جلد دوبارہ بات کرنے پر اتفاق کیا۔"
LONG = (
    "کریملن کے مشیر یوری اوشاکوف نے بتایا کہ گفتگو کا آغاز یوکرین کے محاذ کی تازہ صورت حال سے ہوا۔ "
    "ان کے مطابق صدر پیوٹن نے بات چیت کے ذریعے تنازع کے حل پر زور دیا۔ "
    "وائٹ ہاؤس کی ترجمان نے کہا کہ امریکی صدر کو جنگ کے جلد خاتمے کی امید ہے۔ "
    "یورپی رہنماؤں نے اس پیش رفت کا محتاط خیر مقدم کیا ہے۔"
)


def dated(outlet: str, at: str, when: str, key: str = "") -> Story:
    """Return a long report of a call."""
    return more(call(outlet, at, when, key=key), LONG)


def flash(when: str, key: str) -> Story:
    """Return a report of one sentence, worded alike for every call."""
    text = f"روسی صدر ولادیمیر پیوٹن اور امریکی صدر ڈونلڈ ٹرمپ کے درمیان {when} ٹیلی فون پر گفتگو ہوئی ہے۔"
    return Story("misaal", "19:10", "پیوٹن اور ٹرمپ کی ٹیلی فون پر گفتگو", text, key)


WEEKEND = {
    "Friday": call("misaal", "2027-03-05 19:10", "جمعہ کو"),
    "Saturday": call("khayali", "2027-03-06 19:10", "6 مارچ کو"),
    "Sunday": call("farzi", "2027-03-07 19:10", "7 مارچ کو"),
}
SUMMIT_FIRST = Story(
    "misaal",
    "21:10",
    "ریاض میں پیوٹن اور ٹرمپ کی دو روزہ سربراہی ملاقات",
    "روسی صدر ولادیمیر پیوٹن اور امریکی صدر ڈونلڈ ٹرمپ نے جمعہ کو ریاض میں بالمشافہ ملاقات کی ہے۔ "
    "کریملن کے مطابق یہ دو روزہ سربراہی ملاقات کا پہلا دن تھا۔",
)
SUMMIT_SECOND = Story(
    "khayali",
    "21:10",
    "ریاض سربراہی ملاقات کا دوسرا روز، پیوٹن اور ٹرمپ پھر ملے",
    "ریاض میں دو روزہ سربراہی ملاقات کے دوسرے روز ہفتہ 6 مارچ کو روسی صدر ولادیمیر پیوٹن اور "
    "امریکی صدر ڈونلڈ ٹرمپ کی بالمشافہ ملاقات ہوئی ہے۔ مشترکہ اعلامیہ شام کو جاری کیا گیا۔",
)
TWO_CALLS = Story(
    "farzi",
    "22:10",
    "پیوٹن اور ٹرمپ کی ایک دن میں دوسری ٹیلی فونک گفتگو",
    "روسی صدر ولادیمیر پیوٹن اور امریکی صدر ڈونلڈ ٹرمپ کے درمیان جمعہ کو دوسری بار ٹیلی فون پر گفتگو ہوئی۔ "
    "پہلی گفتگو صبح اور دوسری شام کو ہوئی، کریملن نے تصدیق کی کہ یہ دو الگ کالیں تھیں۔",
)
NOT_TUESDAY = Story(
    "misaal",
    "12:10",
    "تصحیح: پیوٹن اور ٹرمپ کی گفتگو بدھ کو ہوئی",
    "روسی صدر ولادیمیر پیوٹن اور امریکی صدر ڈونلڈ ٹرمپ کے درمیان ٹیلی فون پر گفتگو منگل کو نہیں بلکہ بدھ کو ہوئی۔ "
    "پہلی خبر میں دن غلط لکھا گیا تھا جس پر ادارہ معذرت خواہ ہے۔",
)

SCENARIOS = [
    # 1: a weekday is part of the date it stands beside
    scenario(
        "a weekday beside the full date of a year ago is that date's",
        live("2027-03-15 19:30", meeting("misaal", "19:10", "جمعہ 15 اگست 2025 کو", city="الاسکا")),
        live("2027-03-15 20:30", call("khayali", "20:10", "جمعرات 3 جولائی 2025 کو")),
        channels=DUTY,
    ),
    # 2: in the order of events
    *(
        scenario(
            f"three contacts of an outage are sent in the order of their days, stored {' '.join(order)}",
            *(stored(f"2027-03-08 0{6 + place}:15", WEEKEND[day]) for place, day in enumerate(order)),
            watch(
                "2027-03-08 10:00",
                sent=[
                    f"new {FRIDAY}: 2027-03-05, 1 outlet",
                    f"new {SATURDAY}: 2027-03-06, 1 outlet",
                    f"new {SUNDAY}: 2027-03-07, 1 outlet",
                ],
            ),
            channels=DUTY,
        )
        for order in (("Saturday", "Friday", "Sunday"), ("Sunday", "Saturday", "Friday"))
    ),
    # 3: times of publication decide what a denial is about
    scenario(
        "a denial of the morning is not of the call of the evening",
        live("2027-03-05 11:00", reported("call denied", "awaz", "10:50")),
        live("2027-03-05 19:30", call("misaal", "19:10", "جمعہ کو"), sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"]),
        watch("2027-03-05 20:30"),
        channels=NEWS,
    ),
    scenario(
        "a denial of the morning that is loaded after the call of the evening",
        live("2027-03-05 19:30", call("misaal", "19:10", "جمعہ کو"), sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"]),
        live("2027-03-05 20:30", reported("call denied", "awaz", "10:50")),
        channels=NEWS,
    ),
    # 4: a plan in a report of the contact is of the next one
    scenario(
        "they agreed to talk again, which announces no call that was",
        live(
            "2027-03-05 19:30",
            more(call("misaal", "19:10", "جمعہ کو"), AGAIN),
            sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"],
        ),
        live("2027-03-05 20:30", more(call("khayali", "20:10", "جمعہ کو"), AGAIN)),
        channels=NEWS,
    ),
    # 5: what was alerted stays known
    scenario(
        "the only report is erased, and the next one alerts nobody",
        live(
            "2027-03-05 19:30",
            call("misaal", "19:10", "جمعہ کو", key="1"),
            sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"],
        ),
        forgotten("2027-03-05 20:00", "misaal/1"),
        live("2027-03-05 20:30", call("khayali", "20:10", "جمعہ کو")),
        live("2027-03-06 09:30", call("farzi", "09:10", "5 مارچ کو")),
        channels=DUTY,
    ),
    # 6: re-use of an old text, however late
    scenario(
        "an edited re-publication of 22 days later",
        live(
            "2027-03-05 19:30",
            dated("misaal", "19:10", "", key="1"),
            sent=[f"new {FRIDAY}: by 2027-03-05, 1 outlet"],
        ),
        live(
            "2027-03-27 19:30",
            more(dated("misaal", "19:10", "جمعہ کو", key="2"), title="پیوٹن اور ٹرمپ کی ٹیلی فون پر گفتگو (اپ ڈیٹ)"),
        ),
        channels=DUTY,
    ),
    scenario(
        "an old text under a new date at another outlet",
        live(
            "2027-03-05 19:30",
            dated("misaal", "19:10", "جمعہ کو", key="1"),
            sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"],
        ),
        live(
            "2027-04-20 19:30",
            Story("band", "19:10", "پیوٹن ٹرمپ گفتگو", "ماسکو: " + dated("misaal", "19:10", "پیر کو").text, "2"),
        ),
        channels=DUTY,
    ),
    scenario(
        "an outlet's fixed wording a month later, with another duration, is another call",
        live(
            "2027-03-05 19:30",
            call("misaal", "19:10", "جمعہ کو", lasted="50 منٹ", key="1"),
            sent=[f"new {FRIDAY}: 2027-03-05, 50 min, 1 outlet"],
        ),
        live(
            "2027-04-05 19:30",
            call("misaal", "19:10", "پیر کو", lasted="20 منٹ", key="2"),
            sent=["new 2027-04-05-trump-phone: 2027-04-05, 20 min, 1 outlet"],
        ),
        channels=DUTY,
    ),
    scenario(
        "an outlet's fixed wording a month later, with the day of another month, is another call",
        live(
            "2027-03-05 19:30",
            call("misaal", "19:10", "5 مارچ کو", key="1"),
            sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"],
        ),
        live(
            "2027-04-05 19:30",
            call("misaal", "19:10", "5 اپریل کو", key="2"),
            sent=["new 2027-04-05-trump-phone: 2027-04-05, 1 outlet"],
        ),
        channels=DUTY,
    ),
    scenario(
        "a flash of which one sentence is always the same is another call",
        live("2027-03-05 19:30", flash("جمعہ کو", "1"), sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"]),
        live("2027-04-05 19:30", flash("پیر کو", "2"), sent=["new 2027-04-05-trump-phone: 2027-04-05, 1 outlet"]),
        channels=DUTY,
    ),
    # 7: the latest version speaks for its article
    scenario(
        "another duration at the same address counts alone",
        live(
            "2027-03-05 19:30",
            call("misaal", "19:10", "جمعہ کو", lasted="50 منٹ", key="1"),
            sent=[f"new {FRIDAY}: 2027-03-05, 50 min, 1 outlet"],
        ),
        live("2027-03-05 20:30", call("misaal", "19:10", "جمعہ کو", lasted="ایک گھنٹہ", key="1")),
        live("2027-03-05 21:30", call("khayali", "21:10", "جمعہ کو")),
        watch("2027-03-05 22:30", stands=(f"{FRIDAY}: 2027-03-05, 60 min, 2 outlets, corroborated",)),
        channels=DUTY,
    ),
    scenario(
        "not Tuesday but Wednesday is a correction and no denial",
        live(
            "2027-03-11 09:30",
            call("misaal", "09:10", "منگل کو", key="1"),
            sent=["new 2027-03-09-trump-phone: 2027-03-09, 1 outlet"],
        ),
        live(
            "2027-03-11 12:30",
            NOT_TUESDAY,
            sent=["corrected 2027-03-09-trump-phone: 2027-03-10, 1 outlet (date 2027-03-09 → 2027-03-10)"],
        ),
        channels=NEWS,
    ),
    # 8: what a contact is
    scenario(
        "a summit of two days is one contact",
        live("2027-03-05 21:30", SUMMIT_FIRST, sent=[f"new {MEETING}: 2027-03-05, Riyadh, 1 outlet"]),
        live("2027-03-06 21:30", SUMMIT_SECOND),
        channels=DUTY,
    ),
    scenario(
        "two calls of one day that a text says were two",
        live("2027-03-05 12:30", call("misaal", "12:10", "جمعہ کو"), sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"]),
        live("2027-03-05 22:30", TWO_CALLS, sent=[f"new {FRIDAY}-2: 2027-03-05, 1 outlet"]),
        channels=DUTY,
    ),
    scenario(
        "a call by phone and one by video on one day are two",
        live("2027-03-05 12:30", call("misaal", "12:10", "جمعہ کو"), sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"]),
        live(
            "2027-03-05 22:30",
            reported("video call", "misaal", "22:10", "جمعہ کو"),
            sent=["new 2027-03-05-trump-video: 2027-03-05, 1 outlet"],
        ),
        channels=DUTY,
    ),
    # 12: the same articles are the same contact, whatever the order
    scenario(
        "an alert says when outlets disagree about how long it lasted",
        stored("2027-03-05 19:15", call("misaal", "19:10", "جمعہ کو", lasted="50 منٹ")),
        stored("2027-03-05 19:25", call("farzi", "19:20", "جمعہ کو", lasted="50 منٹ")),
        stored("2027-03-05 19:35", call("khayali", "19:30", "جمعہ کو", lasted="ایک گھنٹہ")),
        watch(
            "2027-03-05 20:00",
            sent=[f"new {FRIDAY}: 2027-03-05, 50 min, 3 outlets"],
            says=("50 min; \u2068خیالی نیوز\u2069: 1 h", "۵۰ منٹ؛ \u2068خیالی نیوز\u2069: ایک گھنٹہ"),
        ),
        channels=DUTY,
    ),
    # a headline without a day is of the call that its text dates
    scenario(
        "a call of last week is old news, also in the headline",
        live("2027-03-15 19:30", call("misaal", "19:10", "5 مارچ کو")),
        live("2027-03-15 20:30", call("khayali", "20:10", "5 مارچ 2027 کو")),
        channels=DUTY,
    ),
]
