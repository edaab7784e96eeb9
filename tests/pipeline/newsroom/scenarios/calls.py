"""Single contacts: late, early, repeated, by ten outlets, on adjacent days, by two calendars."""

from newsroom.player import live, scenario, watch
from newsroom.texts import call

FRIDAY = "2027-03-05-trump-phone"
DUTY_AND_DESK = {"duty": {}, "desk": {"steps": ["new", "corroborated", "corrected", "denied"]}}

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
        watch("2027-03-06 09:30"),
    ),
    scenario(
        "calls on adjacent days are two",
        live("2027-03-05 19:30", call("misaal", "19:10", "جمعہ کو"), sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"]),
        live(
            "2027-03-06 19:30",
            call("khayali", "19:10", "ہفتہ 6 مارچ کو"),
            sent=["new 2027-03-06-trump-phone: 2027-03-06, 1 outlet"],
        ),
        live(
            "2027-03-07 10:30",
            call("farzi", "10:10", "ہفتہ 6 مارچ کو"),
            sent=["corroborated 2027-03-06-trump-phone: 2027-03-06, 2 outlets (2 independent outlets)"],
        ),
    ),
]
