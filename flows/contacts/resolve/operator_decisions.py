"""Whether what a person decided can be done at all, and which contact a split makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flows.contacts.contact import Status
from flows.contacts.resolve.identity import decisions_in_force, merges, root
from flows.contacts.resolve.resolution_types import Decision, Ledger, Verb
from flows.errors import RabitaError


class ImpossibleDecisionError(RabitaError, ValueError):
    """A decision that changes nothing or contradicts what stands; the message says why in one sentence."""


def checked(decision: Decision, ledger: Ledger) -> Decision:
    """Return the decision as it is to be stored: a split with the contact that it makes.

    Raises KeyError for a contact that nobody knows, ImpossibleDecisionError for what cannot be done.
    """
    known = {contact.id for contact in ledger.contacts}
    named = {decision.contact} | ({decision.other} if decision.verb is Verb.MERGE and decision.other else set())
    if unknown := sorted(named - known):
        raise KeyError(f"no contact {', '.join(unknown)}")
    into = merges(ledger.changes, ledger.decisions)
    refusal = _refused_undo(decision, ledger) if decision.undone else _REFUSALS[decision.verb](decision, ledger, into)
    if refusal:
        raise ImpossibleDecisionError(refusal)
    if decision.verb is Verb.SPLIT and not decision.undone and not decision.other:
        return replace(decision, other=_next_id(decision.contact, known))
    return decision


def _refused_undo(decision: Decision, ledger: Ledger) -> str:
    key = (decision.verb, decision.contact, decision.article)
    standing = [one for one in decisions_in_force(ledger.decisions) if (one.verb, one.contact, one.article) == key]
    if not standing:
        what = f" by article {decision.article}" if decision.article else ""
        return f"no {decision.verb} of {decision.contact}{what} stands that could be taken back"
    if decision.other not in {None, standing[0].other}:
        return f"what stands is the {decision.verb} of {decision.contact} and {standing[0].other}, not {decision.other}"
    return ""


def _refused_merge(decision: Decision, ledger: Ledger, into: Mapping[str, str]) -> str:
    one, two = decision.contact, decision.other or ""
    leaders = {contact.id: contact.details.us_leader for contact in ledger.contacts}
    if one == two:
        return f"{one} cannot be merged with itself"
    if root(one, into) == root(two, into):
        return f"{one} and {two} are one contact already"
    if leaders[one] != leaders[two]:
        return f"{one} is a contact with {leaders[one]} and {two} one with {leaders[two]}"
    return ""


def _refused_split(decision: Decision, ledger: Ledger, into: Mapping[str, str]) -> str:
    contact, other = decision.contact, decision.other
    reports = [one for one in ledger.reports if one.contact and one.status is Status.HAPPENED]
    homes = {one.contact for one in reports if one.article == decision.article}
    if merged := sorted(home for home in homes - {contact} if home and root(home, into) == root(contact, into)):
        return f"the article reports {merged[0]}, which is part of {contact} by a merge: take that back, or split it"
    if contact not in homes:
        return f"no article {decision.article} reports {contact}"
    if other == contact:
        return f"{contact} cannot be split into itself"
    if not [one for one in reports if one.contact == contact and one.article != decision.article]:
        return f"no other article reports {contact}: there is nothing to split it from"
    leaders = {one.id: one.details.us_leader for one in ledger.contacts}
    if other in leaders and leaders[other] != leaders[contact]:
        return f"{contact} is a contact with {leaders[contact]} and {other} one with {leaders[other]}"
    return ""


def _refused_dismissal(decision: Decision, _ledger: Ledger, into: Mapping[str, str]) -> str:
    became = root(decision.contact, into)
    return f"{decision.contact} is part of {became} by a merge: dismiss that" if became != decision.contact else ""


_REFUSALS = {Verb.MERGE: _refused_merge, Verb.SPLIT: _refused_split, Verb.DISMISS: _refused_dismissal}


def _next_id(contact: str, known: set[str]) -> str:
    """Return the first id with a number, from 2 on, that no contact has."""
    number = 2
    while f"{contact}-{number}" in known:
        number += 1
    return f"{contact}-{number}"
