"""Build ``data/punkt/english.json``: Punkt parameters from a large news text and a list of news abbreviations."""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from pathlib import Path

# Ranks, titles, institutions, months and the like that a US corpus holds too rarely for statistics.
CURATED = """
adm amb assn asst atty ave b.c a.d a.k.a a.m approx aug blvd bldg bros brig capt cdr cf ch cmdr co col comdr
cmdre corp cpl ct d.c dec dept dist div dr e.g e.u eds esp esq al etc excl feb ff fr ft gen gov govt hon hrs i.e
incl inc inst jan jr jul jun km lieut lt ltd maj mar messrs mlle mme mr mrs ms mt mts n.b n.k.r nov nr oct orig
o.s.c.e p.m para paras ph.d pl pp pres prof pvt rep reps ret rev rt sen sens sept seq sgt sr ssgt st ste supt
u.a.e u.k u.n u.s u.s.a u.s.s.r v viz vol vols vs wt
"""
STARTERS = """
a after again all although an and another any as asked at because before both but by despite did do does during
each earlier even every few finally first for from he her here his how however i if in indeed instead is it its
just last later least many meanwhile more moreover most my neither no nobody none nor not nothing now of on once
one only or other others otherwise our over perhaps several she since so some still such than that the their
then there therefore these they this those though thus to today two under until was we were what when where
whether which while who whose why with would yet you your
"""
TITLES = """
a.k.a adm amb approx asst atty brig ca capt cdr cf cmdr cmdre col comdr cpl dep dr e.g esp fr ft gen gov govt hon i.e
incl lieut lt maj messrs mlle mme mr mrs ms msgr mt mts mx n.b pres prof pvt rep reps rev rt sen sens sgt ssgt st ste
supt v vice viz vs
"""
BEFORE_NUMBER = """
apt art arts bldg ca ch cl col doc ed est fig figs max min n no nos nr op p par para paras pg pop pp reg res sec secs
ver vol vols
"""
MIN_DOCUMENTS = 30
"""A word enters the parameters only if this many articles use it: generic words, no text."""


def texts(path: Path) -> list[str]:
    """The ``text`` of each line of a (gzipped) JSONL file."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        return [json.loads(line)["text"] for line in file]


def parameters(documents: list[str]) -> dict[str, object]:
    """Train Punkt and keep the abbreviations, sentence starters and orthographic flags of common words."""
    from nltk.tokenize.punkt import PunktTrainer

    curated = set(CURATED.split())
    trainer = PunktTrainer()
    frequency: Counter[str] = Counter()
    for text in documents:
        trainer.train(text, finalize=False)
        frequency.update({word.strip("\"'“”‘’.,;:!?()[]").lower() for word in text.split()})
    trainer.finalize_training()
    trained = trainer.get_params()

    def common(word: str) -> bool:
        return frequency[word] >= MIN_DOCUMENTS and word.isascii() and word.isalpha()

    # A bare "no", "art" or "min" is more often a word: such types stay out, the rules know them before a number.
    learned = {a for a in trained.abbrev_types if frequency[a] >= 5 and (("." in a and len(a) <= 6) or a in curated)}
    return {
        "abbreviations": sorted(learned | curated),
        "titles": sorted(TITLES.split()),
        "before_number": sorted(BEFORE_NUMBER.split()),
        "starters": sorted(STARTERS.split()),
        # 32 and above: seen in lower case, so that a capital tells a sentence's start (bits of nltk's punkt module).
        "orthography": {w: f for w, f in sorted(trained.ortho_context.items()) if common(w) and f >= 32},
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path, help="JSONL with a text field, e.g. the PolNeAR train articles")
    parser.add_argument("-o", "--output", type=Path, default=Path("src/perspectives/data/punkt/english.json"))
    arguments = parser.parse_args()
    result = parameters(texts(arguments.texts))
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    arguments.output.write_text(json.dumps(result, separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8")
