"""The labeled corpus: further sentences, compiling and its checks."""

from __future__ import annotations

import dataclasses
import json
from itertools import pairwise
from pathlib import Path

import pytest

from perspectives import store
from perspectives.conflict import load
from perspectives.errors import PerspectivesError
from perspectives.labels.__main__ import main
from perspectives.labels.corpus import (
    article_from_record,
    compile_corpus,
    fingerprint,
    read_articles,
    read_labeled,
    record,
    write_corpus,
)
from perspectives.labels.further import (
    LabeledSentence,
    Target,
    frame_rows,
    read_further,
    read_further_files,
    stance_rows,
)
from perspectives.labels.textless import from_textless, with_text, without_text
from perspectives.markup import Vocabulary, vocabulary

FRAMES = ("security", "diplomacy")
VALID = Vocabulary(("baku", "yerevan"), {"azerbaijan": "baku"}, FRAMES, ("clash", "talks"))
ARTICLE = """id: {id}
outlet: Potomac Wire
published: 2022-09-14
event: {event}
split: {split}
genre: wire
provenance: republisher=R; outlet=Potomac Wire
---
% layer 1
= body | baku | security | baku>yerevan:critical
@1 indirect baku azerbaijan
[s1 Baku] [c1 blames] [x1 Yerevan] for {id}.
"""


def test_reads_targets_holders_and_frames() -> None:
    source = (
        "# a comment\n\n"
        "fam1 | security diplomacy | {h1:Yerevan} said {Baku=critical@h1} fired | first.\n"
        "fam1 | | {h1:Baku=none} and {Ankara=favorable} met 😀 {Tbilisi=neutral@h1}.\n"
    )
    sentences, problems = read_further(source, "s.txt", FRAMES)
    assert problems == ()
    assert sentences == (
        LabeledSentence("Yerevan said Baku fired | first.", "fam1", FRAMES, (Target((13, 17), "critical", (0, 7)),)),
        LabeledSentence(
            "Baku and Ankara met 😀 Tbilisi.",
            "fam1",
            (),
            (Target((0, 4), "none", None), Target((9, 15), "favorable", None), Target((22, 29), "neutral", (0, 4))),
        ),
    )
    rows = list(stance_rows(sentences))
    assert rows[0] == {
        "text": "Yerevan said Baku fired | first.",
        "target_start": 13,
        "target_end": 17,
        "stance": "critical",
        "group": "fam1",
        "holder_start": 0,
        "holder_end": 7,
    }
    assert [row["text"][row["target_start"] : row["target_end"]] for row in rows] == [
        "Baku",
        "Baku",
        "Ankara",
        "Tbilisi",
    ]
    assert [row["frames"] for row in frame_rows(sentences)] == [list(FRAMES), []]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("g | security", "expected 'GROUP | FRAMES | TEXT'"),
        ("g | war | Rain.", "unknown frame 'war': choose from security, diplomacy"),
        ("g | security security | Rain.", "up to three, each once"),
        ("g | | {Baku=bad} fell.", "unknown stance 'bad': choose from favorable, neutral, critical, none"),
        ("g | | {Baku=critical@h1} fell.", "holder h1 is not marked"),
        ("g | | {h1:Baku} and {h1:Yerevan} fell.", "source h1 is marked twice"),
        ("g | | {Baku} fell.", "neither a target"),
        ("g | | {Baku =critical} fell.", "marks a space"),
        ("g | | {Baku=critical fell.", "a brace that belongs to no mark"),
    ],
)
def test_problem_of_a_sentence_line(line: str, message: str) -> None:
    sentences, problems = read_further(f"ok | | Fine.\n{line}\n", "s.txt", FRAMES)
    assert len(sentences) == 1
    assert str(problems[0]).startswith("s.txt:2: ")
    assert message in str(problems[0])


def test_a_sentence_stands_once(tmp_path: Path) -> None:
    assert "the sentence of line 1 again" in str(read_further("a | | Rain.\nb | | Rain.", "s", FRAMES)[1][0])
    for name in ("sentences_a.txt", "sentences_b.txt"):
        (tmp_path / name).write_text("a | | Rain.\n", encoding="utf-8")
    with pytest.raises(PerspectivesError, match=r"sentences_b.txt: a sentence of .*sentences_a.txt again: 'Rain\.'"):
        read_further_files(sorted(tmp_path.glob("*.txt")), FRAMES)
    (tmp_path / "sentences_a.txt").write_text("a | war | Rain.\n", encoding="utf-8")
    with pytest.raises(PerspectivesError, match=r"sentences_a.txt:1: unknown frame"):
        read_further_files(sorted(tmp_path.glob("*.txt")), FRAMES)


def write(folder: Path, name: str, **values: str) -> None:
    """A small labeled article."""
    (folder / f"{name}.markup").write_text(ARTICLE.format(**{"id": name, "event": "clash", "split": "train"} | values))


