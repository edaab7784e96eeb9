"""Resolution: reports of contacts to real-world contacts, and what changed in each."""

from flows.contacts.resolve.resolution import FRESHNESS, resolve

__all__ = ["FRESHNESS", "resolve"]
