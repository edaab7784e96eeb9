"""Commands that read a file and print what the rules say of it: detect, replay, evaluate, clean, near-duplicates."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from flows.cli.console import BAD_CONFIGURATION, FAILED, load_settings, stop, working
from flows.cli.jsonl import Rows, emit
from flows.cli.list_output import show
from flows.clock import utc_now

File = Annotated[str, typer.Argument(metavar="FILE.jsonl", help="One JSON object a line; - for stdin, .gz is read.")]


def detect(file: File) -> None:
    """Print what each article says of a contact: verdict, contacts, quotes, what weighed most."""
    from flows.evaluation.labelled_files import detect_row
    from flows.news.article import Problem

    rows, now = Rows(file), datetime.now(UTC)
    for row in rows:
        said = detect_row(row, now)
        if isinstance(said, Problem):
            rows.refuse(row["id"], f"{said.reason}: {said.detail}")
        else:
            emit(said)
    rows.finish()


def replay(
    file: Annotated[
        str | None, typer.Argument(metavar="FILE.jsonl", help="One JSON object a line; - for stdin, .gz is read.")
    ] = None,
    from_archive: Annotated[
        bool, typer.Option("--from-archive", help="Read the archive again by the rules of today, and send no alerts.")
    ] = False,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="With --from-archive: only days from this one on.")
    ] = None,
) -> None:
    """Print each alert that the articles, in order of publication, would have raised; or rebuild from the archive."""
    from flows.cli.pipeline import replay_archive
    from flows.evaluation.labelled_files import replay as replay_rows
    from flows.news.article import Problem

    if (file is None) != from_archive:
        stop("one of FILE.jsonl and --from-archive expected", BAD_CONFIGURATION)
    if file is None:
        replay_archive(since.date() if since else None)
        return
    rows = Rows(file)
    for raised in replay_rows(rows, datetime.now(UTC)):
        if isinstance(raised, Problem):
            rows.refuse(raised.url, f"{raised.reason}: {raised.detail}")
        else:
            emit(asdict(raised))
    rows.finish()


def evaluate(
    file: File,
    json: Annotated[bool, typer.Option("--json", help="Print the figures as one JSON object.")] = False,
    second_reader: Annotated[
        bool, typer.Option("--second-reader", help="Ask the second reader of the settings too, and compare.")
    ] = False,
) -> None:
    """Score the reader on labelled articles: precision, recall, fields, alerts per contact, and every error."""
    from flows.evaluation.labelled_files import score

    rows = Rows(file, needs=("id", "expected"))
    if second_reader:
        _compare(file, rows, json=json)
        return
    try:
        scored = score(rows, datetime.now(UTC))
    except (KeyError, ValueError, AttributeError, TypeError) as error:
        stop(f"{file}: a label is of no use: {error!r}", BAD_CONFIGURATION)
    if not scored.cases:
        rows.finish()
        stop(f"{file}: no labelled article to score", FAILED)
    figures = {"precision": scored.precision, "recall": scored.recall, "f1": scored.f1}
    if json:
        emit({**asdict(scored), **figures})
        rows.finish()
        return
    if scored.wrong:
        columns = ("case", "kind", "expected", "read as", "clause", "rules")
        wrong = [(w.case, w.kind, w.expected, w.got, w.clause, " · ".join(w.why)) for w in scored.wrong]
        show("Read wrongly", columns, wrong)
    alerts = scored.by_alerts
    show("Figures", ("figure", "value"), [
        ("cases answered", f"{scored.answered} of {scored.cases}"),
        *((name, f"{value:.3f}") for name, value in figures.items()),
        ("true, false, missed", f"{scored.true}, {scored.false}, {scored.missed}"),
        ("verdicts right", f"{scored.verdicts_right} of {scored.cases}"),
        *((f"{name} right", f"{right} of {asked}") for name, (right, asked) in scored.fields.items()),
        ("contacts alerted", f"{alerts.contacts_alerted} of {alerts.contacts}"),
        ("alerts per contact", f"{alerts.per_contact:.3f}"),
        ("alerts for no contact", f"{alerts.for_no_contact} of {alerts.alerts}"),
        ("alerted again", ", ".join(alerts.alerted_again) or "none"),
    ])  # fmt: skip
    rows.finish()


def _compare(file: str, rows: Rows, *, json: bool) -> None:
    """Print how our reader, the second reader of the settings, and both together read labelled articles."""
    from flows.evaluation.llm_second_reader import compare
    from flows.pipeline.ask_llm_second_reader import second_reader_of

    settings = load_settings()
    if not settings.second_reader:
        stop("RABITA_SECOND_READER is not set: docs/llm-second-reader.md", BAD_CONFIGURATION)
    try:
        with working("asking the second reader about each article"):
            found = compare(rows, second_reader_of(settings), datetime.now(UTC), utc_now)
    except (KeyError, ValueError, AttributeError, TypeError) as error:
        stop(f"{file}: a label is of no use: {error!r}", BAD_CONFIGURATION)
    scores = (found.ours, found.theirs, found.both)
    if json:
        emit({**asdict(found), "figures": [(one.precision, one.recall, one.f1) for one in scores]})
        rows.finish()
        return
    columns = ("case", "expected", "our reader", "second reader", "what a watch makes of it", "sentence")
    show("Disagreements", columns, [tuple(asdict(one).values()) for one in found.disagreements])
    show("Figures", ("figure", "our reader", "second reader", "both"), [
        *((name, *(f"{getattr(one, name):.3f}" for one in scores)) for name in ("precision", "recall", "f1")),
        ("true, false, missed", *(f"{one.true}, {one.false}, {one.missed}" for one in scores)),
        ("verdicts right", *(f"{one.verdicts_right} of {one.cases}" for one in scores)),
    ])  # fmt: skip
    show("Second reader", ("figure", "value"), [
        ("model, prompt", f"{found.model}, {found.prompt}"),
        ("articles asked about", f"{found.asked} of {found.ours.cases}"),
        ("within the band, so asked about by a watch", str(found.band)),
        *((name, str(count)) for name, count in sorted(found.outcomes.items())),
        *((f"of these: {reason}", str(count)) for reason, count in sorted(found.reasons.items())),
        ("tokens of questions, of answers", f"{found.tokens_in}, {found.tokens_out}"),
        ("seconds, median and longest", f"{found.seconds_median:.1f}, {found.seconds_longest:.1f}"),
    ])  # fmt: skip
    rows.finish()


def clean(file: File) -> None:
    """Print each article without its boilerplate, and what was removed."""
    from flows.news.pages.clean import clean as clean_text
    from flows.news.pages.language import language

    rows = Rows(file, needs=("id", "text"))
    for row in rows:
        title, text = str(row.get("title") or ""), row["text"]
        cleaned = clean_text(title, text, lang=row.get("lang") or language(f"{title}\n{text}"))
        # where no title was given, the text's first line was taken for it, and goes back
        own = title.strip() or not cleaned.title or cleaned.text.startswith(cleaned.title)
        headed = cleaned.text if own else f"{cleaned.title}\n{cleaned.text}"
        emit({"id": row["id"], "text": headed, "removed": [asdict(piece) for piece in cleaned.removed]})
    rows.finish()


def near_duplicates(file: File) -> None:
    """Print for each pair of texts how alike they are: copies of one another, or the same story."""
    from flows.news.pages.dedupe import compare

    rows = Rows(file, needs=("id", "text_a", "text_b"))
    for row in rows:
        titles = (str(row.get("title_a") or ""), str(row.get("title_b") or ""))
        like = compare(row["text_a"], row["text_b"], *titles)
        emit({
            "id": row["id"],
            "jaccard": round(like.jaccard, 4),
            "containment": round(like.containment, 4),
            "duplicate": like.duplicate,
            "same_story": like.same_story,
        })  # fmt: skip
    rows.finish()
