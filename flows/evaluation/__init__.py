"""Labelled reports: training the reader on them and scoring what it reads."""
