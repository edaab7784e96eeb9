"""Every phrase of same_event_phrases.yaml is found in its examples, and in none of its counterexamples."""

import pytest

from flows.contacts.resolve.same_event_phrases import phrases, says

SENTENCES = [
    (name, sentence, said == "examples")
    for name, one in phrases().items()
    for said in ("examples", "counterexamples")
    for sentence in one[said]
]


@pytest.mark.parametrize(("name", "sentence", "expected"), SENTENCES)
def test_a_phrase_is_found_in_its_examples_only(name: str, sentence: str, expected: bool) -> None:
    assert says(name, sentence) is expected


def test_every_phrase_has_both_kinds_of_example() -> None:
    assert all(one["patterns"] and one["examples"] and one["counterexamples"] for one in phrases().values())
