"""Scenarios with the right outcome that resolution does not give yet; one that passes is moved to where it belongs."""

from newsroom.player import live, scenario, stored, watch
from newsroom.texts import call, meeting

FRIDAY = "2027-03-05-trump-phone"
DUTY = {"duty": {}}

SCENARIOS = [
    # 1: a weekday is part of the date it stands beside
    scenario(
        "a weekday beside the full date of a year ago is that date's",
        live("2027-03-15 19:30", meeting("misaal", "19:10", "جمعہ 15 اگست 2025 کو", city="الاسکا")),
        live("2027-03-15 20:30", call("khayali", "20:10", "جمعرات 3 جولائی 2025 کو")),
        channels=DUTY,
    ),
    # 12: the same articles are the same contact, whatever the order
    scenario(
        "an alert says when outlets disagree about how long it lasted",
        stored("2027-03-05 19:15", call("misaal", "19:10", "جمعہ کو", lasted="50 منٹ")),
        stored("2027-03-05 19:25", call("farzi", "19:20", "جمعہ کو", lasted="50 منٹ")),
        stored("2027-03-05 19:35", call("khayali", "19:30", "جمعہ کو", lasted="ایک گھنٹہ")),
        watch(
            "2027-03-05 20:00",
            sent=[f"new {FRIDAY}: 2027-03-05, 50 min, 3 outlets"],
            says=("50 min; خیالی نیوز: 1 h", "۵۰ منٹ؛ خیالی نیوز: ایک گھنٹہ"),
        ),
        channels=DUTY,
    ),
    # a headline without a day is of the call that its text dates
    scenario(
        "a call of last week is old news, also in the headline",
        live("2027-03-15 19:30", call("misaal", "19:10", "5 مارچ کو")),
        live("2027-03-15 20:30", call("khayali", "20:10", "5 مارچ 2027 کو")),
        channels=DUTY,
    ),
]
