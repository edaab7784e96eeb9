"""The question: what a contact is, the article as data, and the JSON that answers it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from flows.contacts import lexicon
from flows.contacts.contact import Channel, Status
from flows.contacts.detection.detect import names_leader
from flows.contacts.text.tokens import spans
from flows.llm_second_reader.prompt_article import article_data
from flows.news.article import Article, hash_body
from flows.news.urdu import fold

NONE = "none"
"""The status of an article that says nothing about a contact."""

MOST_TOKENS = 1_000
"""Tokens of an answer: a sentence, a few words, and what a model writes while it thinks."""


@cache
def instructions() -> str:
    """Return the instructions, the same for every article."""
    return resources.files(__package__).joinpath("prompt.txt").read_text(encoding="utf-8").strip()


def schema(leaders: tuple[str, ...]) -> dict[str, Any]:
    """Return the JSON schema of an answer; `leaders` are the names that it may contain."""
    fields: dict[str, Any] = {
        "status": {"type": "string", "enum": [*map(str, Status), NONE]},
        "leader": {"enum": [*leaders, None]},
        "channel": {"enum": [*map(str, Channel), None]},
        "day": {"type": ["string", "null"], "description": "YYYY-MM-DD"},
        "minutes": {"type": ["integer", "null"]},
        "place": {"type": ["string", "null"]},
        "sentence": {"type": "string"},
    }
    return {"type": "object", "properties": fields, "required": [*fields], "additionalProperties": False}


def prompt_version(leaders: tuple[str, ...]) -> str:
    """Return a hash of the instructions, the schema and the code that selects the text of an article."""
    cleaning = resources.files(__package__).joinpath("prompt_article.py").read_bytes()
    words = json.dumps([instructions(), schema(leaders)], sort_keys=True).encode()
    return hash_body(words + cleaning).hex[:12]


def named_alone(article: Article) -> Article:
    """Return an article with only the sentences that name a contact and one of the two, or his office.

    The second question, before a decision against our own reading, is about these alone, so that instructions in other
    sentences cannot decide.
    """
    title, text = (_sentences(part) for part in (article.title, article.text))
    return replace(article, title=" ".join(title), text="\n".join(text))


def _sentences(text: str) -> list[str]:
    folded = fold(text)
    found = (folded.original(start, end) for start, end, _ in spans(folded.text) if _names(folded.text[start:end]))
    return [text[start:end] for start, end in found]


def _names(sentence: str) -> bool:
    words = lexicon.load()
    named = any(names_leader(sentence, side) for side in words.stems.values())
    return named and words.contact.search(sentence) is not None


def question(article: Article, day: date, model: str, leaders: tuple[str, ...]) -> dict[str, Any]:
    """Return the body of a chat request about `article`, published on `day` at its outlet.

    Source of the format: OpenAI chat completions with response_format json_schema, which Ollama, llama.cpp and vLLM
    support too.
    """
    given = article_data(article.title, article.text)
    data = {"published": f"{day:%Y-%m-%d, %A}", "title": given.title, "paragraphs": given.paragraphs}
    answer = {"name": "reading", "strict": True, "schema": schema(leaders)}
    return {
        "model": model,
        "messages": [
            {"role": "system", "content": instructions()},
            {"role": "user", "content": json.dumps(data, ensure_ascii=False)},
        ],
        "response_format": {"type": "json_schema", "json_schema": answer},
        "temperature": 0,
        "max_tokens": MOST_TOKENS,
        "stream": False,
    }
