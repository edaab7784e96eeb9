"""What changes a contact: other places and durations, corrections, denials."""

from scenario_runner import Story, live, scenario
from scenario_texts import call, meeting, more, reported

FRIDAY = "2027-03-05-trump-phone"
MEETING = "2027-03-05-trump-meeting"

CITY_BEFORE = meeting("misaal", "19:10", "جمعہ کو", city="استنبول", key="1")
CITY_AFTER = meeting("misaal", "19:10", "جمعہ کو", key="1")

SCENARIOS = [
    scenario(
        "most outlets name another city, and the contact is corrected once",
        live(
            "2027-03-05 19:30",
            meeting("misaal", "19:10", "جمعہ کو", city="استنبول"),
            sent=[f"new {MEETING}: 2027-03-05, Istanbul, 1 outlet"],
        ),
        live("2027-03-05 20:30", meeting("khayali", "20:10", "جمعہ کو")),
        live(
            "2027-03-05 21:30",
            meeting("farzi", "21:10", "جمعہ کو"),
            sent=[f"corrected {MEETING}: 2027-03-05, Riyadh, 3 outlets (place Istanbul → Riyadh)"],
            says=("Riyadh", "ریاض"),
        ),
        live("2027-03-05 22:30", meeting("namuna", "22:10", "جمعہ کو")),
        channels={"desk": {"steps": ["new", "corrected"]}},
    ),
    scenario(
        "a place that comes later is a detail",
        live(
            "2027-03-05 19:30",
            Story(
                "misaal",
                "19:10",
                "پیوٹن اور ٹرمپ کی ملاقات",
                "روسی صدر ولادیمیر پیوٹن اور امریکی صدر ڈونلڈ ٹرمپ کے درمیان جمعہ کو بالمشافہ ملاقات ہوئی ہے۔ "
                "کریملن نے کہا کہ یوکرین میں جنگ بندی پر پیش رفت ہوئی ہے۔",
            ),
            sent=[f"new {MEETING}: 2027-03-05, 1 outlet"],
        ),
        live(
            "2027-03-05 20:30",
            meeting("khayali", "20:10", "جمعہ کو"),
            sent=[f"detailed {MEETING}: 2027-03-05, Riyadh, 2 outlets (place unknown → Riyadh)"],
        ),
        channels={"desk": {"steps": ["new", "corrected", "detailed"]}},
    ),
    scenario(
        "a duration that comes later is a detail",
        live(
            "2027-03-05 19:30",
            call("misaal", "19:10", "جمعہ کو"),
            sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"],
            never=("How long", "دورانیہ"),
        ),
        live(
            "2027-03-05 20:30",
            call("khayali", "20:10", "جمعہ کو", lasted="ایک گھنٹہ"),
            sent=[f"detailed {FRIDAY}: 2027-03-05, 60 min, 2 outlets (minutes unknown → 60)"],
        ),
        channels={"desk": {"steps": ["new", "corrected", "detailed"]}},
    ),
    scenario(
        "a day that comes later is a detail, and the id stays",
        live(
            "2027-03-06 11:30",
            call("misaal", "11:10"),
            sent=["new 2027-03-06-trump-phone: by 2027-03-06, 1 outlet"],
            says=("day unknown; reported on Saturday 6 March 2027",),
        ),
        live(
            "2027-03-06 12:30",
            call("khayali", "12:10", "جمعہ کو"),
            sent=["detailed 2027-03-06-trump-phone: 2027-03-05, 2 outlets (date 2027-03-01/2027-03-06 → 2027-03-05)"],
        ),
        channels={"desk": {"steps": ["new", "corrected", "detailed"]}},
    ),
    scenario(
        "the call of the evening is denied in the morning, once",
        live("2027-03-05 19:30", call("misaal", "19:10", "جمعہ کو"), sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"]),
        live(
            "2027-03-06 09:30",
            reported("call denied", "awaz", "09:10"),
            sent=[f"denied {FRIDAY}: 2027-03-05, 1 outlet (denied in awaz)"],
            says=("Contact denied", "رابطے کی تردید"),
        ),
        live("2027-03-06 10:30", reported("call denied", "misaal", "10:10")),
        whole=True,
    ),
    scenario(
        "a meeting that is called off denies no call",
        live("2027-03-05 19:30", call("misaal", "19:10", "جمعہ کو"), sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"]),
        live("2027-03-06 09:30", reported("meeting called off", "farzi", "09:10")),
    ),
    scenario(
        "a denial of weeks later is about something else",
        live("2027-03-05 19:30", call("misaal", "19:10", "جمعہ کو"), sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"]),
        live("2027-03-22 09:30", reported("call denied", "awaz", "09:10")),
    ),
    scenario(
        "a denial with nothing to deny says nothing, and the call of the next day is news",
        live("2027-03-04 09:30", reported("call denied", "awaz", "09:10")),
        live("2027-03-05 19:30", call("misaal", "19:10", "جمعہ کو"), sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"]),
    ),
    scenario(
        "two calls, and the later one is denied",
        live("2027-03-05 19:30", call("misaal", "19:10", "جمعہ کو"), sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"]),
        live(
            "2027-03-07 19:30",
            call("khayali", "19:10", "اتوار کو"),
            sent=["new 2027-03-07-trump-phone: 2027-03-07, 1 outlet"],
        ),
        live(
            "2027-03-08 09:30",
            reported("call denied", "awaz", "09:10"),
            sent=["denied 2027-03-07-trump-phone: 2027-03-07, 1 outlet (denied in awaz)"],
        ),
    ),
    scenario(
        "a new version at the same address that adds a sentence changes nothing",
        live(
            "2027-03-05 19:30",
            meeting("misaal", "19:10", "جمعہ کو", key="1"),
            sent=[f"new {MEETING}: 2027-03-05, Riyadh, 1 outlet"],
        ),
        live(
            "2027-03-05 21:30",
            more(
                meeting("misaal", "19:10", "جمعہ کو", key="1"), "سعودی ولی عہد نے دونوں صدور کے اعزاز میں عشائیہ دیا۔"
            ),
        ),
    ),
    scenario(
        "another city at the same address is a correction",
        live("2027-03-05 19:30", CITY_BEFORE, sent=[f"new {MEETING}: 2027-03-05, Istanbul, 1 outlet"]),
        live(
            "2027-03-05 20:30",
            CITY_AFTER,
            sent=[f"corrected {MEETING}: 2027-03-05, Riyadh, 1 outlet (place Istanbul → Riyadh)"],
        ),
        channels={"desk": {"steps": ["new", "happened", "corrected", "denied"]}},
    ),
]
