"""Decoding of tags and quotation marks."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from perspectives.attribution.spans import decode, legal, quotations
from perspectives.encoder import TAGS
from tagged import tagged


def _decoded(marked: str) -> list[tuple[str, str, int]]:
    text, _, encoding = tagged(marked)
    return [(s.role, text[s.start : s.end], s.depth) for s in decode(encoding, text)]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Nothing is said here.", []),
        ("", []),
        (
            "[S The minister] [C said] [N that talks failed].",
            [("source", "The minister", 0), ("cue", "said", 0), ("content", "that talks failed", 0)],
        ),
        # two parts of one content stay two spans; outer commas go
        (
            "[N Talks,] [S he] [C said], [N failed].",
            [("content", "Talks", 0), ("source", "he", 0), ("cue", "said", 0), ("content", "failed", 0)],
        ),
        # so do words that lead on to the next clause
        (
            "[S Baku, which] [C said] [N the road is open, and] left.",
            [("source", "Baku", 0), ("cue", "said", 0), ("content", "the road is open", 0)],
        ),
        # a content runs over the border of two sentences
        (
            "[S He] [C said]: [N “One.\nTwo.”]",
            [("source", "He", 0), ("cue", "said", 0), ("content", "“One.\nTwo.”", 0)],
        ),
        # a source does not: what stands above a paragraph is no part of its first words
        (
            "[S Voices of Baku\nThe minister] [C said] [N no].",
            [
                ("source", "Voices of Baku", 0),
                ("source", "The minister", 0),
                ("cue", "said", 0),
                ("content", "no", 0),
            ],
        ),
        # inside a content stands another attribution
        (
            "[S Interfax] [C reported] [N that [S Baku] [C denied] [N the claim]].",
            [
                ("source", "Interfax", 0),
                ("cue", "reported", 0),
                ("content", "that Baku denied the claim", 0),
                ("source", "Baku", 1),
                ("cue", "denied", 1),
                ("content", "the claim", 1),
            ],
        ),
    ],
)
def test_spans_are_read_from_tags(marked: str, expected: list[tuple[str, str, int]]) -> None:
    assert _decoded(marked) == expected


def test_deeper_spans_outside_a_content_are_dropped() -> None:
    text, _, encoding = tagged("[N Talks failed], [S he] [C said].")
    deeper = encoding.tags.copy()
    deeper[:, 1] = encoding.tags[:, 0]
    spans = decode(
        type(encoding)(
            encoding.offsets, encoding.states, deeper, encoding.sentence_of, encoding.window_of, encoding.heads
        ),
        text,
    )
    assert [(s.role, s.depth) for s in spans] == [("content", 0), ("source", 0), ("cue", 0), ("content", 1)]


def _scores(*rows: dict[str, float]) -> np.ndarray:
    out = np.full((len(rows), len(TAGS)), 1e-4)
    for i, row in enumerate(rows):
        for tag, p in row.items():
            out[i, TAGS.index(tag)] = p
    return np.log(out / out.sum(1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # an inside tag after O becomes a beginning where that is likelier than O
        ([{"O": 0.9}, {"I-source": 0.6, "B-source": 0.3}, {"I-source": 0.9}], ["O", "B-source", "I-source"]),
        # ... or the token before joins the span
        ([{"O": 0.5, "B-cue": 0.45}, {"I-cue": 0.9}], ["B-cue", "I-cue"]),
        # inside of another role is no continuation
        ([{"B-source": 0.9}, {"I-content": 0.5, "B-content": 0.4}], ["B-source", "B-content"]),
        # the first token of a text continues nothing
        ([{"I-content": 0.6, "B-content": 0.3}, {"I-content": 0.9}], ["B-content", "I-content"]),
    ],
)
def test_tags_are_made_legal(rows: list[dict[str, float]], expected: list[str]) -> None:
    assert [TAGS[t] for t in legal(_scores(*rows), np.zeros(len(rows), dtype=bool))] == expected


@pytest.mark.parametrize(
    ("text", "rows", "expected"),
    [
        # two sources that a conjunction joins are one
        (
            "Baku and Yerevan said no",
            [{"B-source": 0.9}, {"I-source": 0.6, "O": 0.4}, {"B-source": 0.5, "I-source": 0.4}, {"B-cue": 0.9}, {}],
            ["Baku and Yerevan"],
        ),
        # a source goes on after an article, or was none
        ("the army said no", [{"B-source": 0.8}, {"O": 0.5, "I-source": 0.45}, {"B-cue": 0.9}, {}], ["the army"]),
        ("the army said no", [{"B-source": 0.4, "O": 0.6}, {"O": 0.95, "I-source": 0.01}, {"B-cue": 0.9}, {}], []),
        # or it ends before a preposition
        (
            "The ministry on Friday said no",
            [{"B-source": 0.9}, {"I-source": 0.9}, {"I-source": 0.6, "O": 0.3}, {"O": 0.97}, {"B-cue": 0.9}, {}],
            ["The ministry"],
        ),
        # also at the end of a text
        ("no, said the", [{}, {}, {"B-cue": 0.9}, {"B-source": 0.5, "O": 0.4}], []),
    ],
)
def test_a_source_ends_in_no_word_that_leads_on(text: str, rows: list[dict[str, float]], expected: list[str]) -> None:
    _, _, encoding = tagged(text)
    tags = encoding.tags.copy()
    tags[: len(rows), 0] = _scores(*[row or {"O": 0.9} for row in rows])
    found = decode(replace(encoding, tags=tags), text)
    assert [text[s.start : s.end] for s in found if s.role == "source"] == expected


def test_legal_tags_are_never_worse_than_any_legal_rival() -> None:
    generator = np.random.default_rng(0)
    inside = {2: (1, 2), 4: (3, 4), 6: (5, 6)}
    for _ in range(20):
        scores = np.log(generator.dirichlet(np.ones(7) * 0.4, size=4)).astype(np.float32)
        rivals = [
            path
            for path in product(range(7), repeat=4)
            if all(t not in inside or (i and path[i - 1] in inside[t]) for i, t in enumerate(path))
        ]
        best = max(rivals, key=lambda path: sum(float(scores[i, t]) for i, t in enumerate(path)))
        found = legal(scores, np.zeros(4, dtype=bool))
        assert sum(scores[np.arange(4), found]) == pytest.approx(sum(float(scores[i, t]) for i, t in enumerate(best)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "yes" and "no".', ['"yes"', '"no"']),
        ("“We won’t,” she said.", ["“We won’t,”"]),
        ("«Да», he said, «нет».", ["«Да»", "«нет»"]),
        ("‘It’s over,’ he said.", ["‘It’s over,’"]),
        ("'It's over,' he said.", ["'It's over,'"]),
        ("The officials' view isn't new.", []),
        ("The ’90s weren’t quiet.", []),
        ("„Genug“, sagte er.", ["„Genug“"]),
        # inner quotations are part of the outer one
        ("“He said ‘no’ to us,” she said.", ["“He said ‘no’ to us,”"]),
        # unclosed: to the end of the paragraph; the next paragraph opens anew
        ("“One.\n\n“Two,” he said.", ["“One.", "“Two,”"]),
        ("“One.\n\nThen he left.", ["“One."]),
        # hard wraps do not end a quotation
        ("“One\ntwo,” he said.", ["“One\ntwo,”"]),
        # unclosed: to the sentence after which the next one opens
        (
            '"Armenia is an occupier, he said. "We have waited," he added.',
            ['"Armenia is an occupier, he said.', '"We have waited,"'],
        ),
        ("“It is ours, he said. “We wait,” he added.", ["“It is ours, he said.", "“We wait,”"]),
        ('"We wait. " Then he left. "No," he said.', ['"We wait. "', '"No,"']),
        ('"One left. "Two stayed. "Three fell.', ['"One left. "', '"Three fell.']),
        # a straight mark closes a curly one that has no other end
        ('“the border" and left. “No,” he said.', ['“the border"', "“No,”"]),
        ('“We wait," he said.\n\n“No,” he said.', ['“We wait,"', "“No,”"]),
        ('“He said "no" to us,” she said.', ['“He said "no" to us,”']),
        # but not where it closes an inner straight one
        (
            '“They called it a "peace plan" and left.\n\n“It is over,” he said.',
            ['“They called it a "peace plan" and left.', "“It is over,”"],
        ),
        ('“"Peace" (or "calm") came.\n\n“No,” he said.', ['“"Peace" (or "calm") came.', "“No,”"]),
        ('“We want "peace" now," he said.\n\n“No,” he said.', ['“We want "peace" now,"', "“No,”"]),
        ("In the '90s, Azerbaijan lost, and Armenians' claims grew.", []),
        ("In the ‘90s, Azerbaijan lost, and the officials’ claims grew.", []),
        ("'90 soldiers fell,' he said.", ["'90 soldiers fell,'"]),
        ("", []),
        ("“", []),
    ],
)
def test_quotations(text: str, expected: list[str]) -> None:
    assert [text[s:e] for s, e in quotations(text)] == expected
