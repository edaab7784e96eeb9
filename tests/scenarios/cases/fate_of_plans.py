"""What becomes of plans: settled by the contact that followed, of the ledger too, by a denial, or by time."""

from scenario_runner import Story, live, scenario
from scenario_texts import reported

ALASKA = Story(
    "misaal",
    "19:10",
    "پیوٹن اور ٹرمپ 15 اگست کو الاسکا میں ملیں گے",
    "روسی صدر ولادیمیر پیوٹن اور امریکی صدر ڈونلڈ ٹرمپ 15 اگست کو الاسکا میں ملاقات کریں گے۔ "
    "کریملن نے کہا کہ تیاریاں جاری ہیں۔",
)
OFFER = Story(
    "misaal",
    "19:10",
    "بائیڈن کی پیوٹن کو ملاقات کی پیشکش",
    "امریکی صدر جو بائیڈن نے روسی صدر ولادیمیر پیوٹن کو ملاقات کی پیشکش کی ہے۔ "
    "وائٹ ہاؤس کے مطابق ملاقات کسی تیسرے ملک میں متوقع ہے اور تاریخ طے نہیں ہوئی۔",
)
NO_ONE = {"duty": {}}

SCENARIOS = [
    scenario(
        "the summit that the ledger knows was held, though no outlet reported it here",
        live("2025-08-10 19:30", ALASKA, planned=("Trump meeting, 2025-08-15: happened 2025-08-15-trump-meeting",)),
        channels=NO_ONE,
    ),
    scenario(
        "an offer without a day is settled by the meeting that followed",
        live("2021-04-14 19:30", OFFER, planned=("Biden meeting, no day: happened 2021-06-16-biden-meeting",)),
        channels=NO_ONE,
    ),
    scenario(
        "an offer without a day that nothing followed is past",
        live("2022-03-14 19:30", OFFER, planned=("Biden meeting, no day: past",)),
        channels=NO_ONE,
    ),
    scenario(
        "a plan whose day went by is past",
        live(
            "2019-03-05 19:30",
            reported("meeting planned", "khayali", "19:10", "10 مارچ کو"),
            planned=("Trump meeting, 2019-03-10: past",),
        ),
        channels=NO_ONE,
    ),
    scenario(
        "a plan that is called off, and a call that was denied",
        live("2019-03-05 19:30", reported("meeting planned", "khayali", "19:10", "10 مارچ کو")),
        live(
            "2019-03-06 19:30", reported("call denied", "awaz", "19:10"), planned=("Trump meeting, 2019-03-10: past",)
        ),
        live(
            "2019-03-07 19:30",
            reported("meeting called off", "farzi", "19:10"),
            planned=("Trump meeting, 2019-03-10: called off",),
        ),
        channels=NO_ONE,
    ),
    scenario(
        "a plan that is still to come",
        live(
            "2098-03-05 19:30",
            Story(
                "misaal",
                "19:10",
                "پیوٹن 10 مارچ کو ٹرمپ سے ملیں گے",
                "روسی صدر ولادیمیر پیوٹن 10 مارچ کو ڈونلڈ ٹرمپ سے ملاقات کریں گے۔",
            ),
            planned=("Trump meeting, 2098-03-10: open",),
        ),
        channels=NO_ONE,
    ),
]
