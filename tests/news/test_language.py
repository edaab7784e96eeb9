from __future__ import annotations

import subprocess
import sys

import pytest

from flows.news.language import language

TEXTS = {
    "ur": "صدر نے ٹیلی فون پر گفتگو میں کہا کہ دونوں ممالک کے درمیان تجارت کو بڑھانے کی ضرورت ہے۔",
    "pnb": "صدر نے فون اتے گل کیتی تے آکھیا کہ دوہاں ملکاں نوں وپار ودھان دی لوڑ اے، ایہ گل اوہناں لہور وچ دسی",
    "fa": "رئیس جمهور در گفتگوی تلفنی گفت که دو کشور باید تجارت را افزایش دهند و برای صلح تلاش کنند",
    "ar": "قال الرئيس في اتصال هاتفي إن البلدين يحتاجان إلى زيادة التجارة بينهما من أجل السلام",
    "ps": "ولسمشر په ټیلیفوني خبرو کې وویل چې دواړه هېوادونه باید خپله سوداګري زیاته کړي",
    "sd": "صدر ٽيليفون تي ڳالهائيندي چيو ته ٻنهي ملڪن جي وچ ۾ واپار کي وڌائڻ جي ضرورت آهي",
    "en": "The president said by telephone that both countries need to trade more with one another",
    "hi": "राष्ट्रपति ने फोन पर कहा कि दोनों देशों को व्यापार बढ़ाना चाहिए",
}


@pytest.mark.parametrize("code", TEXTS)
def test_neighbours_are_told_apart(code: str) -> None:
    assert language(TEXTS[code]) == code


@pytest.mark.parametrize(
    "headline",
    [
        "دونوں صدور کا رابطہ",
        "پی سی بی نے آئی سی سی سے رابطہ کر لیا",
        "صدر کی وزیر اعظم سے ملاقات",
        "سات ڈالر مہنگا",
        "بابر تیری وچ جگہ نہیں بنتی",
    ],
)
def test_short_urdu_is_urdu(headline: str) -> None:
    assert language(headline) == "ur"


def test_pages_in_windows_1256_write_arabic_letters_and_are_urdu_still() -> None:
    assert language("صدر نے کہا کہ دونوں ملکوں کے درميان ٹيلي فون پر بات چيت جاري رہے گي.") == "ur"


def test_a_quotation_does_not_change_the_language_of_an_article() -> None:
    text = "وزیر نے خطاب میں کہا کہ ہم سب کو مل کر کام کرنا ہے۔ انھوں نے یہ شعر بھی پڑھا: " + TEXTS["fa"][:40]
    assert language(text) == "ur"


@pytest.mark.parametrize("nothing", ["", "  ", "1234", "۔۔۔", "!"])
def test_nothing_has_no_language(nothing: str) -> None:
    assert language(nothing) == "und"


def test_importing_loads_no_model() -> None:
    code = "import sys, flows.news.language; sys.exit('py3langid' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
