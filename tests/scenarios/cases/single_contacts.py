"""Single contacts: repeated, late, echoed, by ten outlets, on adjacent days, by two calendars."""

from scenario_runner import Story, live, scenario, stored, watch
from scenario_texts import OUTLETS, call, meeting, more, reported

FRIDAY = "2027-03-05-trump-phone"
SATURDAY = "2027-03-06-trump-phone"
DUTY_AND_DESK = {"duty": {}, "desk": {"steps": ["new", "corroborated", "corrected", "denied"]}}
NEWS = {"duty": {"steps": ["new", "corrected", "denied"]}}
"""One channel that hears of contacts and of what changes them, and of no further outlet."""
MINUTES = ("50 منٹ", "45 منٹ", "ایک گھنٹہ", "55 منٹ", "40 منٹ", "70 منٹ", "35 منٹ", "65 منٹ", "30 منٹ", "80 منٹ")

VANCE = Story(
    "farzi",
    "18:40",
    "پیوٹن کی امریکی نائب صدر سے فون پر گفتگو",
    "روسی صدر ولادیمیر پیوٹن نے جمعہ کو امریکی نائب صدر جے ڈی وینس سے ٹیلی فون پر گفتگو کی۔ "
    "کریملن کے مطابق گفتگو میں یوکرین کا معاملہ زیر بحث آیا۔",
)

