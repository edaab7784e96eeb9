"""Who receives what and when: receivers that are down, quiet hours, digests, the rate brake."""

from scenario_runner import Story, down, live, scenario, up, watch
from scenario_texts import call, meeting, reported

FRIDAY = "2027-03-05-trump-phone"

BOTH = Story(
    "misaal",
    "19:10",
    "پیوٹن اور ٹرمپ کی ٹیلی فون پر گفتگو ہوئی، کریملن",
    "روسی صدر ولادیمیر پیوٹن اور امریکی صدر ڈونلڈ ٹرمپ کے درمیان جمعہ کو ٹیلی فون پر 50 منٹ گفتگو ہوئی۔ "
    "کریملن کے ترجمان نے تصدیق کی کہ صدر پیوٹن نے صدر ٹرمپ سے جمعہ کو فون پر بات کی۔",
)

SCENARIOS = [
    scenario(
        "a receiver that was down gets what it missed, in order",
        down("2027-03-05 18:00", "desk"),
        live("2027-03-05 19:30", call("misaal", "19:10", "جمعہ کو")),
        live("2027-03-06 19:30", call("khayali", "19:10", "6 مارچ کو")),
        live("2027-03-07 19:30", call("farzi", "19:10", "7 مارچ کو")),
        up("2027-03-08 08:00", "desk"),
        watch(
            "2027-03-08 14:05",
            sent=[
                f"new {FRIDAY}: 2027-03-05, 1 outlet",
                "new 2027-03-06-trump-phone: 2027-03-06, 1 outlet",
                "new 2027-03-07-trump-phone: 2027-03-07, 1 outlet",
            ],
        ),
        watch("2027-03-08 14:10"),
    ),
    scenario(
        "quiet hours hold back what may wait, and let the new through",
        live(
            "2027-03-05 23:30",
            call("misaal", "23:10", "جمعہ کو"),
            sent={name: [f"new {FRIDAY}: 2027-03-05, 1 outlet"] for name in ("duty", "desk")},
        ),
        live(
            "2027-03-06 00:30",
            reported("call denied", "awaz", "2027-03-06 00:10"),
            sent={"desk": [f"denied {FRIDAY}: 2027-03-05, 1 outlet (denied in awaz)"]},
        ),
        watch("2027-03-06 06:59"),
        watch("2027-03-06 07:00", sent={"duty": [f"denied {FRIDAY}: 2027-03-05, 1 outlet (denied in awaz)"]}),
        channels={
            "duty": {"steps": ["new", "denied"], "quiet": {"start": "22:00", "end": "07:00"}},
            "desk": {"steps": ["new", "denied"]},
        },
    ),
    scenario(
        "the digest of a day tells in the order of the events",
        live("2027-03-05 12:30", meeting("misaal", "12:10", "جمعہ کو")),
        live("2027-03-05 19:30", call("khayali", "19:10", "جمعہ کو")),
        live("2027-03-06 06:30", call("farzi", "06:10", "جمعہ کو")),
        watch(
            "2027-03-06 08:00",
            sent=[
                "new 2027-03-05-trump-meeting: 2027-03-05, Riyadh, 1 outlet",
                f"new {FRIDAY}: 2027-03-05, 1 outlet",
            ],
            says=("2 alerts together",),
        ),
        channels={"morning": {"digest": "daily"}},
    ),
    scenario(
        "a channel in Urdu and one in English",
        live(
            "2027-03-05 19:30",
            call("misaal", "19:10", "جمعہ کو", lasted="50 منٹ"),
            sent={name: [f"new {FRIDAY}: 2027-03-05, 50 min, 1 outlet"] for name in ("urdu", "english")},
            says=("۵۰ منٹ", "50 min", "جمعہ ۵ مارچ ۲۰۲۷", "Friday 5 March 2027"),
        ),
        channels={"urdu": {"language": "ur"}, "english": {"language": "en"}},
    ),
    scenario(
        "headline and text both report the call, and the alert names the article once",
        live(
            "2027-03-05 19:30",
            BOTH,
            sent=[f"new {FRIDAY}: 2027-03-05, 50 min, 1 outlet"],
            says=("درجہ: قومی، جمعہ ۵ مارچ ۲۰۲۷ ۱۹:۱۰ پاکستانی وقت · national, Friday 5 March 2027 19:10 PKT",),
            never=("copy or further report", "نقل یا مزید خبر"),
        ),
    ),
]
