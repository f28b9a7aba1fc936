"""Check markup files: problems with their lines, counts, exit code 1 on errors."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from perspectives.conflict import load
from perspectives.errors import PerspectivesError
from perspectives.markup.parse import Article, read_markup
from perspectives.markup.vocabulary import Vocabulary, vocabulary


def counts(article: Article) -> str:
    """One line of what an article holds."""
    analysis = article.analysis
    kinds = Counter(s.kind for s in analysis.sentences)
    words = len(analysis.document.text.split())
    sides = Counter(s.side for s in analysis.sentences if s.kind != "boilerplate")
    parts = [
        f"{words} words",
        f"{len(analysis.sentences)} units ({', '.join(f'{n} {k}' for k, n in sorted(kinds.items()))})",
        f"{len(analysis.attributions)} attributions",
        f"{len(analysis.stances)} stances",
        "main sides " + " ".join(f"{side} {n}" for side, n in sides.most_common()),
    ]
    return "; ".join(parts)


def check(paths: list[Path], valid: Vocabulary) -> int:
    """Print the problems and counts of each file; the number of files with errors."""
    bad = 0
    for path in paths:
        try:
            source = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as problem:
            sys.stdout.write(f"{path}: cannot be read: {problem}\n")
            bad += 1
            continue
        article, problems = read_markup(source, str(path), valid)
        for problem_ in problems:
            sys.stdout.write(f"{problem_}\n")
        if article is None:
            bad += 1
        else:
            sys.stdout.write(f"{path}: ok: {counts(article)}\n")
    return bad


def main(arguments: list[str] | None = None) -> int:
    """Run the check on the files named."""
    parser = argparse.ArgumentParser(prog="python -m perspectives.markup", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--conflict", default="karabakh", help="name or file of the conflict (default karabakh)")
    parser.add_argument("--text", action="store_true", help="print the plain text of the files, for a second annotator")
    chosen = parser.parse_args(arguments)
    try:
        valid = vocabulary(load(chosen.conflict))
    except PerspectivesError as problem:
        sys.stdout.write(f"{problem}\n")
        return 2
    if chosen.text:
        for path in chosen.files:
            article, _ = read_markup(path.read_text(encoding="utf-8"), str(path), valid)
            sys.stdout.write(f"{article.analysis.document.text}\n" if article else f"{path}: has errors\n")
        return 0
    return 1 if check(chosen.files, valid) else 0


if __name__ == "__main__":
    sys.exit(main())
