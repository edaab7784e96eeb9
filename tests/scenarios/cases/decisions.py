"""What a person decides: merge, split, dismiss, forget; and what is refused."""

from scenario_runner import Story, decided, forgotten, live, scenario, watch
from scenario_texts import call, meeting

FRIDAY = "2027-03-05-trump-phone"
SATURDAY = "2027-03-06-trump-phone"
NEW_ONLY = {"duty": {}}
MEETING = "2027-03-05-trump-meeting"
OTHER_WORDS = Story(
    "misaal",
    "19:20",
    "صدر پیوٹن نے ہفتے کو صدر ٹرمپ سے بات کی",
    "کریملن کے مطابق روسی صدر ولادیمیر پیوٹن نے 6 مارچ کو امریکی صدر ڈونلڈ ٹرمپ سے ٹیلی فون پر گفتگو کی۔ "
    "مشرق وسطیٰ میں کشیدگی اور تیل کی قیمتوں پر تفصیل سے بات ہوئی۔",
)

SCENARIOS = [
    scenario(
        "two contacts that are merged",
        live("2027-03-05 19:30", call("misaal", "19:10", "جمعہ کو"), sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"]),
        live("2027-03-06 19:30", call("khayali", "19:10", "6 مارچ کو"), sent=[f"new {SATURDAY}: 2027-03-06, 1 outlet"]),
        decided(
            "2027-03-06 20:00",
            "merge",
            SATURDAY,
            FRIDAY,
            sent=[f"merged {SATURDAY}: 2027-03-06, 2 outlets (decided by editor) → {FRIDAY}"],
            says=("Two contacts are one", "دو رابطے ایک نکلے"),
        ),
        live("2027-03-07 09:30", call("farzi", "09:10", "6 مارچ کو")),
        channels={"desk": {"steps": ["new", "merged"]}},
        whole=True,
    ),
    scenario(
        "a contact that a person dismisses alerts no more",
        live("2027-03-05 19:30", call("misaal", "19:10", "جمعہ کو"), sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"]),
        decided(
            "2027-03-05 20:00",
            "dismiss",
            FRIDAY,
            sent=[f"dismissed {FRIDAY}: 2027-03-05, 1 outlet (decided by editor)"],
        ),
        live("2027-03-05 21:30", call("khayali", "21:10", "جمعہ کو")),
        live(
            "2027-03-05 22:30",
            meeting("farzi", "22:10", "جمعہ کو"),
            sent=["new 2027-03-05-trump-meeting: 2027-03-05, Riyadh, 1 outlet"],
        ),
        channels={"desk": {"steps": ["new", "dismissed"]}},
    ),
    scenario(
        "a decision about a contact that nobody knows",
        decided("2027-03-05 20:00", "dismiss", FRIDAY, refused=f"no contact {FRIDAY}"),
    ),
    scenario(
        "one of two reports is erased, and the contact stays",
        live("2027-03-05 19:30", call("misaal", "19:10", "جمعہ کو"), sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"]),
        live("2027-03-05 20:30", call("khayali", "20:10", "جمعہ کو", key="1")),
        forgotten("2027-03-05 21:00", "khayali/1"),
        live("2027-03-05 21:30", call("farzi", "21:10", "جمعہ کو")),
        watch("2027-03-06 09:30"),
        channels=NEW_ONLY,
    ),
    scenario(
        "counts after a merge and after it was taken back",
        live("2027-03-05 19:30", call("misaal", "19:10", "جمعہ کو"), sent=[f"new {FRIDAY}: 2027-03-05, 1 outlet"]),
        live(
            "2027-03-06 19:30",
            call("khayali", "19:10", "6 مارچ کو"),
            meeting("misaal", "18:10", "6 مارچ کو"),
            sent=[
                "new 2027-03-06-trump-meeting: 2027-03-06, Riyadh, 1 outlet",
                f"new {SATURDAY}: 2027-03-06, 1 outlet",
            ],
        ),
        decided(
            "2027-03-06 20:00",
            "merge",
            SATURDAY,
            FRIDAY,
            sent=[
                f"corrected {FRIDAY}: 2027-03-05 to 2027-03-06, 2 outlets (date 2027-03-05 → 2027-03-05/2027-03-06)",
                f"corroborated {FRIDAY}: 2027-03-05 to 2027-03-06, 2 outlets (2 independent outlets)",
                f"merged {SATURDAY}: 2027-03-06, 2 outlets (decided by editor) → {FRIDAY}",
            ],
            says=("2 independent outlets",),
            stands=(
                f"{FRIDAY}: 2027-03-05 to 2027-03-06, 2 outlets, corroborated",
                "2027-03-06-trump-meeting: 2027-03-06, Riyadh, 1 outlet, new",
            ),
        ),
        decided(
            "2027-03-06 21:00",
            "merge",
            SATURDAY,
            FRIDAY,
            undo=True,
            sent=[
                f"detailed {FRIDAY}: 2027-03-05, 1 outlet (date 2027-03-05/2027-03-06 → 2027-03-05)",
            ],
            stands=(
                f"{FRIDAY}: 2027-03-05, 1 outlet, new",
                "2027-03-06-trump-meeting: 2027-03-06, Riyadh, 1 outlet, new",
                f"{SATURDAY}: 2027-03-06, 1 outlet, new",
            ),
        ),
    ),
    scenario(
        "an outlet that reports both of two merged contacts counts once",
        live("2027-03-05 19:30", call("misaal", "19:10", "جمعہ کو"), call("farzi", "19:15", "جمعہ کو")),
        live("2027-03-06 19:30", call("khayali", "19:10", "6 مارچ کو"), OTHER_WORDS),
        decided(
            "2027-03-06 20:00",
            "merge",
            SATURDAY,
            FRIDAY,
            stands=(f"{FRIDAY}: 2027-03-06, 3 outlets, corroborated",),
        ),
        channels={"duty": {"steps": []}},
    ),
    scenario(
        "a report that is split off, and the split taken back",
        live(
            "2027-03-05 19:30",
            call("misaal", "13:10", "جمعہ کو"),
            call("khayali", "19:10", "جمعہ کو", key="evening"),
            sent=[f"new {FRIDAY}: 2027-03-05, 2 outlets"],
        ),
        decided(
            "2027-03-05 20:00",
            "split",
            FRIDAY,
            article="khayali/evening",
            sent=[f"new {FRIDAY}-2: 2027-03-05, 1 outlet"],
            stands=(
                f"{FRIDAY}: 2027-03-05, 1 outlet, new",
                f"{FRIDAY}-2: 2027-03-05, 1 outlet, new",
            ),
        ),
        live("2027-03-05 21:30", call("farzi", "21:10", "جمعہ کو")),
        decided(
            "2027-03-05 22:00",
            "split",
            FRIDAY,
            article="khayali/evening",
            undo=True,
            stands=(f"{FRIDAY}: 2027-03-05, 3 outlets, corroborated",),
        ),
        channels=NEW_ONLY,
    ),
    scenario(
        "what cannot be done is refused in one sentence",
        live(
            "2027-03-05 19:30",
            call("misaal", "19:10", "جمعہ کو", key="1"),
            meeting("khayali", "19:20", "جمعہ کو", key="2"),
            sent=[
                f"new {MEETING}: 2027-03-05, Riyadh, 1 outlet",
                f"new {FRIDAY}: 2027-03-05, 1 outlet",
            ],
        ),
        decided("2027-03-05 20:00", "merge", FRIDAY, FRIDAY, refused=f"{FRIDAY} cannot be merged with itself"),
        decided("2027-03-05 20:01", "merge", FRIDAY, SATURDAY, refused=f"no contact {SATURDAY}"),
        decided(
            "2027-03-05 20:02",
            "merge",
            FRIDAY,
            MEETING,
            undo=True,
            refused=f"no merge of {FRIDAY} stands that could be taken back",
        ),
        decided(
            "2027-03-05 20:03",
            "dismiss",
            FRIDAY,
            undo=True,
            refused=f"no dismiss of {FRIDAY} stands that could be taken back",
        ),
        decided(
            "2027-03-05 20:04",
            "split",
            FRIDAY,
            article="misaal/1",
            refused=f"no other article reports {FRIDAY}: there is nothing to split it from",
        ),
        decided("2027-03-05 20:05", "merge", MEETING, FRIDAY),
        decided(
            "2027-03-05 20:06", "merge", MEETING, FRIDAY, refused=f"{MEETING} and {FRIDAY} are one contact already"
        ),
        decided(
            "2027-03-05 20:07", "merge", FRIDAY, MEETING, refused=f"{FRIDAY} and {MEETING} are one contact already"
        ),
        decided(
            "2027-03-05 20:08", "dismiss", MEETING, refused=f"{MEETING} is part of {FRIDAY} by a merge: dismiss that"
        ),
        channels=NEW_ONLY,
    ),
]
