"""Texts in somebody else's first person: transcripts, interviews, and speeches or statements given in full."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from perspectives.lexicon import words
from perspectives.records import BOILERPLATE, Document, Sentence, Span

_LABEL = re.compile(
    r"(?P<label>[A-ZÀ-Þ][\w.’'-]*(?: (?:of|the|[A-ZÀ-Þ(][\w.’')-]*)){0,5})\s?(?P<colon>:)\s+(?=[\w“\"‘'«–—-])"
)
_DASH = re.compile(r"[—–-]\s+")
_PRESS = words("question q journalist reporter media")
"""Labels of a question from the floor: somebody else's voice."""
_HOST = words("correspondent interviewer host moderator presenter anchor editor")
"""Labels of the outlet's own questions."""
_ANSWER = words("a answer reply")
_DOCUMENT = (
    r"(?:speech|address|remarks|statement|message|appeal|letter|declaration|communiqu[eé]|answers?|comments?|reply|"
    r"response|commentary)"
)
_ANNOUNCED = re.compile(
    rf"\b(?:(?:full |complete )?text of (?:his|her|its|their|the|this|a)\b[^.]{0, 90}\b{_DOCUMENT}"
    rf"|{_DOCUMENT} (?:reads|runs|follows|is (?:given|published|presented)|in full)"
    r"|(?:reads|runs) as follows"
    rf"|(?:presents?|publish(?:es)?|carry|carries|gives?) (?:(?:it|them) (?:in full|below|here|verbatim)"
    rf"|the (?:full )?(?:text|{_DOCUMENT}))"
    rf"|issued (?:a|the following) {_DOCUMENT}\.?$|following (?:is|are) (?:the|his|her|its)\b[^.]{0, 90}\b{_DOCUMENT}"
    rf"|below (?:is|are) (?:the|his|her|its|their)\b[^.]{0, 90}\b{_DOCUMENT})",
    re.IGNORECASE,
)
_TITLED = re.compile(rf"\b{_DOCUMENT} (?:by|of|from)\b|(?:’s|'s) {_DOCUMENT}\b", re.IGNORECASE)
_INTERVIEW = re.compile(
    r"\b(?:spoke (?:to|with)|talked (?:to|with)|interview(?:ed|s)?|put (?:the|our|these|some|a few)[^.]{0,60}questions|"
    r"answer(?:ed|s)[^.]{0,60}questions|sat down with|we asked|q ?& ?a|q and a|in conversation with)\b",
    re.IGNORECASE,
)
_FIRST = re.compile(r"\b(?:I|we|We|our|Our|my|My|us|me)\b")
_OPENING = '“"«„'
_CLOSING = '”"»“'


@dataclass
class Turn:
    """What one speaker says; ``speaker`` is label, answer, document, or outlet for the outlet's own questions."""

    speaker: str
    label: Span | None
    colon: Span | None
    sentences: list[int] = field(default_factory=list)
    content: list[Span] = field(default_factory=list)


def turns(document: Document, sentences: Sequence[Sentence]) -> list[Turn]:
    """The first-person turns of a transcript, an interview or a document given in full; none in other texts.

    ``sentences`` of a turn are indices into ``sentences``; its content leaves out labels, dashes and outer
    quotation marks.
    """
    paragraphs = list(_paragraphs(document.text, sentences))
    return (
        _labeled(document, sentences, paragraphs)
        or _dashed(document, sentences, paragraphs)
        or _questioned(document, sentences, paragraphs)
        or _in_full(document, sentences, paragraphs)
    )


def _paragraphs(text: str, sentences: Sequence[Sentence]) -> Iterator[list[int]]:
    """Indices of the sentences of each paragraph; a line break or another kind ends it, boilerplate is left out."""
    current: list[int] = []
    for number, sentence in enumerate(sentences):
        if current:
            before = sentences[current[-1]]
            apart = "\n\n" in text[before.end : sentence.start] or before.kind != sentence.kind
            if apart or sentence.layer != before.layer or _LABEL.match(text, sentence.start):
                yield current
                current = []
        if sentence.kind != BOILERPLATE:
            current.append(number)
    if current:
        yield current


def _add(turn: Turn, text: str, sentences: Sequence[Sentence], paragraph: Sequence[int], start: int) -> None:
    for number in paragraph:
        begin, end = max(start, sentences[number].start), sentences[number].end
        while begin < end and text[begin] in _OPENING + " \n":
            begin += 1
        if begin < end and text[end - 1] in _CLOSING:
            end -= 1
        if begin < end:
            turn.sentences.append(number)
            turn.content.append((begin, end))


