"""The labeled corpus as it is committed: sound, split by event, and compiled."""

from __future__ import annotations

from pathlib import Path

import pytest

from perspectives.conflict import load
from perspectives.labels.corpus import compile_corpus, read_articles
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
    if not STANDOFF.is_dir():
        pytest.skip("not compiled yet: run python -m perspectives.labels corpus")
    committed = {path.name: path.read_text(encoding="utf-8") for path in STANDOFF.glob("*.jsonl")}
    assert committed == compile_corpus(CORPUS / "labeled", valid), "run python -m perspectives.labels corpus"