SCENARIOS = [
    scenario(
        "one call and its second outlet",
        live(
            "2027-03-05 19:30",
            call("misaal", "19:10", "جمعہ کو", lasted="50 منٹ"),
            sent={name: [f"new {FRIDAY}: 2027-03-05, 50 min, 1 outlet"] for name in DUTY_AND_DESK},
            says=("ایک ادارہ (قومی)", "one outlet so far (national)", "50 min", "۵۰ منٹ"),
        ),
        live(
            "2027-03-05 20:30",
            call("khayali", "20:10", "جمعہ کو", lasted="50 منٹ"),
            sent={"desk": [f"corroborated {FRIDAY}: 2027-03-05, 50 min, 2 outlets (2 independent outlets)"]},
        ),
        live(
            "2027-03-06 09:30",
            call("farzi", "09:10", "جمعہ کو"),
            sent={"desk": [f"corroborated {FRIDAY}: 2027-03-05, 50 min, 3 outlets (3 independent outlets)"]},
        ),
        channels=DUTY_AND_DESK,
        whole=True,
    ),
    scenario(
        "the same page again, and a copy of it elsewhere",
        live(
            "2027-03-05 19:30",
            call("misaal", "19:10", "جمعہ کو", key="1"),
            sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"],
        ),
        live("2027-03-05 20:30", call("misaal", "19:10", "جمعہ کو", key="1")),
        live("2027-03-05 21:30", call("misaal", "21:10", "جمعہ کو", key="2")),
        live(
            "2027-03-05 22:30",
            Story("khayali", "22:10", call("misaal", "22:10").title, call("misaal", "22:10", "جمعہ کو").text),
        ),
        watch("2027-03-06 09:30"),
    ),
    scenario(
        "calls on adjacent days are two",
        live("2027-03-05 19:30", call("misaal", "19:10", "جمعہ کو"), sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"]),
        live(
            "2027-03-06 19:30",
            call("khayali", "19:10", "ہفتہ 6 مارچ کو"),
            sent=[f"new {SATURDAY}: 2027-03-06, 1 outlet"],
        ),
        live(
            "2027-03-07 10:30",
            call("farzi", "10:10", "ہفتہ 6 مارچ کو"),
            sent=[f"corroborated {SATURDAY}: 2027-03-06, 2 outlets (2 independent outlets)"],
        ),
    ),
    scenario(
        "ten outlets with ten durations are one call",
        *(
            live(
                f"2027-03-05 {13 + number}:30",
                call(outlet, f"{13 + number}:10", "جمعہ کو", lasted=MINUTES[number]),
                sent=[f"new {FRIDAY}: 2027-03-05, 50 min, 1 outlet"] if number == 0 else (),
            )
            for number, outlet in enumerate(OUTLETS)
        ),
        channels=NEWS,
    ),
    scenario(
        "ten outlets at once are one alert that names all",
        live(
            "2027-03-05 22:30",
            *(call(outlet, f"{19 + number // 6}:{number % 6}0", "جمعہ کو") for number, outlet in enumerate(OUTLETS)),
            sent=[f"new {FRIDAY}: 2027-03-05, 10 outlets"],
            says=("10 independent outlets", "۱۰ آزاد ادارے"),
        ),
        channels=NEWS,
    ),
    scenario(
        "echoes of a call without a day raise nothing for days",
        live("2027-03-05 19:30", call("misaal", "19:10", "جمعہ کو"), sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"]),
        *(
            live(f"2027-03-0{6 + number} 11:30", call(outlet, "11:10"))
            for number, outlet in enumerate(("khayali", "farzi", "namuna", "band"))
        ),
        channels=NEWS,
    ),
    scenario(
        "a weekday in the weekend's paper means the Friday that was",
        live("2027-03-05 19:30", call("misaal", "19:10", "جمعہ کو"), sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"]),
        live("2027-03-07 08:30", call("khayali", "08:00", "جمعہ کو")),
        live("2027-03-08 08:30", call("farzi", "08:00", "جمعے کے روز")),
        channels=NEWS,
    ),
    scenario(
        "yesterday's call in the morning paper is the call of last night",
        live("2027-03-05 23:30", call("misaal", "23:10", "جمعہ کو"), sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"]),
        live("2027-03-06 07:30", call("khayali", "07:00", "گزشتہ روز")),
        channels=NEWS,
    ),
    scenario(
        "a call by night is of two days in two capitals and one call",
        live("2027-03-06 06:30", call("misaal", "06:10", "جمعہ کو"), sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"]),
        live("2027-03-06 09:30", call("khayali", "09:10", "ہفتہ کو")),
        live("2027-03-06 12:30", call("farzi", "12:10", "5 مارچ کو")),
        channels={"duty": {}},
    ),
    scenario(
        "a paper that gives the day of publication only",
        live(
            "2027-03-06 08:30",
            call("misaal", "2027-03-06", "جمعہ کو"),
            sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"],
        ),
        live("2027-03-06 20:30", call("khayali", "2027-03-06", "ہفتہ کو"), sent={}),
        channels={"duty": {}},
    ),
    scenario(
        "a call and a meeting on one day are two",
        live("2027-03-05 15:30", call("misaal", "15:10", "جمعہ کو"), sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"]),
        live(
            "2027-03-05 21:30",
            meeting("khayali", "21:10", "جمعہ کو"),
            sent=["new 2027-03-05-trump-meeting: 2027-03-05, Riyadh, 1 outlet"],
        ),
    ),
    scenario(
        "the vice president is an envoy, and his call is no contact",
        live("2027-03-05 18:50", VANCE),
        live("2027-03-05 19:30", call("misaal", "19:10", "جمعہ کو"), sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"]),
    ),
    scenario(
        "a small paper alone is unconfirmed, and a careful channel waits for a second",
        live(
            "2027-03-05 19:30",
            call("chota", "19:10", "جمعہ کو"),
            sent={"duty": [f"new {FRIDAY}: 2027-03-05, 1 outlet"]},
            says=("(unconfirmed)", "(غیر مصدقہ)"),
        ),
        live(
            "2027-03-05 20:30",
            call("misaal", "20:10", "جمعہ کو"),
            sent={
                name: [f"corroborated {FRIDAY}: 2027-03-05, 2 outlets (2 independent outlets)"]
                for name in ("careful", "national")
            },
            never=("(unconfirmed)",),
        ),
        channels={
            "duty": {},
            "careful": {"steps": ["new"], "minimum_outlets": 2},
            "national": {"steps": ["new"], "minimum_tier": 1},
        },
    ),
    scenario(
        "a live blog that grows is one call",
        live(
            "2027-03-05 19:30",
            call("misaal", "19:10", "جمعہ کو", key="live"),
            sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"],
        ),
        live(
            "2027-03-05 20:00",
            more(call("misaal", "19:55", "جمعہ کو", key="live"), "یورپی یونین نے کہا ہے کہ وہ تفصیلات کی منتظر ہے۔"),
        ),
        live(
            "2027-03-05 20:30",
            more(
                call("misaal", "20:25", "جمعہ کو", key="live"),
                "یورپی یونین نے کہا ہے کہ وہ تفصیلات کی منتظر ہے۔",
                "برلن میں جرمن چانسلر نے گفتگو کا خیر مقدم کیا۔",
            ),
        ),
        live("2027-03-06 08:30", reported("call", "misaal", "08:10", "جمعہ کو", lasted="50 منٹ", key="morning")),
        channels=NEWS,
    ),
    scenario(
        "a video call that others call a conversation by phone is one contact",
        live(
            "2027-03-05 19:30",
            reported("video call", "misaal", "19:10", "جمعہ کو"),
            sent=["new 2027-03-05-trump-video: 2027-03-05, 1 outlet"],
        ),
        live("2027-03-05 20:30", reported("video call", "khayali", "20:10", "جمعہ کو")),
        channels=NEWS,
    ),
    scenario(
        "articles stored by three runs are read by one watch",
        stored("2027-03-05 19:15", call("misaal", "19:10", "جمعہ کو")),
        stored("2027-03-05 19:35", call("khayali", "19:30", "جمعہ کو")),
        stored("2027-03-05 19:55", call("farzi", "19:50", "جمعہ کو")),
        watch("2027-03-05 20:00", sent=[f"new {FRIDAY}: 2027-03-05, 3 outlets"]),
        watch("2027-03-05 20:05"),
        channels={"duty": {}},
    ),
    scenario(
        "new comes before corroborated, whatever was read together",
        stored("2027-03-05 19:15", call("misaal", "19:10", "جمعہ کو")),
        stored("2027-03-05 19:35", call("khayali", "19:30", "جمعہ کو")),
        watch(
            "2027-03-05 20:00",
            sent=[
                f"new {FRIDAY}: 2027-03-05, 2 outlets",
                f"corroborated {FRIDAY}: 2027-03-05, 2 outlets (2 independent outlets)",
            ],
        ),
    ),
    scenario(
        "a copy that arrives before its original",
        live(
            "2027-03-05 20:30",
            Story("band", "20:10", "پیوٹن ٹرمپ فون کال", call("khayali", "20:10", "جمعہ کو").text, "copy"),
            sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"],
        ),
        live("2027-03-05 20:40", call("khayali", "19:10", "جمعہ کو", key="original")),
        live("2027-03-05 21:30", call("farzi", "21:10", "جمعہ کو")),
        watch("2027-03-05 22:30", stands=(f"{FRIDAY}: 2027-03-05, 2 outlets, corroborated",)),
        channels={"duty": {}},
    ),
]
