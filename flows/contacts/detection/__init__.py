"""Stages of judging a text: participants, features, the model, hard vetoes, and the mentions they come to."""