def _labeled(document: Document, sentences: Sequence[Sentence], paragraphs: list[list[int]]) -> list[Turn]:
    """Speakers' names and a colon before what they say."""
    text = document.text
    found: list[Turn] = []
    names: list[str] = []
    layer = 0  # of the turn that runs; its label may have nothing after it
    for paragraph in paragraphs:
        first = sentences[paragraph[0]]
        mark = _LABEL.match(text, first.start) if first.kind == "body" else None
        if mark:
            names.append(mark["label"].split(" (")[0].lower())
            layer = first.layer
            found.append(Turn(_role(names[-1], document), mark.span("label"), mark.span("colon")))
            _add(found[-1], text, sentences, paragraph, mark.end())
        elif found and first.kind == "body" and first.layer == layer:
            _add(found[-1], text, sentences, paragraph, first.start)
        elif found and first.kind == "headline":
            layer = first.layer
            found.append(Turn("outlet", None, None, list(paragraph)))
    repeated = any(names.count(name) > 1 for name in names)
    asks = any(_role(name, document) != "label" or name in _PRESS for name in names)
    sure = len(set(names)) > 1 and repeated and (asks or len(names) > 3)
    return [turn for turn in found if turn.sentences] if sure else []


def _role(name: str, document: Document) -> str:
    if name in _ANSWER:
        return "answer"
    own = name in _HOST or name in document.outlet.lower() or name == "q"
    author = next((layer.name.lower() for layer in document.provenance if layer.role == "author"), None)
    return "outlet" if own or name == author else "label"


def _dashed(document: Document, sentences: Sequence[Sentence], paragraphs: list[list[int]]) -> list[Turn]:
    """Questions and answers that take turns behind dashes."""
    text = document.text
    found: list[Turn] = []
    asked = []
    for paragraph in paragraphs:
        first = sentences[paragraph[0]]
        dash = _DASH.match(text, first.start)
        if first.kind == "body" and dash:
            found.append(Turn("outlet" if len(found) % 2 == 0 else "answer", None, None))
            _add(found[-1], text, sentences, paragraph, dash.end())
            if len(found) % 2:
                asked.append("?" in text[first.start : sentences[paragraph[-1]].end])
        elif found and found[-1].speaker == "answer" and first.kind == "body":
            _add(found[-1], text, sentences, paragraph, first.start)
    return found if len(found) >= 4 and sum(asked) * 2 >= len(asked) else []


def _questioned(document: Document, sentences: Sequence[Sentence], paragraphs: list[list[int]]) -> list[Turn]:
    """An announced interview whose questions stand as paragraphs of their own."""
    text = document.text
    spans = [text[sentences[p[0]].start : sentences[p[-1]].end] for p in paragraphs]
    questions = [i for i, span in enumerate(spans) if span.rstrip('”"»*_').endswith("?") and len(span) < 300]
    if len(questions) < 2 or questions[0] == 0:
        return []
    if not any(_INTERVIEW.search(span) for span in spans[: questions[0]]):
        return []
    found: list[Turn] = []
    for number in range(questions[0], len(paragraphs)):
        first = sentences[paragraphs[number][0]]
        if number in questions:
            found.append(Turn("outlet", None, None))
        elif found[-1].speaker == "outlet":
            found.append(Turn("answer", None, None))
        _add(found[-1], text, sentences, paragraphs[number], first.start)
    return found


def _in_full(document: Document, sentences: Sequence[Sentence], paragraphs: list[list[int]]) -> list[Turn]:
    """A speech or statement that the text announces and gives in full."""
    text = document.text
    announced = begin = -1
    for number, paragraph in enumerate(paragraphs[:8]):
        for place, index in enumerate(paragraph):
            sentence = sentences[index]
            if _ANNOUNCED.search(text[sentence.start : sentence.end]):
                announced, begin = number, place + 1
    if announced < 0:
        title = sentences[paragraphs[0][0]] if paragraphs else None
        if title is None or not _TITLED.search(text[title.start : title.end]) or not _first_person(text, sentences):
            return []
        announced = begin = 0
        begin = len(paragraphs[0])
    rest = [paragraphs[announced][begin:], *paragraphs[announced + 1 :]]
    rest = [p for p in rest if p and sentences[p[0]].kind == "body"]
    if not rest:
        return []
    turn = Turn("document", None, None)
    quoted = text[sentences[rest[0][0]].start] in _OPENING
    if not quoted and not _first_person(text, [sentences[i] for p in rest for i in p]):
        return []
    for paragraph in rest:
        start, end = sentences[paragraph[0]].start, sentences[paragraph[-1]].end
        if sentences[paragraph[0]].layer != sentences[rest[0][0]].layer:
            break
        _add(turn, text, sentences, paragraph, start)
        if quoted and text[start:end].rstrip().rstrip(".")[-1:] in _CLOSING and not _goes_on(text, end):
            break
    return [turn] if len(turn.sentences) > 2 else []


def _goes_on(text: str, end: int) -> bool:
    """Whether the next paragraph opens with a quotation mark."""
    return text[end : end + 20].lstrip()[:1] in tuple(_OPENING)


def _first_person(text: str, sentences: Sequence[Sentence]) -> bool:
    """Whether a text speaks of itself: a fifth of its sentences hold I, we or our."""
    body = [s for s in sentences if s.kind == "body"]
    return 5 * sum(bool(_FIRST.search(text, s.start, s.end)) for s in body) >= len(body) > 3
