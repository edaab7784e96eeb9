"""An outlet takes back what it reported: the latest version of an article speaks for it, also where it says nothing."""

from dataclasses import replace

from scenario_runner import Story, decided, live, scenario, silent, stored, watch
from scenario_texts import call, reported

FRIDAY = "2027-03-05-trump-phone"
NEW = f"new {FRIDAY}: 2027-03-05, 1 outlet"
WITHDRAWN = f"withdrawn {FRIDAY}: 2027-03-05, 0 outlets (no longer reported by misaal)"
GONE = f"{FRIDAY}: 2027-03-05, 0 outlets, withdrawn"
FIRST = call("misaal", "19:10", "جمعہ کو", key="1")
EMPTIED = Story(
    "misaal",
    "19:10",
    "تصحیح: ایک خبر واپس لی جاتی ہے",
    "ادارے نے اس صفحے پر شائع ہونے والی خبر غلطی کی بنا پر واپس لے لی ہے اور قارئین سے معذرت خواہ ہے۔ "
    "شہر میں آج بارش کا امکان ہے اور درجہ حرارت معمول سے کم رہے گا۔",
    "1",
)

SCENARIOS = [
    scenario(
        "the only report is taken back at its address, and those who were alerted learn of it once",
        live("2027-03-05 19:30", FIRST, sent={"desk": [NEW], "plain": [NEW]}),
        live(
            "2027-03-05 21:30",
            EMPTIED,
            sent={"desk": [WITHDRAWN], "plain": [WITHDRAWN]},
            says=("Report of a contact withdrawn", "رابطے کی خبر واپس", "خبر واپس لی:"),
            stands=(GONE,),
        ),
        watch("2027-03-05 22:30", stands=(GONE,)),
        channels={"desk": {"steps": ["new", "withdrawn"]}, "plain": {}, "other": {"steps": ["corrected"]}},
        whole=True,
    ),
    scenario(
        "a report that others have too is taken back without a word",
        live("2027-03-05 19:30", FIRST, sent=[NEW]),
        live(
            "2027-03-05 20:30",
            call("khayali", "20:10", "جمعہ کو"),
            sent=[f"corroborated {FRIDAY}: 2027-03-05, 2 outlets (2 independent outlets)"],
        ),
        live("2027-03-05 21:30", EMPTIED, stands=(f"{FRIDAY}: 2027-03-05, 1 outlet, new",)),
    ),
    scenario(
        "a denial at the same address takes the report back",
        live("2027-03-05 19:30", FIRST, sent=[NEW]),
        live("2027-03-05 21:30", reported("call denied", "misaal", "19:10", key="1"), sent=[WITHDRAWN], stands=(GONE,)),
    ),
    scenario(
        "what was taken back before it was read raises nothing",
        stored("2027-03-05 19:30", FIRST),
        live("2027-03-05 21:30", EMPTIED, stands=()),
    ),
    scenario(
        "what nobody was alerted to is withdrawn in silence",
        silent("2027-03-05 19:30", FIRST),
        live("2027-03-05 21:30", EMPTIED, stands=(GONE,)),
    ),
    scenario(
        "a report that comes again after it was withdrawn is no second new contact",
        live("2027-03-05 19:30", FIRST, sent=[NEW]),
        live("2027-03-05 20:30", EMPTIED, sent=[WITHDRAWN]),
        live(
            "2027-03-05 21:30",
            call("khayali", "21:10", "جمعہ کو"),
            sent=[f"restored {FRIDAY}: 2027-03-05, 1 outlet (reported again by khayali)"],
            stands=(f"{FRIDAY}: 2027-03-05, 1 outlet, new",),
        ),
    ),
    scenario(
        "an address that is used again days later takes nothing back",
        live("2027-03-05 19:30", FIRST, sent=[NEW]),
        live("2027-03-09 21:30", replace(EMPTIED, at="20:10"), stands=(f"{FRIDAY}: 2027-03-05, 1 outlet, new",)),
    ),
    scenario(
        "a contact that a person dismissed is not withdrawn as well",
        live("2027-03-05 19:30", FIRST, sent=[NEW]),
        decided(
            "2027-03-05 20:30",
            "dismiss",
            FRIDAY,
            sent=[f"dismissed {FRIDAY}: 2027-03-05, 1 outlet (decided by editor)"],
        ),
        live("2027-03-05 21:30", EMPTIED),
    ),
]
