"""Compile the labeled corpus: python -m perspectives.labels CORPUS."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from perspectives.conflict import load
from perspectives.errors import PerspectivesError
from perspectives.labels.corpus import counts, fingerprint, read_articles, write_corpus
from perspectives.markup import vocabulary


def main(arguments: list[str] | None = None) -> int:
    """Compile ``CORPUS/labeled`` to ``CORPUS/standoff`` and say what was written."""
    parser = argparse.ArgumentParser(prog="python -m perspectives.labels", description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--conflict", default="karabakh", help="name or file of the conflict (default karabakh)")
    chosen = parser.parse_args(arguments)
    try:
        valid = vocabulary(load(chosen.conflict))
        files = write_corpus(chosen.corpus / "labeled", chosen.corpus / "standoff", valid)
        held = counts(read_articles(chosen.corpus / "labeled", valid))
    except PerspectivesError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    for name, content in files.items():
        lines = content.count("\n")
        sys.stdout.write(f"{name}: {lines} lines\n")
    for split, numbers in held.items():
        sys.stdout.write(f"{split}: {', '.join(f'{number} {what}' for what, number in numbers.items())}\n")
    sys.stdout.write(f"fingerprint {fingerprint(files)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
