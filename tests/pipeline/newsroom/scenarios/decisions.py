"""What a person decides: merge, split, dismiss, forget; and what is refused."""

from newsroom.player import decided, forgotten, live, scenario, watch
from newsroom.texts import call, meeting

FRIDAY = "2027-03-05-trump-phone"
SATURDAY = "2027-03-06-trump-phone"
NEW_ONLY = {"duty": {}}

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
            sent=[f"merged {SATURDAY}: 2027-03-06, 1 outlet (decided by editor) → {FRIDAY}"],
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
]
