"""The cases of events.py in other words, by other outlets and in another order."""

from scenario_runner import Story, forgotten, live, scenario
from scenario_texts import call, meeting, more, reported

FRIDAY = "2027-03-05-trump-phone"
TUESDAY = "2027-03-09-trump-phone"
MEETING = "2027-03-05-trump-meeting"
DUTY = {"duty": {}}
STEPS = {"desk": {"steps": ["new", "happened", "corrected", "denied", "planned"]}}
FIRST = live("2027-03-05 12:30", call("misaal", "12:10", "جمعہ کو"), sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"])
WRONG_DAY = live(
    "2027-03-11 09:30", call("misaal", "09:10", "منگل کو", key="1"), sent=[f"new {TUESDAY}: 2027-03-09, 1 outlet"]
)
NEXT_WEEK = "دونوں رہنماؤں نے آئندہ ہفتے ریاض میں ملاقات پر اتفاق کیا۔"
NOT_TUESDAY = Story(
    "khayali",
    "12:10",
    "پیوٹن ٹرمپ گفتگو منگل نہیں بدھ کو ہوئی",
    "کریملن نے وضاحت کی ہے کہ صدر پیوٹن اور صدر ٹرمپ کی ٹیلی فون پر گفتگو منگل کو نہیں بلکہ بدھ کو ہوئی تھی۔",
)
APOLOGY = Story(
    "misaal",
    "12:10",
    "درستی",
    "ہماری گزشتہ خبر میں بتایا گیا تھا کہ روسی صدر ولادیمیر پیوٹن اور امریکی صدر ڈونلڈ ٹرمپ نے منگل کو فون پر بات کی۔ "
    "گفتگو منگل کو نہیں، بدھ کو ہوئی۔ ادارہ غلطی پر معذرت خواہ ہے۔",
)
HOURS_LATER = Story(
    "farzi",
    "22:10",
    "پیوٹن اور ٹرمپ کی چند گھنٹوں بعد دوبارہ گفتگو",
    "روسی صدر ولادیمیر پیوٹن اور امریکی صدر ڈونلڈ ٹرمپ نے چند گھنٹے بعد دوبارہ ٹیلی فون پر گفتگو کی۔ "
    "کریملن کے مطابق یہ جمعہ کی دوسری کال تھی۔",
)
TWO_IN_A_DAY = Story(
    "farzi",
    "22:10",
    "ایک ہی روز میں پیوٹن اور ٹرمپ کے دو ٹیلی فونک رابطے",
    "روسی صدر ولادیمیر پیوٹن اور امریکی صدر ڈونلڈ ٹرمپ نے جمعہ کو شام کے وقت ٹیلی فون پر دوسری بار گفتگو کی، "
    "صبح بھی دونوں کی بات ہوئی تھی۔ کریملن نے کہا کہ دونوں کالیں الگ الگ تھیں۔",
)

SCENARIOS = [
    scenario(
        "meetings on days in a row in one city are one summit, also where nobody calls them so",
        live(
            "2027-03-05 21:30",
            meeting("misaal", "21:10", "جمعہ کو"),
            sent=[f"new {MEETING}: 2027-03-05, Riyadh, 1 outlet"],
        ),
        live("2027-03-06 21:30", meeting("khayali", "21:10", "ہفتہ کو")),
        channels=DUTY,
    ),
    scenario(
        "meetings on days in a row in two cities are two",
        live(
            "2027-03-05 21:30",
            meeting("misaal", "21:10", "جمعہ کو"),
            sent=[f"new {MEETING}: 2027-03-05, Riyadh, 1 outlet"],
        ),
        live(
            "2027-03-06 21:30",
            meeting("khayali", "21:10", "ہفتہ کو", city="استنبول"),
            sent=["new 2027-03-06-trump-meeting: 2027-03-06, Istanbul, 1 outlet"],
        ),
        channels=DUTY,
    ),
    scenario(
        "a second call a few hours later",
        FIRST,
        live("2027-03-05 22:30", HOURS_LATER, sent=[f"new {FRIDAY}-2: by 2027-03-05, 1 outlet"]),
        channels=DUTY,
    ),
    scenario(
        "two calls within one day, the second in the evening",
        FIRST,
        live("2027-03-05 22:30", TWO_IN_A_DAY, sent=[f"new {FRIDAY}-2: 2027-03-05, 1 outlet"]),
        channels=DUTY,
    ),
    scenario(
        "a video call before a call by telephone, by two outlets",
        live(
            "2027-03-05 12:30",
            reported("video call", "khayali", "12:10", "جمعہ کو"),
            sent=["new 2027-03-05-trump-video: 2027-03-05, 1 outlet"],
        ),
        live("2027-03-05 22:30", call("misaal", "22:10", "جمعہ کو"), sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"]),
        channels=DUTY,
    ),
    scenario(
        "another day at the same address is a correction",
        WRONG_DAY,
        live(
            "2027-03-11 12:30",
            call("misaal", "09:10", "بدھ کو", key="1"),
            sent=[f"corrected {TUESDAY}: 2027-03-10, 1 outlet (date 2027-03-09 → 2027-03-10)"],
        ),
        channels=STEPS,
    ),
    scenario(
        "not Tuesday but Wednesday, by another outlet",
        WRONG_DAY,
        live(
            "2027-03-11 12:30",
            NOT_TUESDAY,
            sent=[
                f"corrected {TUESDAY}: 2027-03-09 to 2027-03-10, 2 outlets (date 2027-03-09 → 2027-03-09/2027-03-10)"
            ],
        ),
        channels=STEPS,
    ),
    scenario(
        "not on Tuesday, on Wednesday, in a correction of the outlet's own",
        WRONG_DAY,
        live(
            "2027-03-11 12:30",
            APOLOGY,
            sent=[f"corrected {TUESDAY}: 2027-03-10, 1 outlet (date 2027-03-09 → 2027-03-10)"],
        ),
        channels=STEPS,
    ),
    scenario(
        "a live blog of two days with a call on each",
        live(
            "2027-03-05 19:30",
            call("misaal", "19:10", "جمعہ کو", key="1"),
            sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"],
        ),
        live(
            "2027-03-06 19:30",
            call("misaal", "19:10", "ہفتہ کو", key="1"),
            sent=["new 2027-03-06-trump-phone: 2027-03-06, 1 outlet"],
        ),
        channels=DUTY,
    ),
    scenario(
        "the readout of a call announces a meeting, and the meeting is the one announced",
        live(
            "2027-03-05 19:30",
            more(call("misaal", "19:10", "جمعہ کو"), NEXT_WEEK),
            sent=[
                f"new {FRIDAY}: 2027-03-05, 1 outlet",
                "planned 2027-03-08-trump-meeting-planned: 2027-03-08 to 2027-03-14, Riyadh, 1 outlet",
            ],
        ),
        live("2027-03-05 20:30", more(call("khayali", "20:10", "جمعہ کو"), NEXT_WEEK)),
        live(
            "2027-03-10 20:30",
            meeting("khayali", "20:10", "بدھ کو"),
            sent=[
                "new 2027-03-10-trump-meeting: 2027-03-10, Riyadh, 1 outlet",
                "happened 2027-03-10-trump-meeting: 2027-03-10, Riyadh, 1 outlet (announced by misaal)",
            ],
        ),
        channels=STEPS,
    ),
    scenario(
        "the only report is erased, and the call of the next day is news",
        live(
            "2027-03-05 19:30",
            call("misaal", "19:10", "جمعہ کو", key="1"),
            sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"],
        ),
        forgotten("2027-03-05 20:00", "misaal/1"),
        live(
            "2027-03-06 20:30",
            call("khayali", "20:10", "ہفتہ کو"),
            sent=["new 2027-03-06-trump-phone: 2027-03-06, 1 outlet"],
        ),
        channels=DUTY,
    ),
    scenario(
        "the only report, which named no day, is erased",
        live("2027-03-05 19:30", call("misaal", "19:10", key="1"), sent=[f"new {FRIDAY}: by 2027-03-05, 1 outlet"]),
        forgotten("2027-03-05 20:00", "misaal/1"),
        live("2027-03-05 20:30", call("khayali", "20:10")),
        channels=DUTY,
    ),
    scenario(
        "of two denials loaded late the one that came out after the call counts",
        live(
            "2027-03-05 19:30",
            call("misaal", "19:10", "جمعہ کو"),
            reported("call denied", "awaz", "10:50"),
            sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"],
        ),
        live(
            "2027-03-05 22:30",
            reported("call denied", "misaal", "22:10"),
            sent=[f"denied {FRIDAY}: 2027-03-05, 1 outlet (denied in misaal)"],
        ),
        channels=STEPS,
    ),
]
