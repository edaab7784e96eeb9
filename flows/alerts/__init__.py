"""Alerts: the outbox, the messages and the channels."""
