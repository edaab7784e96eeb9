"""Labelled reports: training the reader, and scoring its readings."""
