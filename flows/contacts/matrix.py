"""What the clause that a کہ hangs from, or a relative clause after it, makes of a contact."""

from __future__ import annotations

from flows.contacts.clauses import Clause, Frame, Tense
from flows.news.urdu import keys, match_key

_RELATIVE = keys("جس جو جن")


def read_matrix(frame: Frame, found: list[Clause], place: int) -> None:
    """Let the clause that a کہ hangs from deny, doubt or wish what it introduces."""
    clause = found[place]
    after = found[place + 1] if place + 1 < len(found) else None
    if frame.rule == "headline" and after and after.opener in _RELATIVE and after.tense is Tense.PAST:
        frame.weight = max(frame.weight, 2)
    if clause.matrix < 0 or frame.status != "happened":
        return
    matrix = found[clause.matrix]
    above = [*matrix.units]
    if matrix.opener in _RELATIVE and clause.matrix:
        # "The report in which it was said that …" is what the clause before says of the report.
        above += found[clause.matrix - 1].units
    values = {u.value for u in above if u.kind in {"after", "mark"}}
    if "denied" in values and not matrix.negated:
        frame.status = "denied"
        frame.why.append("denied by the clause above")
    elif matrix.negated and any(u.key in {"تصدیق", match_key("واضح"), "معلوم"} for u in matrix.units):
        frame.status = "none"
        frame.why.append("not confirmed by the clause above")
    elif "claimed" in values or "claim" in values:
        subject = [u for u in matrix.units if u.kind == "person" and u.case in {"ne", "gen", "source"}]
        if not any(u.value not in {"audience", "envoy"} for u in subject):
            frame.status = "claim"
            frame.why.append("claimed by a third party")
