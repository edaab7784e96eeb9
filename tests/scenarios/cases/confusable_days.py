"""Days that are easily taken for others: anniversaries, transitions of office, old and far dates, the year's turn."""

from scenario_runner import Story, live, scenario
from scenario_texts import call, meeting

ANNIVERSARY = Story(
    "misaal",
    "09:10",
    "الاسکا ملاقات کو دو برس مکمل",
    "روسی صدر ولادیمیر پیوٹن اور امریکی صدر ڈونلڈ ٹرمپ کی الاسکا میں ملاقات کو آج دو برس مکمل ہوگئے۔ "
    "15 اگست 2025 کو دونوں صدور نے اینکریج کے فوجی اڈے پر تین گھنٹے مذاکرات کیے تھے۔ "
    "مبصرین کے مطابق اس ملاقات کے بیشتر وعدے پورے نہیں ہو سکے۔",
)
HELSINKI = Story(
    "khayali",
    "09:10",
    "جب پیوٹن اور ٹرمپ ہیلسنکی میں ملے تھے",
    "16 جولائی 2018 کو ہیلسنکی میں روسی صدر ولادیمیر پیوٹن اور امریکی صدر ڈونلڈ ٹرمپ کی ملاقات ہوئی تھی۔ "
    "اس ملاقات کو آج نو برس گزر چکے ہیں اور اس پر لکھی گئی کتاب بازار میں آگئی ہے۔",
)
BIDEN = Story(
    "misaal",
    "10:10",
    "بائیڈن اور پیوٹن کی پہلی ٹیلی فونک گفتگو",
    "امریکی صدر جو بائیڈن نے منگل کو روسی صدر ولادیمیر پیوٹن سے ٹیلی فون پر گفتگو کی۔ "
    "وائٹ ہاؤس کے مطابق نیو اسٹارٹ معاہدے میں توسیع پر بات ہوئی۔",
)
OFFICE = Story(
    "khayali",
    "11:10",
    "امریکی صدر کا پیوٹن کو فون",
    "امریکی صدر نے منگل کو روسی صدر ولادیمیر پیوٹن سے ٹیلی فون پر گفتگو کی۔ "
    "ترجمان کے مطابق یوکرین اور سائبر حملوں کا معاملہ اٹھایا گیا۔",
)
FORMER = Story(
    "farzi",
    "12:10",
    "سابق صدر ٹرمپ کی یادیں",
    "سابق امریکی صدر ڈونلڈ ٹرمپ نے کہا ہے کہ اپنے دور صدارت میں انہوں نے کئی بار روسی صدر پیوٹن سے فون پر بات کی تھی۔ "
    "انہوں نے یہ بات فلوریڈا میں ایک تقریب میں کہی۔",
)

SCENARIOS = [
    scenario(
        "an anniversary of Alaska raises nothing",
        live("2027-08-15 09:30", ANNIVERSARY),
        live(
            "2027-08-15 10:30", Story("farzi", "10:10", ANNIVERSARY.title, ANNIVERSARY.text + " تقریب ماسکو میں ہوئی۔")
        ),
    ),
    scenario("an anniversary of Helsinki raises nothing", live("2027-07-16 09:30", HELSINKI)),
    scenario(
        "an anniversary on the day of a new call",
        live("2027-08-15 09:30", ANNIVERSARY),
        live(
            "2027-08-15 20:30",
            call("khayali", "20:10", "اتوار کو"),
            sent=["new 2027-08-15-trump-phone: 2027-08-15, 1 outlet"],
        ),
        live("2027-08-16 09:30", HELSINKI),
    ),
    scenario(
        "a week after the transition the president is another",
        live("2021-01-27 10:30", BIDEN, sent=["new 2021-01-26-biden-phone: 2021-01-26, 1 outlet"], says=("Joe Biden",)),
        live("2021-01-27 11:30", OFFICE),
        live("2021-01-27 12:30", FORMER),
        channels={"duty": {}},
    ),
    scenario(
        "the office alone means who holds it",
        live("2021-01-27 11:30", OFFICE, sent=["new 2021-01-26-biden-phone: 2021-01-26, 1 outlet"]),
        channels={"duty": {}},
    ),
    scenario(
        "a call on New Year's Eve that is reported in January",
        live(
            "2028-01-01 09:30",
            call("misaal", "09:10", "31 دسمبر کو"),
            sent=["new 2027-12-31-trump-phone: 2027-12-31, 1 outlet"],
        ),
        live("2028-01-02 09:30", call("khayali", "09:10", "31 دسمبر کو")),
        channels={"duty": {}},
    ),
    scenario(
        "a call on the leap day",
        live(
            "2028-02-29 21:30",
            call("misaal", "21:10", "29 فروری کو"),
            sent=["new 2028-02-29-trump-phone: 2028-02-29, 1 outlet"],
        ),
        live("2028-03-01 09:30", call("khayali", "09:10", "منگل 29 فروری کو")),
        channels={"duty": {}},
    ),
    scenario(
        "a meeting every week is a contact every week",
        *(
            live(
                f"2027-03-{day:02} 21:30",
                meeting(outlet, "21:10", "جمعہ کو"),
                sent=[f"new 2027-03-{day:02}-trump-meeting: 2027-03-{day:02}, Riyadh, 1 outlet"],
            )
            for day, outlet in ((5, "misaal"), (12, "khayali"), (19, "farzi"), (26, "namuna"))
        ),
    ),
    scenario(
        "a call every second day is a contact every second day",
        *(
            live(
                f"2027-03-{day:02} 21:30",
                call(outlet, "21:10", f"{day} مارچ کو"),
                sent=[f"new 2027-03-{day:02}-trump-phone: 2027-03-{day:02}, 1 outlet"],
            )
            for day, outlet in ((5, "misaal"), (7, "khayali"), (9, "farzi"), (11, "namuna"), (13, "band"))
        ),
    ),
    scenario(
        "where weekday and date disagree the date counts",
        live(
            "2027-03-06 10:30",
            call("misaal", "10:10", "بدھ 5 مارچ 2027 کو"),
            sent=["new 2027-03-05-trump-phone: 2027-03-05, 1 outlet"],
        ),
        live("2027-03-06 11:30", call("khayali", "11:10", "جمعہ 5 مارچ کو")),
        channels={"duty": {}},
    ),
]
