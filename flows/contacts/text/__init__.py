"""Stages of parsing a text: sentences, tokens, persons with their case, clauses, triggers, dates and durations."""
