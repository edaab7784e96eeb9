"""Requests to outlets: polite, safe, and with limits."""
