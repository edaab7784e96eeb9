"""Train the reader from labelled reports and write its weights and their card: `make model`.

    python -m flows.evaluation.make_model tests/contacts/labelled/training [more.jsonl …]

Needs scikit-learn (the extra `train`). The same data and code give the same weights on one machine.
"""

from __future__ import annotations

import argparse
import ast
import json
import sys
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from flows.contacts import detection, lexicon
from flows.contacts.detection.model import CARD, WEIGHTS, linear_arrays
from flows.evaluation.corpus import LabelledArticle, read_set

HERE = Path(detection.__file__).parent
CORPUS = Path("tests/contacts/labelled/training")
CODE = (
    "flows/contacts/lexicon_data",
    "flows/contacts/text",
    *(
        f"flows/contacts/detection/{name}.py"
        for name in ("mention_features", "participants", "article_features", "vetoes", "contact_channel", "model")
    ),
    "flows/evaluation/corpus.py",
    "flows/evaluation/training.py",
    "flows/contacts/leaders.py",
    "flows/contacts/lexicon.py",
    "flows/news/urdu.py",
)
"""Files and folders whose Python and YAML determine the weights."""


def data_hash(paths: Sequence[Path]) -> str:
    """Return a hash of the names and contents of labelled files, in order of their names."""
    digest = sha256()
    for path in sorted(paths, key=lambda path: path.name):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def code_hash(root: Path) -> str:
    """Return a hash of the code and words that features are made of, without docstrings and comments."""
    files = [
        found for name in CODE for found in ((root / name).rglob("*") if (root / name).is_dir() else [root / name])
    ]
    digest = sha256()
    for path in sorted(path for path in files if path.suffix in {".py", ".yaml"}):
        text = path.read_text("utf-8")
        code = ast.dump(_without_docstrings(ast.parse(text))) if path.suffix == ".py" else text
        digest.update(str(path.relative_to(root)).encode() + b"\0" + code.encode() + b"\0")
    return digest.hexdigest()[:16]


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [one for one in body if not _is_string(one)]  # type: ignore[attr-defined]
    return tree


def _is_string(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train on the given files or folders and write weights and card, by default beside the code of the reader."""
    parser = argparse.ArgumentParser(description="Train the reader and write its weights.")
    parser.add_argument("paths", nargs="*", type=Path, default=[CORPUS], help="folders of labelled JSONL, or files")
    parser.add_argument("--output", type=Path, default=HERE, help="folder to write to")
    options = parser.parse_args(arguments)
    paths = [found for path in options.paths for found in (sorted(path.glob("*.jsonl")) if path.is_dir() else [path])]
    write(paths, options.output)


def write(paths: Sequence[Path], output: Path) -> None:
    """Train on labelled files and write weights and card into a folder."""
    from flows.evaluation.training import train

    words = lexicon.load()
    sets = {path.stem: read_set(path, words) for path in paths}
    trained, figures = train(sets, words, _show)
    arrays = linear_arrays("instance", trained.instance) | linear_arrays("channel", trained.channel)
    arrays |= {f"article_{part}": np.asarray(getattr(trained.article, part)) for part in ("classes", "names")}
    arrays |= {f"article_{part}": getattr(trained.article, part) for part in ("mean", "scale", "weights", "bias")}
    version = sha256(b"".join(arrays[name].tobytes() for name in sorted(arrays))).hexdigest()[:12]
    np.savez_compressed(output / WEIGHTS, allow_pickle=False, **arrays, version=np.array(version))
    root = Path(__file__).parents[2]
    card = {
        "version": version,
        "data": data_hash(paths),
        "code": code_hash(root),
        "sets": {name: _counts(articles) for name, articles in sets.items()},
        "cross_validation": figures,
    }
    (output / CARD).write_text(json.dumps(card, indent=1, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")


def _show(step: str) -> None:
    sys.stderr.write(f"{step}\n")


def _counts(articles: Sequence[LabelledArticle]) -> Mapping[str, Any]:
    statuses = sorted({article.status for article in articles})
    return {"reports": len(articles)} | {s: sum(article.status == s for article in articles) for s in statuses}


if __name__ == "__main__":
    main()
