"""Train what judges found attributions: which are credible, and which sentences that hold some are the author's.

    python -m training.judges --corpus corpus/labeled --articles training/unread_3.1.0.txt \\
        --out src/perspectives/data/models/judges.npz

Both learn on articles that the encoder has not read. It is too sure of those it was trained on: there, almost all
that it finds is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.model_selection import GroupKFold

from perspectives.attribution import Linker, credible, found_in
from perspectives.attribution.credible import features as attribution_features
from perspectives.attribution.credible import sourced
from perspectives.attribution.link import PARTS
from perspectives.attribution.mainside import features as sentence_features
from perspectives.attribution.mainside import held_in, main_sides, open_to_doubt
from perspectives.attribution.turns import is_turn
from perspectives.conflict import load
from perspectives.dense import Dense, write
from perspectives.encoder import Encoder, Encoding
from perspectives.lexicon import Lexicon, lexicon
from perspectives.records import AUTHOR, BOILERPLATE, Analysis, Attribution, Sentence, Span
from perspectives.store import atomic
from training.articles import encoded, event_of, listed, options
from training.networks import averaged

FOLDS = 5
_SHARED = 0.3
"""Share of the shorter content from which a found and a labeled attribution are the same."""


@dataclass(frozen=True)
class Read:
    """A labeled article as it is read: its units, the encoder's states, and the attributions found."""

    labeled: Analysis
    sentences: tuple[Sentence, ...]
    encoding: Encoding
    found: tuple[Attribution, ...]


@dataclass(frozen=True)
class Rows:
    """Features (n, k) and truth (n,) of what was found in one article."""

    features: Any
    truth: Any


def read_in(labeled: Sequence[Analysis], encoder: Encoder, linker: Linker, names: Lexicon) -> list[Read]:
    """Labeled articles with what is found in them before it is judged."""
    out = []
    for analysis in labeled:
        sentences, encoding = encoded(analysis.document, encoder)
        found = sourced(found_in(analysis.document, sentences, encoding, linker, names), analysis.document.text)
        out.append(Read(analysis, sentences, encoding, found))
    return out


def attributions_of(article: Read) -> Rows:
    """The attributions of an article, turns aside, and whether a labeled one is the same."""
    text = article.labeled.document.text
    asked = [item for item in article.found if not is_turn(item, text)]
    rows = attribution_features(asked, article.found, text, article.sentences, article.encoding)
    return Rows(rows, np.array([any(_same(item, one) for one in article.labeled.attributions) for item in asked]))


def _same(found: Attribution, labeled: Attribution) -> bool:
    """Whether both share content, and both have a source or neither has."""
    first, second = (_places(item.content) for item in (found, labeled))
    enough = len(first & second) >= max(1, _SHARED * min(len(first), len(second)))
    return enough and (found.source is None) == (labeled.source is None)


def _places(spans: Sequence[Span] | None) -> set[int]:
    return {place for start, end in spans or () for place in range(start, end)}


def sentences_of(article: Read, judge: Dense) -> Rows:
    """The sentences with attributions that are credible to a judge, and whether their main side is the author's."""
    text = article.labeled.document.text
    found = credible(article.found, text, article.sentences, article.encoding, judge)
    held = held_in(article.sentences, found)
    labeled = {(s.start, s.end): s.side for s in article.labeled.sentences}
    asked = [s for s in open_to_doubt(text, article.sentences, held) if (s.start, s.end) in labeled]
    rows = [sentence_features(text, sentence, held[sentence.id], article.encoding) for sentence in asked]
    return Rows(np.array(rows), np.array([labeled[s.start, s.end] == AUTHOR for s in asked]))


def fit(parts: Sequence[Rows], alpha: float, rounds: int) -> Dense:
    """A network on the rows of several articles."""
    filled = [part for part in parts if len(part.truth)]
    features, truth = (np.concatenate(c) for c in zip(*((p.features, p.truth) for p in filled), strict=True))
    return averaged(features, truth, hidden=32, alpha=alpha, rounds=rounds, batch=256)


def fit_both(articles: Sequence[Read]) -> tuple[Dense, Dense]:
    """The judge of attributions, and that of sentences, which sees what the first leaves."""
    first = fit([attributions_of(article) for article in articles], alpha=3.0, rounds=12)
    return first, fit([sentences_of(article, first) for article in articles], alpha=1.0, rounds=30)


def figures(articles: Sequence[Read], judges: tuple[Dense | None, Dense | None]) -> tuple[int, int, int]:
    """Units of articles, those whose main side is right, and those whose set of attributed sides is."""
    count = sides = sets = 0
    for article in articles:
        text = article.labeled.document.text
        found = credible(article.found, text, article.sentences, article.encoding, judges[0])
        main = main_sides(text, article.sentences, found, article.encoding, judges[1])
        told = {
            (s.start, s.end): (side, {item.side for item in found if s.id in item.sentences})
            for s, side in zip(article.sentences, main, strict=True)
        }
        for unit in article.labeled.sentences:
            if unit.kind == BOILERPLATE or (unit.start, unit.end) not in told:
                continue
            side, attributed = told[unit.start, unit.end]
            count += 1
            sides += side == unit.side
            sets += attributed == {i.side for i in article.labeled.attributions if unit.id in i.sentences}
    return count, sides, sets


def main() -> None:
    """Read the arguments, cross-validate by event, fit and save."""
    cli = options(__doc__, "folder of another linker, turns and sides than those that ship")
    cli.add_argument("--articles", type=Path, required=True, help="the articles to learn from, a name a line")
    arguments = cli.parse_args()
    names = lexicon(load(arguments.conflict))
    labeled = listed(arguments.corpus, arguments.articles, names)
    encoder, linker = Encoder.load(arguments.encoder, threads=2), Linker.load(arguments.models, PARTS[:3])
    articles = read_in(labeled, encoder, linker, names)
    before, after = [], []
    for known, rest in GroupKFold(FOLDS).split(articles, groups=[event_of(article.labeled) for article in articles]):
        unseen = [articles[i] for i in rest]
        before.append(figures(unseen, (None, None)))
        after.append(figures(unseen, fit_both([articles[i] for i in known])))
    for name, counts in (("by the rules", before), ("judged, by event", after)):
        count, sides, sets = np.sum(counts, axis=0)
        print(f"{name}: main side {sides / count:.4f}, attributed sides {sets / count:.4f} of {count} units")
    first, second = fit_both(articles)
    with atomic(arguments.out, "wb") as file:
        write(file, "judges", {"credible": first, "author": second})


if __name__ == "__main__":
    main()
