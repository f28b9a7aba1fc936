"""The labeled corpus: markup files compiled to standoff records."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from perspectives import store
from perspectives.errors import PerspectivesError
from perspectives.labels.further import frame_rows, read_further_files, stance_rows
from perspectives.lexicon import Lexicon
from perspectives.markup import Article, Vocabulary, parse, read_markup, vocabulary
from perspectives.mentions import find_mentions
from perspectives.records import BOILERPLATE, Analysis

SPLITS = ("train", "dev", "test")


def read_articles(folder: Path, valid: Vocabulary) -> tuple[Article, ...]:
    """The articles of every ``*.markup`` file of a folder, in the order of the file names.

    Raises PerspectivesError with the first error and its line, where two files share an id or a text, or
    where one event stands in two splits.
    """
    articles: list[Article] = []
    ids: dict[str, Path] = {}
    texts: dict[str, Path] = {}
    events: dict[str, str] = {}
    for path in sorted(folder.glob("*.markup")):
        article, problems = read_markup(path.read_text(encoding="utf-8"), str(path), valid)
        if article is None:
            raise PerspectivesError(str(next(p for p in problems if not p.warning)))
        document = article.analysis.document
        for key, seen in ((document.id, ids), (document.sha256, texts)):
            if key in seen:
                raise PerspectivesError(f"{path}: the id or the text of {seen[key]} again: {key}")
            seen[key] = path
        if events.setdefault(article.event, article.split) != article.split:
            raise PerspectivesError(
                f"{path}: event {article.event} stands in the splits {events[article.event]} and {article.split}"
            )
        articles.append(article)
    if not articles:
        raise PerspectivesError(f"{folder}: no .markup files")
    return tuple(articles)


def read_labeled(path: Path, valid: Vocabulary) -> tuple[Analysis, ...]:
    """The labeled documents of a markup file, a folder of markup files or a JSONL file of analyses.

    Raises PerspectivesError with the first error and its line.
    """
    if path.is_dir():
        return tuple(article.analysis for article in read_articles(path, valid))
    if not path.is_file():
        raise PerspectivesError(f"{path}: no such file; give labeled .markup or .jsonl files")
    if path.suffix == ".markup":
        return (parse(path.read_text(encoding="utf-8"), str(path), valid),)
    return tuple(store.read_analyses(path))


def with_mentions(analysis: Analysis, names: Lexicon) -> Analysis:
    """A labeled document with the mentions found in it, which nobody labels and scoring stances needs."""
    return replace(analysis, mentions=find_mentions(analysis.document, analysis.sentences, names))


def gold(folder: Path, split: str, names: Lexicon) -> list[Analysis]:
    """The labeled articles of a split of a folder, with the mentions found in them.

    Raises PerspectivesError as `read_articles` does.
    """
    articles = read_articles(folder, vocabulary(names.conflict))
    return [with_mentions(article.analysis, names) for article in articles if article.split == split]


def record(article: Article) -> dict[str, Any]:
    """The JSON record of an article: that of ``perspectives analyze`` with split, event and genre."""
    return {
        "split": article.split,
        "event": article.event,
        "genre": article.genre,
        **store.to_json(article.analysis),
    }


def article_from_record(value: dict[str, Any]) -> Article:
    """The inverse of `record` (zones are not kept, since sentences carry their layer)."""
    try:
        return Article(store.from_json(value), value["event"], value["split"], value["genre"])
    except KeyError as error:
        raise PerspectivesError(f"not a record of the corpus: no field {error}") from error


def compile_corpus(folder: Path, valid: Vocabulary) -> dict[str, str]:
    """The standoff files of a folder of markup and sentence files: file name to content.

    ``train.jsonl``, ``dev.jsonl`` and ``test.jsonl`` hold the articles, ``stance.jsonl`` and ``frames.jsonl``
    the rows of the ``sentences_*.txt`` files. The same folder gives the same bytes.
    """
    articles = read_articles(folder, valid)
    files = {f"{split}.jsonl": _lines(record(a) for a in articles if a.split == split) for split in SPLITS}
    further = read_further_files(sorted(folder.glob("sentences_*.txt")), valid.frames)
    files["stance.jsonl"] = _lines(stance_rows(further))
    files["frames.jsonl"] = _lines(frame_rows(further))
    return files


def counts(articles: Sequence[Article]) -> dict[str, dict[str, int]]:
    """What the articles of each split hold: the numbers of the datasheet."""
    found: dict[str, dict[str, int]] = {}
    for split in SPLITS:
        own = [a for a in articles if a.split == split]
        analyses = [a.analysis for a in own]
        found[split] = {
            "articles": len(own),
            "units": sum(len(a.sentences) for a in analyses),
            "boilerplate units": sum(s.kind == BOILERPLATE for a in analyses for s in a.sentences),
            "words": sum(len(a.document.text.split()) for a in analyses),
            "attributions": sum(len(a.attributions) for a in analyses),
            "stances": sum(len(a.stances) for a in analyses),
            "events": len({a.event for a in own}),
            "outlets": len({a.document.outlet for a in analyses}),
            "genres": len({a.genre for a in own}),
        }
    return found


def fingerprint(files: dict[str, str]) -> str:
    """The sha256 of compiled files: what a measured accuracy is pinned to."""
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{name}\n{len(content)}\n{content}".encode())
    return digest.hexdigest()


def write_corpus(folder: Path, target: Path, valid: Vocabulary) -> dict[str, str]:
    """Compile a folder and write the files into another, which is made if need be; returns what was written."""
    files = compile_corpus(folder, valid)
    target.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        with store.atomic(target / name) as file:
            file.write(content)
    return files


def _lines(records: Iterable[dict[str, Any]]) -> str:
    return "".join(store.dumps(one) + "\n" for one in records)
