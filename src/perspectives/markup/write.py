"""Gold records written as inline markup: the inverse of the reader."""

from __future__ import annotations

from perspectives.errors import PerspectivesError
from perspectives.markup.layout import SEPARATORS
from perspectives.markup.marks import Mark, write_marks
from perspectives.markup.parse import Article, default_attribution
from perspectives.records import BOILERPLATE, Attribution, Layer, Sentence, Stance

_SIGNS = {text: sign for sign, text in SEPARATORS.items()}


def to_markup(article: Article) -> str:
    """The markup of an article: reading it gives the article back.

    Raises PerspectivesError where the analysis has something that markup cannot say: text outside its units, units
    joined by other than a space, a newline or a blank line, or marks that cross.
    """
    document = article.analysis.document
    lines = _head(article)
    layer, position = 0, 0
    text = document.text
    first: dict[int, int] = {a.id: min(a.sentences) for a in article.analysis.attributions}
    for sentence in article.analysis.sentences:
        between = text[position : sentence.start]
        if between in _SIGNS and position:
            lines.append(_SIGNS[between])
        elif between != (" " if position else ""):
            raise PerspectivesError(f"{document.id}: markup cannot join units by {between!r}")
        if sentence.layer != layer:
            layer = sentence.layer
            lines.append(f"% layer {layer}")
        lines += _unit(article, sentence, first)
        position = sentence.end
    if position != len(text):
        raise PerspectivesError(f"{document.id}: {text[position:]!r} stands after the last unit")
    return "\n".join(lines) + "\n"


def _head(article: Article) -> list[str]:
    document = article.analysis.document
    values = {
        "id": document.id,
        "outlet": document.outlet,
        "published": document.published or "",
        "event": article.event,
        "split": article.split,
        "genre": article.genre,
        "title": document.title or "",
        "url": document.url or "",
    }
    headlines = (document.text[s.start : s.end] for s in article.analysis.sentences if s.kind == "headline")
    if document.title == next(headlines, None):
        values["title"] = ""
    if document.provenance != (Layer("outlet", document.outlet),):
        values["provenance"] = "; ".join(f"{layer.role}={layer.name}" for layer in document.provenance)
    return [f"{key}: {value}" for key, value in values.items() if value] + ["---"]


def _unit(article: Article, sentence: Sentence, first: dict[int, int]) -> list[str]:
    if sentence.kind == BOILERPLATE:
        head = [f"= {BOILERPLATE}"]
    else:
        frames = " ".join(f.frame for f in sentence.frames)
        stances = [_stance(article, s) for s in article.analysis.stances if s.sentence == sentence.id]
        head = [f"= {sentence.kind} | {sentence.side} | {frames} | {' '.join(stances)}".rstrip()]
    here = [a for a in article.analysis.attributions if sentence.id in a.sentences]
    for attribution in here:
        if first[attribution.id] == sentence.id:
            words = [f"@{attribution.id + 1}", attribution.type, attribution.side]
            words += [attribution.actor] if attribution.actor else []
            words += [f"<{attribution.parent + 1}"] if attribution.parent is not None else []
            head.append(" ".join(words))
    text = article.analysis.document.text[sentence.start : sentence.end]
    try:
        body = write_marks(text, _marks(article, sentence, here))
    except ValueError as problem:
        raise PerspectivesError(f"{article.analysis.document.id}, sentence {sentence.id}: {problem}") from problem
    return [*head, body]


def _marks(article: Article, sentence: Sentence, here: list[Attribution]) -> list[Mark]:
    depths = _depths(article)
    marks = [
        (start, -end, depths[a.id], order, Mark(role, a.id + 1, start - sentence.start, end - sentence.start, 0, None))
        for a in here
        for order, (role, spans) in enumerate((("content", a.content), ("source", a.source), ("cue", a.cue)))
        for start, end in spans or ()
        if sentence.start <= start and end <= sentence.end
    ]
    return [mark[-1] for mark in sorted(marks, key=lambda m: m[:-1])]


def _depths(article: Article) -> dict[int, int]:
    parents = {a.id: a.parent for a in article.analysis.attributions}
    depths = {}
    for identifier in parents:
        depth, current = 0, parents[identifier]
        while current is not None and depth <= len(parents):
            depth, current = depth + 1, parents.get(current)
        depths[identifier] = depth
    return depths


def _stance(article: Article, stance: Stance) -> str:
    written = f"{stance.holder}>{stance.target}:{stance.label}"
    sides, lengths = {}, {}
    unit = article.analysis.sentences[stance.sentence]
    for a in article.analysis.attributions:
        if stance.sentence in a.sentences:
            sides[a.id + 1] = a.side
            lengths[a.id + 1] = sum(e - s for s, e in a.content or () if unit.start <= s < unit.end)
    number = None if stance.attribution is None else stance.attribution + 1
    return written if default_attribution(stance.holder, sides, lengths) == number else f"{written}@{number or 0}"
