"""Contacts to come: announced, called off, come true, forgotten."""

from scenario_runner import Story, live, scenario
from scenario_texts import call, meeting, reported

PLAN = "2027-03-10-trump-meeting-planned"
MEETING = "2027-03-10-trump-meeting"
TENTH = "10 مارچ کو"

SCENARIOS = [
    scenario(
        "a plan is announced once, and its end once",
        live(
            "2027-03-05 19:30",
            reported("meeting planned", "misaal", "19:10", TENTH),
            sent=[f"planned {PLAN}: 2027-03-10, 1 outlet"],
            says=("Contact planned", "رابطہ متوقع", "Wednesday 10 March 2027"),
        ),
        live("2027-03-05 20:30", reported("meeting planned", "khayali", "20:10", TENTH)),
        live(
            "2027-03-06 19:30",
            reported("meeting called off", "farzi", "19:10"),
            sent=[f"denied {PLAN}: day unknown, 1 outlet (called off or denied)"],
        ),
        live("2027-03-06 20:30", reported("meeting called off", "misaal", "20:10")),
    ),
    scenario(
        "a plan that comes true",
        live(
            "2027-03-05 19:30",
            reported("meeting planned", "misaal", "19:10", TENTH),
            sent=[f"planned {PLAN}: 2027-03-10, 1 outlet"],
        ),
        live(
            "2027-03-10 21:30",
            meeting("khayali", "21:10", "بدھ کو"),
            sent=[
                f"new {MEETING}: 2027-03-10, Riyadh, 1 outlet",
                f"happened {MEETING}: 2027-03-10, Riyadh, 1 outlet (announced by misaal)",
            ],
        ),
        live(
            "2027-03-11 09:30",
            meeting("farzi", "09:10", "بدھ کو"),
            sent=[f"corroborated {MEETING}: 2027-03-10, Riyadh, 2 outlets (2 independent outlets)"],
        ),
    ),
    scenario(
        "who asks for contacts only hears of no plan",
        live("2027-03-05 19:30", reported("meeting planned", "misaal", "19:10", TENTH)),
        live("2027-03-06 19:30", reported("meeting called off", "farzi", "19:10")),
        live(
            "2027-03-10 21:30",
            meeting("khayali", "21:10", "بدھ کو"),
            sent=[f"new {MEETING}: 2027-03-10, Riyadh, 1 outlet"],
        ),
        channels={"duty": {}},
    ),
    scenario(
        "a call that was announced and took place on the day before",
        live(
            "2027-03-05 19:30",
            reported("call planned", "khayali", "19:10", TENTH),
            sent=["planned 2027-03-10-trump-phone-planned: 2027-03-10, 1 outlet"],
        ),
        live(
            "2027-03-09 21:30",
            call("misaal", "21:10", "منگل کو"),
            sent=["new 2027-03-09-trump-phone: 2027-03-09, 1 outlet"],
        ),
        channels={"desk": {"steps": ["new", "planned"]}},
    ),
    scenario(
        "a plan of last month that is imported now raises nothing",
        live("2027-04-05 19:30", reported("meeting planned", "misaal", "2027-03-05 19:10", TENTH)),
    ),
    scenario(
        "an offer to meet is neither a contact nor a plan that came true",
        live(
            "2027-03-05 19:30",
            Story(
                "misaal",
                "19:10",
                "پیوٹن کی ٹرمپ کو ماسکو آنے کی دعوت",
                "روسی صدر ولادیمیر پیوٹن نے کہا ہے کہ وہ امریکی صدر ڈونلڈ ٹرمپ سے ماسکو میں ملنے کے لیے تیار ہیں۔ "
                "کریملن کے مطابق ابھی کوئی تاریخ طے نہیں ہوئی۔",
            ),
        ),
        channels={"duty": {}},
    ),
    scenario(
        "two plans for two days are two",
        live(
            "2027-03-05 19:30",
            reported("meeting planned", "misaal", "19:10", TENTH),
            sent=[f"planned {PLAN}: 2027-03-10, 1 outlet"],
        ),
        live(
            "2027-03-06 19:30",
            reported("meeting planned", "khayali", "19:10", "25 مارچ کو"),
            sent=["planned 2027-03-25-trump-meeting-planned: 2027-03-25, 1 outlet"],
        ),
    ),
    scenario(
        "a weekday beside a date to come is that date's",
        live(
            "2027-02-22 19:30",
            reported("meeting planned", "misaal", "19:10", "جمعرات 11 مارچ کو"),
            sent=["planned 2027-03-11-trump-meeting-planned: 2027-03-11, 1 outlet"],
        ),
        live("2027-02-22 20:30", reported("meeting planned", "khayali", "20:10", "جمعرات 11 مارچ کو")),
    ),
]
