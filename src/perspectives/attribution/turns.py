"""Turns: what one speaker says in a transcript, an interview, or a speech or statement given in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from perspectives.attribution.dialogue import ANSWER, HOST, PRESS, Label
from perspectives.records import BOILERPLATE, Attribution, Document, Sentence, Span

PRESS_SPEAKER = "?"
"""Speaker of a question from the floor."""
ANNOUNCED = ""
"""Speaker whom the text tells of without a label."""
_OPENING = '“"«„—–- \n'
_CLOSING = '”"»“'


@dataclass
class Turn:
    """What one speaker says at a stretch: last word of the label's name in lower case, or one of the above.

    ``sentences`` are indices; ``content`` leaves out labels, dashes and outer quotation marks. ``label`` is
    None where the turn goes on from a speaker named before, or announced, ``colon`` also where no label stands.
    """

    speaker: str
    label: Span | None
    colon: Span | None
    sentences: list[int] = field(default_factory=list)
    content: list[Span] = field(default_factory=list)


def turns(
    document: Document, sentences: Sequence[Sentence], labels: Mapping[int, Label], spoken: Set[int]
) -> list[Turn]:
    """The turns of a document whose units with the indices ``spoken`` somebody else than the outlet speaks.

    A label opens a turn; where there is none, whoever was named last goes on, else whom the text announces.
    """
    found: list[Turn] = []
    running = False
    guest = ANNOUNCED
    layer = 0
    for number, sentence in enumerate(sentences):
        if sentence.kind == BOILERPLATE:
            continue
        label = labels.get(number)
        if number not in spoken or (label and label.role == HOST):
            running = False
            continue
        if label:
            speaker = {PRESS: PRESS_SPEAKER, ANSWER: guest}.get(label.role, label.name)
            guest = guest if label.role in (PRESS, ANSWER) else speaker
            found.append(Turn(speaker, None if label.role == ANSWER else label.span, label.colon))
        elif not running or sentence.layer != layer:
            found.append(Turn(guest, None, None))
        _add(found[-1], document.text, sentence, number, label.colon[1] if label else sentence.start)
        running, layer = True, sentence.layer
    return [turn for turn in found if turn.content]


def is_turn(item: Attribution, text: str) -> bool:
    """Whether somebody speaks without a word of saying: what is said stands alone, or after a colon or a dash."""
    cue = "".join(text[start:end] for start, end in item.cue or ())
    return item.type == "direct" and not cue.strip(" .:—–-") and (item.source is None or bool(cue))


def _add(turn: Turn, text: str, sentence: Sentence, number: int, start: int) -> None:
    end = sentence.end
    while start < end and text[start] in _OPENING:
        start += 1
    if start < end and text[end - 1] in _CLOSING:
        end -= 1
    if start < end:
        turn.sentences.append(number)
        turn.content.append((start, end))
