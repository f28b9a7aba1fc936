"""The project's labeled articles in the shape that the encoder and the linker are trained on.

python -m training.corpus corpus/labeled --split train --out corpus_train.jsonl
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from perspectives.classify.candidates import of_analysis
from perspectives.conflict import load
from perspectives.labels.corpus import read_articles, with_mentions
from perspectives.labels.further import frame_rows, read_further_files, stance_rows
from perspectives.lexicon import lexicon
from perspectives.markup import vocabulary
from perspectives.records import AUTHOR, BOILERPLATE, Analysis
from training.articles import names_in
from training.text import Row, set_aside


def row(analysis: Analysis) -> Row:
    """Text, sentences, attributions with their parents, judged pairs and frames of one article."""
    document = analysis.document
    labels = {(s.sentence, s.holder, s.target): s.label for s in analysis.stances}
    judged = []
    for candidate in of_analysis(analysis):
        sentence = analysis.sentences[candidate.sentence]
        told = {
            "own voice": candidate.holder == AUTHOR,
            "toward itself": candidate.holder == candidate.target,
            "source named": bool(candidate.source),
        }
        judged.append(
            {
                "sentence": [sentence.start, sentence.end],
                "target": candidate.spans,
                "source": candidate.source,
                "region": candidate.region,
                "flags": [candidate.named, *(flag for flag, holds in told.items() if holds)],
                "stance": labels.get((candidate.sentence, candidate.holder, candidate.target), "none"),
            }
        )
    units = [s for s in analysis.sentences if s.kind != BOILERPLATE]
    sides: dict[tuple[object, object], list[str]] = {}
    for a in analysis.attributions:
        sides.setdefault((a.source, a.content), []).append(a.side)
    return {
        "doc_id": document.id,
        "text": document.text,
        "sentences": [[s.start, s.end] for s in units],
        "attributions": [
            {"id": a.id, "parent": a.parent, "sides": sides[a.source, a.content]}
            | {role: getattr(a, role) or () for role in ("source", "cue", "content")}
            for a in analysis.attributions
        ],
        "judged": judged,
        "mentions": [[m.start, m.end, m.side] for m in analysis.mentions],
        "frames": [[s.start, s.end, [f.frame for f in s.frames]] for s in units],
    }


def main() -> None:
    """Read the arguments and convert."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("folder", type=Path)
    cli.add_argument("--split", nargs="+", default=["train"])
    cli.add_argument("--conflict", default="karabakh")
    cli.add_argument("--out", type=Path, required=True)
    cli.add_argument("--sentences", type=Path, help="also write the further sentences here, for the encoder")
    cli.add_argument("--without", type=Path, help="names of articles to leave out, a name a line")
    cli.add_argument(
        "--untagged", type=Path, help="names of articles whose sources, cues and contents are not to be learned"
    )
    arguments = cli.parse_args()
    conflict = load(arguments.conflict)
    if arguments.sentences:
        frames = [frame.id for frame in conflict.frames]
        further = read_further_files(sorted(arguments.folder.glob("sentences_*.txt")), frames)
        with arguments.sentences.open("w", encoding="utf8") as out:
            rows = [*stance_rows(further), *frame_rows(further)]
            out.writelines(json.dumps(r) + "\n" for r in rows if not set_aside(r["group"]))
    names = lexicon(conflict)
    without, untagged = names_in(arguments.without), names_in(arguments.untagged)
    with arguments.out.open("w", encoding="utf8") as out:
        for article in read_articles(arguments.folder, vocabulary(conflict)):
            if article.split not in arguments.split or article.analysis.document.id in without:
                continue
            found = row(with_mentions(article.analysis, names))
            if found["doc_id"] in untagged:
                found["discard"] = [[0, len(found["text"])]]
            out.write(json.dumps(found, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
