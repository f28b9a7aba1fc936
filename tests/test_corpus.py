"""The labeled corpus as it is committed: sound, split by event, and compiled."""

from __future__ import annotations

from pathlib import Path

import pytest

from perspectives.conflict import load
from perspectives.labels.corpus import SPLITS, compile_corpus, counts, read_articles
from perspectives.labels.further import read_further
from perspectives.markup import Vocabulary, read_markup, to_markup, vocabulary

CORPUS = Path(__file__).parent.parent / "corpus"
LABELED = sorted((CORPUS / "labeled").glob("*.markup"))
FURTHER = sorted((CORPUS / "labeled").glob("sentences_*.txt"))
STANDOFF = CORPUS / "standoff"
TEST_ONLY = {"Rhine Tribune", "Glendale Armenian Voice"}


@pytest.fixture(scope="module")
def valid() -> Vocabulary:
    """The vocabulary of the shipped conflict."""
    return vocabulary(load("karabakh"))


@pytest.mark.parametrize("path", LABELED, ids=lambda path: path.stem)
def test_article_is_sound_and_round_trips(path: Path, valid: Vocabulary) -> None:
    article, problems = read_markup(path.read_text(encoding="utf-8"), path.name, valid)
    assert [str(problem) for problem in problems] == []
    assert article is not None
    assert article.analysis.document.id == path.stem
    assert read_markup(to_markup(article), path.name, valid)[0] == article


@pytest.mark.parametrize("path", FURTHER, ids=lambda path: path.stem)
def test_further_sentences_are_sound(path: Path, valid: Vocabulary) -> None:
    sentences, problems = read_further(path.read_text(encoding="utf-8"), path.name, valid.frames)
    assert [str(problem) for problem in problems] == []
    assert sentences


def test_splits_are_by_event_and_keep_two_outlets_unseen(valid: Vocabulary) -> None:
    articles = read_articles(CORPUS / "labeled", valid)
    assert {a.split for a in articles if a.analysis.document.outlet in TEST_ONLY} <= {"test"}


def test_standoff_is_what_compiling_gives(valid: Vocabulary) -> None:
    committed = {path.name: path.read_text(encoding="utf-8") for path in STANDOFF.glob("*.jsonl")}
    assert committed == compile_corpus(CORPUS / "labeled", valid), "run python -m perspectives.labels corpus"


def test_datasheet_counts_what_is_there(valid: Vocabulary) -> None:
    held = counts(read_articles(CORPUS / "labeled", valid))
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in _datasheet() if line.startswith("|")]
    for what in ("articles", "units", "words", "attributions", "stances", "events", "outlets"):
        numbers = [held[split][what] for split in SPLITS]
        assert next(row[1:4] for row in rows if row[0].split(" (")[0] == what) == [str(n) for n in numbers], what


def test_second_annotation_has_the_texts_of_the_first(valid: Vocabulary) -> None:
    texts = {a.analysis.document.id: a.analysis.document.text for a in read_articles(CORPUS / "labeled", valid)}
    second = read_articles(CORPUS / "second", valid)
    assert len(second) >= 0.15 * len(texts)
    assert {a.analysis.document.id: a.analysis.document.text for a in second}.items() <= texts.items()


def _datasheet() -> list[str]:
    return (CORPUS / "README.md").read_text(encoding="utf-8").splitlines()
