"""Imports in silence beside live news, backfills, and a service that was down."""

from scenario_runner import half, live, scenario, silent, stored, watch
from scenario_texts import call, meeting, reported

FRIDAY = "2027-03-05-trump-phone"
SATURDAY = "2027-03-06-trump-phone"
DUTY = {"duty": {}}
DESK = {"desk": {"steps": ["new", "corroborated", "corrected", "denied"]}}

MONTH = tuple(
    call(outlet, f"2027-02-{day:02} 19:10", f"{day} فروری کو")
    for day, outlet in zip(range(1, 28, 6), ("namuna", "deewar", "sehar", "mashriq", "awaz"), strict=True)
)
"""A month of calls, one every sixth day, in words of their own."""

SCENARIOS = [
    scenario(
        "an import in silence swallows no live news",
        stored("2027-03-05 19:15", call("misaal", "19:10", "جمعہ کو")),
        silent("2027-03-05 19:20", *MONTH),
        watch("2027-03-05 19:25", sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"]),
        watch("2027-03-05 19:30"),
        channels=DUTY,
        whole=True,
    ),
    scenario(
        "a month in silence, and the news of the day",
        silent("2027-03-05 12:00", *MONTH),
        live("2027-03-05 19:30", call("misaal", "19:10", "جمعہ کو"), sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"]),
        silent("2027-03-05 20:00", *MONTH),
        live("2027-03-06 19:30", call("band", "19:10", "6 مارچ کو"), sent=[f"new {SATURDAY}: 2027-03-06, 1 outlet"]),
        channels=DUTY,
    ),
    scenario(
        "a watch that comes between an import in silence and its reading",
        half("2027-03-05 19:20", call("misaal", "19:10", "جمعہ کو"), *MONTH),
        watch("2027-03-05 19:25"),
        silent("2027-03-05 19:30"),
        watch("2027-03-05 19:35", stands=None),
        channels=DUTY,
    ),
    scenario(
        "live news of what was imported in silence",
        silent("2027-03-05 19:20", call("misaal", "19:10", "جمعہ کو")),
        watch("2027-03-05 19:25", stands=(f"{FRIDAY}: 2027-03-05, 1 outlet, new",)),
        live("2027-03-05 20:30", call("khayali", "20:10", "جمعہ کو"), sent=[f"new {FRIDAY}: 2027-03-05, 2 outlets"]),
        live("2027-03-05 21:30", call("farzi", "21:10", "جمعہ کو")),
        channels=DUTY,
        whole=True,
    ),
    scenario(
        "an import in silence of what was alerted says nothing more",
        live("2027-03-05 19:30", call("misaal", "19:10", "جمعہ کو"), sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"]),
        silent("2027-03-05 20:00", call("khayali", "19:40", "جمعہ کو"), reported("call denied", "awaz", "19:50")),
        watch("2027-03-05 20:30", stands=(f"{FRIDAY}: 2027-03-05, 2 outlets, denied",)),
        channels=DESK,
    ),
    scenario(
        "a backfill that is not silent alerts what is fresh and nothing else",
        live(
            "2027-03-05 20:00",
            *MONTH,
            call("misaal", "19:10", "جمعہ کو", key="today"),
            sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"],
        ),
        channels=DUTY,
    ),
    scenario(
        "live news and an import in silence that are read by one watch",
        half("2027-03-05 19:20", meeting("misaal", "2027-03-04 19:10", "جمعرات کو"), *MONTH),
        stored("2027-03-05 19:25", call("khayali", "19:20", "جمعہ کو")),
        watch("2027-03-05 19:30", sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"]),
        live(
            "2027-03-05 20:30",
            meeting("farzi", "20:10", "جمعرات 4 مارچ کو"),
            sent=["new 2027-03-04-trump-meeting: 2027-03-04, Riyadh, 2 outlets"],
        ),
        channels=DUTY,
    ),
    scenario(
        "down for six days: what came out meanwhile is sent late",
        watch("2027-03-04 12:00"),
        stored("2027-03-05 19:30", call("misaal", "19:10", "جمعہ کو")),
        stored("2027-03-09 19:30", meeting("khayali", "19:10", "منگل کو")),
        watch(
            "2027-03-10 12:00",
            sent=[
                f"late new {FRIDAY}: 2027-03-05, 1 outlet",
                "new 2027-03-09-trump-meeting: 2027-03-09, Riyadh, 1 outlet",
            ],
            says=("New contact (late)", "نیا رابطہ (تاخیر سے)"),
        ),
        live("2027-03-10 13:00", call("farzi", "12:50", "5 مارچ کو")),
        channels=DUTY,
    ),
    scenario(
        "down for six days, and everything arrives at once",
        watch("2027-03-04 12:00"),
        live(
            "2027-03-10 12:00",
            call("misaal", "2027-03-05 19:10", "جمعہ کو"),
            call("khayali", "2027-03-06 09:10", "جمعہ کو"),
            sent=[f"late new {FRIDAY}: 2027-03-05, 2 outlets"],
        ),
        channels=DUTY,
    ),
    scenario(
        "the operator hears of late contacts, and nobody else does",
        watch("2027-03-04 12:00"),
        live(
            "2027-03-10 12:00",
            call("misaal", "2027-03-05 19:10", "جمعہ کو"),
            sent={"operator": ["notice: Rabita: one contact came out while the service was down"]},
            says=(FRIDAY,),
        ),
        live(
            "2027-03-10 13:00",
            meeting("khayali", "12:50", "بدھ کو"),
            sent={"duty": ["new 2027-03-10-trump-meeting: 2027-03-10, Riyadh, 1 outlet"]},
        ),
        channels={"duty": {}, "operator": {"steps": [], "notices": True}},
        terms={"late": "notice"},
    ),
    scenario(
        "an old article that arrives while the service is up is no late contact",
        watch("2027-03-10 11:55"),
        live("2027-03-10 12:00", call("misaal", "2027-03-05 19:10", "جمعہ کو")),
        channels=DUTY,
    ),
    scenario(
        "the first watch of an installation finds old contacts and sends none late",
        live("2027-03-10 12:00", call("misaal", "2027-03-05 19:10", "جمعہ کو"), *MONTH),
        channels=DUTY,
    ),
    scenario(
        "down for six days: a plan that is still to come is announced",
        watch("2027-03-04 12:00"),
        live(
            "2027-03-10 12:00",
            reported("meeting planned", "misaal", "2027-03-05 19:10", "20 مارچ کو"),
            reported("meeting planned", "khayali", "2027-03-05 20:10", "8 مارچ کو"),
            sent=["planned 2027-03-20-trump-meeting-planned: 2027-03-20, 1 outlet"],
        ),
        channels={"desk": {"steps": ["new", "planned"]}},
    ),
]