def test_compiles_to_the_same_bytes(tmp_path: Path) -> None:
    write(tmp_path, "b")
    write(tmp_path, "a", event="talks", split="test")
    (tmp_path / "sentences_a.txt").write_text("g | security | {Baku=none} rose.\n", encoding="utf-8")
    files = write_corpus(tmp_path, tmp_path / "out", VALID)
    assert files == compile_corpus(tmp_path, VALID)
    assert fingerprint(files) == fingerprint(dict(reversed(files.items()))) != fingerprint(files | {"dev.jsonl": "x"})
    assert {name: (tmp_path / "out" / name).read_text(encoding="utf-8") for name in files} == files
    assert [len(files[f"{split}.jsonl"].splitlines()) for split in ("train", "dev", "test")] == [1, 0, 1]
    one = json.loads(files["train.jsonl"])
    assert (one["split"], one["event"], one["genre"], one["document"]["id"]) == ("train", "clash", "wire", "b")
    assert files["stance.jsonl"].count("\n") == files["frames.jsonl"].count("\n") == 1


def test_a_record_gives_the_article_back(tmp_path: Path) -> None:
    write(tmp_path, "a")
    (article,) = read_articles(tmp_path, VALID)
    again = article_from_record(json.loads(json.dumps(record(article))))
    assert record(again) == record(article)
    with pytest.raises(PerspectivesError, match="no field 'event'"):
        article_from_record({k: v for k, v in record(article).items() if k != "event"})


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"id": "a"}, "b.markup: the id or the text of .*a.markup again: a"),
        ({"split": "dev"}, "event clash stands in the splits train and dev"),
        ({"split": "part"}, "b.markup:5: unknown split 'part'"),
    ],
)
def test_refuses_a_folder(tmp_path: Path, values: dict[str, str], message: str) -> None:
    write(tmp_path, "a")
    write(tmp_path, "b", **values)
    with pytest.raises(PerspectivesError, match=message):
        read_articles(tmp_path, VALID)


def test_refuses_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(PerspectivesError, match=r"no \.markup files"):
        read_articles(tmp_path, VALID)


SEEDS = sorted((Path(__file__).parent / "data" / "seeds").glob("*.json"))


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_labels_of_real_articles_are_sound(path: Path) -> None:
    """Units in order, spans inside the units that an attribution covers, parents that exist, known sides."""
    valid = vocabulary(load("karabakh"))
    analysis = from_textless(json.loads(path.read_text(encoding="utf-8")))
    spans = [(s.start, s.end) for s in analysis.sentences]
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    for attribution in analysis.attributions:
        assert attribution.side in valid.holders
        assert attribution.parent is None or attribution.parent < attribution.id
        for start, end in (*(attribution.source or ()), *(attribution.cue or ()), *(attribution.content or ())):
            assert any(spans[s][0] <= start < end <= spans[s][1] for s in attribution.sentences)
    for stance in analysis.stances:
        assert stance.holder in valid.holders
        assert stance.target in valid.sides
        assert stance.attribution is None or stance.sentence in analysis.attributions[stance.attribution].sentences
    assert {f.frame for s in analysis.sentences for f in s.frames} <= set(valid.frames)
    assert {s.kind for s in analysis.sentences} >= {"headline", "body", "boilerplate"}


def test_labels_leave_their_text_and_find_it_again(tmp_path: Path) -> None:
    write(tmp_path, "a")
    analysis = read_articles(tmp_path, VALID)[0].analysis
    analysis = dataclasses.replace(analysis, document=dataclasses.replace(analysis.document, zones=()))
    text = analysis.document.text
    assert text not in json.dumps(without_text(analysis))
    again = from_textless(json.loads(json.dumps(without_text(analysis))))
    assert with_text(again, text) == analysis
    with pytest.raises(PerspectivesError, match="not the text that was labeled"):
        with_text(again, text + " ")
    with pytest.raises(PerspectivesError, match="not a record of labels"):
        from_textless({})


def test_labeled_documents_come_from_files_and_folders(tmp_path: Path) -> None:
    write(tmp_path, "a")
    write(tmp_path, "b")
    both = tuple(article.analysis for article in read_articles(tmp_path, VALID))
    assert read_labeled(tmp_path, VALID) == both
    assert read_labeled(tmp_path / "a.markup", VALID) == both[:1]
    store.write_analyses(both, tmp_path / "x.jsonl")
    assert [a.document.id for a in read_labeled(tmp_path / "x.jsonl", VALID)] == ["a", "b"]
    with pytest.raises(PerspectivesError, match="no such file"):
        read_labeled(tmp_path / "none.jsonl", VALID)


def test_command_compiles_the_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "labeled").mkdir()
    write(tmp_path / "labeled", "a", event="prague-2022")
    assert main([str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "train.jsonl: 1 lines" in out
    assert "train: 1 articles, 1 units, 0 boilerplate units, 5 words, 1 attributions, 1 stances, 1 events" in out
    assert (tmp_path / "standoff" / "train.jsonl").read_text(encoding="utf-8").startswith('{"split":"train"')
    write(tmp_path / "labeled", "b", event="atlantis")
    assert main([str(tmp_path)]) == 1
    assert "unknown event 'atlantis'" in capsys.readouterr().err
