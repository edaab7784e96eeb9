"""Resolution: reports of contacts to real-world contacts, and what changed in each."""

from flows.contacts.resolve.session import FRESHNESS, resolve

__all__ = ["FRESHNESS", "resolve"]
