"""The subject of a cue becomes the source that the tags left out, where the encoder sees a faint one."""

from __future__ import annotations

import numpy as np
import pytest

from perspectives.attribution.link import LinkedAttribution
from perspectives.attribution.subjects import with_subjects
from perspectives.encoder import TAGS
from tagged import tagged


def subject(marked: str, faint: float = 0.2, parent: int | None = None) -> str | None:
    """The source found for the cue in a text, whose marked source the encoder sees but faintly."""
    text, sentences, encoding = tagged(marked)
    first, inside = TAGS.index("B-source"), TAGS.index("I-source")
    seen = (np.exp(encoding.tags[:, 0, [first, inside]]).max(1) > 0.5)[:, None]
    encoding.tags[:, 0] = np.where(seen, np.log(0.001), encoding.tags[:, 0])
    encoding.tags[:, 0, [first, inside]] = np.where(seen, np.log(faint / 2), np.log(0.001))
    cue, content = (
        tuple((s, e) for s, e in _runs(encoding.tags[:, 0].argmax(1), role, encoding.offsets))
        for role in ("cue", "content")
    )
    item = LinkedAttribution(None, cue, content, parent, 0.9, (0,))
    found = with_subjects([item] if parent is None else [item, item], encoding, text, sentences)[0].source
    return None if found is None else text[found[0][0] : found[-1][1]]


def _runs(tags: np.ndarray, role: str, offsets: np.ndarray) -> list[tuple[int, int]]:
    held = np.flatnonzero(np.isin(tags, [TAGS.index(f"B-{role}"), TAGS.index(f"I-{role}")]))
    return [(int(offsets[held[0], 0]), int(offsets[held[-1], 1]))]


SUBJECTS = [
    ("Baku", "[S Baku] [C said] [N that the road is open]."),
    ("the ministers of the Union", "On Monday [S the ministers of the Union] [C agreed] [N to open a road]."),
    ("The new envoy", "[S The new envoy], to her credit, [C has announced] [N a visit]."),
    ("Armenia", "[S Armenia] has, after all, never [C agreed] [N to it]."),
    ("The joint statement", "The joint [S statement] [C reaffirms] [N the peace]."),
    ("who", "It was a cousin in Goris, [S who] [C wants] [N to know]."),
    (None, "Much is [C reported] [N from the border]."),  # faintly seen is nothing
    (None, "[S The deputies] are [C expected] [N to leave]."),  # somebody else expects it
    (None, "[S The union] [C has] been [N asked for money]."),
    (None, "[S The mayor], [C asked] [N about the road], left."),  # no comma parts a subject from its verb
    (None, "They met, with [S Baku], [C asking] [N for a road]."),
    (None, "They gave [S the court] [C undertakings] [N to open it]."),  # a noun
    (None, "He met them, [S with Baku] [C added] [N at the end]."),
]


@pytest.mark.parametrize(("expected", "marked"), SUBJECTS)
def test_the_subject_of_a_cue_is_its_source(expected: str | None, marked: str) -> None:
    assert subject(marked) == expected


def test_what_the_encoder_hardly_sees_is_no_source() -> None:
    assert subject(SUBJECTS[0][1], faint=0.05) is None


def test_a_nested_cue_is_left_to_the_tags() -> None:
    assert subject(SUBJECTS[0][1], parent=1) is None
