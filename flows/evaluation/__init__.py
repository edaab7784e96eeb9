"""Labelled reports: scoring what the reader finds."""
