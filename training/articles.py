"""What the trainings that follow the encoder share: their options, and labeled articles as they are read."""

from __future__ import annotations

import argparse
from pathlib import Path

from perspectives.encoder import Encoder, Encoding
from perspectives.labels.corpus import gold
from perspectives.lexicon import Lexicon
from perspectives.records import BOILERPLATE, Analysis, Document, Sentence
from perspectives.segment import segment


def options(description: str | None, models: str) -> argparse.ArgumentParser:
    """The options of a training on the labeled corpus; ``models`` says whose folder ``--models`` names."""
    cli = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--corpus", type=Path, required=True)
    cli.add_argument("--conflict", default="karabakh")
    cli.add_argument("--encoder", type=Path, help="another encoder than the one that ships")
    cli.add_argument("--models", type=Path, help=models)
    cli.add_argument("--out", type=Path, required=True)
    return cli


def names_in(path: Path | None) -> frozenset[str]:
    """The names in a file, a name a line; none without a file."""
    return frozenset(path.read_text(encoding="utf8").split()) if path else frozenset()


def listed(corpus: Path, names: Path, lexicon: Lexicon) -> list[Analysis]:
    """The train articles that a file names, a name a line; ends the program where one is missing."""
    wanted = names_in(names)
    articles = [analysis for analysis in gold(corpus, "train", lexicon) if analysis.document.id in wanted]
    if missing := wanted - {analysis.document.id for analysis in articles}:
        raise SystemExit(f"{names}: no train article named {', '.join(sorted(missing)[:5])}")
    return articles


def encoded(document: Document, encoder: Encoder) -> tuple[tuple[Sentence, ...], Encoding]:
    """The units of a document as they are found, and the encoding of those that are not boilerplate."""
    sentences = segment(document)
    return sentences, encoder.encode(document.text, [(s.start, s.end) for s in sentences if s.kind != BOILERPLATE])


def event_of(analysis: Analysis) -> str:
    """What a labeled article is about: its id begins with the event."""
    return analysis.document.id.partition("--")[0]
