"""From the analysis of a document to its claims: every attributed content, and every assertion in own voice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from perspectives.claims import words as w
from perspectives.claims.clause import bare, endorsed, unquoted, without_names
from perspectives.claims.model import (
    AFFIRMED,
    ASSERTED,
    DEMANDED,
    DENIED,
    ENDORSED,
    FEARED,
    OPINION,
    PREDICTED,
    PROMISED,
    Claim,
    Number,
)
from perspectives.claims.numbers import numbers_of
from perspectives.claims.places import Setting
from perspectives.claims.roles import Item, items, read
from perspectives.claims.times import day_of
from perspectives.cues import cue_class
from perspectives.lexicon import Token, tokenize
from perspectives.records import AUTHOR, BOILERPLATE, OTHER, Analysis, Attribution, Sentence, Span, clip
from perspectives.voices import outlet_of

_LEAST_WORDS = 2
_OWN_WORDS = 4
_CUE_KINDS = {"demanded": DEMANDED, "promised": PROMISED, "believed": OPINION, "warned": PREDICTED}
_FEARS = re.compile(r"\b(?:fear|fears|feared|afraid|worr(?:y|ies|ied))\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Context:
    """What the claims of one document share."""

    setting: Setting
    analysis: Analysis
    anchor: str | None

    def named(self, spans: Sequence[Span]) -> list[tuple[Span, str]]:
        """The mentions inside spans, as (span, side)."""
        return [
            ((m.start, m.end), m.side)
            for m in self.analysis.mentions
            if any(start <= m.start and m.end <= end for start, end in spans)
        ]


@dataclass(frozen=True, slots=True)
class _Said:
    """A clause with its holder, before its words are read."""

    sentence: Sentence
    spans: tuple[Span, ...]
    holder: str
    own: bool
    cue: str
    probability: float
    attribution: Attribution | None = None


def extract(analysis: Analysis, setting: Setting, anchor: str | None = None) -> list[Claim]:
    """The claims of one analyzed document, in reading order; ``anchor`` is the documented event it is about.

    A content that runs over several sentences gives a claim a sentence. A messenger's content that is only its
    principal's gives none of its own. Joint sources each claim what they say together.
    """
    if analysis.skipped or analysis.document.skipped:
        return []
    context = Context(setting, analysis, anchor)
    said = [*_attributed(analysis), *_own(analysis)]
    said.sort(key=lambda item: (item.sentence.id, item.spans, item.holder))
    claims = (_claim(item, context) for item in said)
    return [claim for claim in claims if claim is not None]


def _attributed(analysis: Analysis) -> Iterator[_Said]:
    children: dict[int, list[Attribution]] = {}
    for attribution in analysis.attributions:
        if attribution.parent is not None:
            children.setdefault(attribution.parent, []).append(attribution)
    text = analysis.document.text
    for attribution in analysis.attributions:
        if not attribution.content or _relayed(attribution, children.get(attribution.id, ())):
            continue
        cue = " ".join(text[start:end] for start, end in attribution.cue or ())
        for index in attribution.sentences:
            sentence = analysis.sentences[index]
            spans = clip(attribution.content, (sentence.start, sentence.end))
            if spans and sentence.kind != BOILERPLATE:
                own = attribution.side == AUTHOR
                holder = outlet_of(analysis.document, sentence) if own else attribution.side
                yield _Said(sentence, spans, holder, own, cue, attribution.probability, attribution)


def _relayed(attribution: Attribution, inner: Sequence[Attribution]) -> bool:
    """Whether most of a content is another's content inside it."""
    size = sum(end - start for start, end in attribution.content or ())
    held = sum(end - start for child in inner for start, end in child.content or ())
    return held > 0.5 * size


def _own(analysis: Analysis) -> Iterator[_Said]:
    """The sentences in the outlet's own voice, without what they attribute."""
    contents: dict[int, list[Span]] = {}
    for attribution in analysis.attributions:
        for index in attribution.sentences:
            for spans in (attribution.content, attribution.source, attribution.cue):
                contents.setdefault(index, []).extend(spans or ())
    for sentence in analysis.sentences:
        if sentence.kind == BOILERPLATE or sentence.side != AUTHOR:
            continue
        spans = tuple(_without((sentence.start, sentence.end), sorted(contents.get(sentence.id, ()))))
        if spans:
            yield _Said(sentence, spans, outlet_of(analysis.document, sentence), True, "", 1.0)


def _claim(said: _Said, context: Context) -> Claim | None:
    document = context.analysis.document
    text = " ".join(" ".join(document.text[start:end] for start, end in said.spans).split()).strip(' ,;:—–-"“”')
    tokens = [token for start, end in said.spans for token in tokenize(document.text, start, end)]
    least = _OWN_WORDS if said.own else _LEAST_WORDS
    if len(tokens) < least or text.endswith("?"):
        return None
    if tokens[0].lower not in ("that", "to") and not _clausal([token.lower for token in tokens]):
        return None
    speaker = None if said.own or said.holder in (OTHER, AUTHOR) else said.holder
    named = context.named(said.spans)
    found = unquoted(items(tokens, named, speaker)) if said.own else items(tokens, named, speaker)
    reading = read(found, speaker)
    cue = cue_class(said.cue) if said.cue else "said"
    kind = _kind(said, cue, found, tokens)
    # "denied firing" denies what it says; "denied that it had not fired" says it
    denied = reading.denied != (cue == "denied" and not reading.denied) if cue == "denied" else reading.denied
    sided = endorsed(found) if said.own else None
    blame = dict(reading.blame)
    parties = {side for _, side in named} | ({speaker} if speaker else set())
    if cue == "accused" and speaker:
        accused = _accused(said, context, speaker)
        if accused:
            parties.add(accused)
            blame[accused] = 1
    return Claim(
        id=f"{document.id}:{said.sentence.id}:{said.spans[0][0]}:{said.holder}",
        document=document.id,
        outlet=outlet_of(document, said.sentence),
        sentence=said.sentence.id,
        spans=said.spans,
        text=text,
        holder=said.holder,
        own=said.own,
        kind=ENDORSED if sided else kind,
        polarity=DENIED if denied else AFFIRMED,
        roles=reading.roles,
        date=day_of(document.text[said.spans[0][0] : said.spans[-1][1]], document.published),
        places=context.setting.places_of(tokens),
        numbers=_numbers(document.text, said.spans, named),
        published=document.published[:10] if document.published else None,
        anchor=context.anchor,
        parties=tuple(sorted(parties)),
        blame=tuple(sorted((side, -value if cue == "denied" else value) for side, value in blame.items())),
        stances=_stances(said, context),
        concepts=reading.concepts if cue != "denied" else frozenset(_flip(c) for c in reading.concepts),
        stems=frozenset(w.stem(t.lower) for t in tokens if w.is_content(t.lower)),
        probability=said.probability,
        subject=reading.subject,
        endorses=sided,
    )


def _clausal(here: Sequence[str]) -> bool:
    """Whether words hold a verb: a known one, or one in -s that no preposition follows ("brings only")."""
    return any(w.is_verb(word) for word in here) or any(
        word.endswith("s") and len(word) > 3 and after not in w.PREPOSITIONS and after not in ("of", "and", "'s")
        for word, after in pairwise(here)
    )


def _numbers(text: str, spans: Sequence[Span], named: Sequence[tuple[Span, str]]) -> tuple[Number, ...]:
    start, end = spans[0][0], spans[-1][1]
    return numbers_of(text[start:end], [((a - start, b - start), side) for (a, b), side in named])


def _flip(concept: str) -> str:
    return concept[1:] if concept.startswith("-") else f"-{concept}"


def _kind(said: _Said, cue: str, found: Sequence[Item], tokens: Sequence[Token]) -> str:
    """Modality: by the cue where one is given, else by modal words."""
    here = [item.word for item in without_names(found, tokens)]
    if _FEARS.search(said.cue):
        return FEARED
    if said.attribution is not None and said.attribution.type == "belief":
        return OPINION
    if cue in _CUE_KINDS and not (cue == "warned" and not set(here) & w.FUTURE):
        return _CUE_KINDS[cue]
    if set(here[:12]) & w.MODALS or {("has", "to"), ("have", "to")} & set(pairwise(here[:12])) or bare(found):
        return DEMANDED
    if set(here[:10]) & w.FUTURE:
        mine = next((item.side for item in found if item.side), None)
        return PROMISED if mine is not None and mine == said.holder else PREDICTED
    return OPINION if set(here) & w.MAYBE else ASSERTED


def _accused(said: _Said, context: Context, speaker: str) -> str | None:
    """Whom an accusation blames: the first other side it names, or of joint sources the other one."""
    inside = [side for _, side in context.named(said.spans) if side != speaker]
    if inside:
        return inside[0]
    text = context.analysis.document.text
    words = " ".join(text[start:end] for start, end in said.spans).lower()
    if "other" not in words or said.attribution is None:
        return None
    joint = {
        a.side
        for a in context.analysis.attributions
        if a.source == said.attribution.source and a.cue == said.attribution.cue and a.side != speaker
    }
    return next(iter(joint)) if len(joint) == 1 else None


def _stances(said: _Said, context: Context) -> tuple[tuple[str, str], ...]:
    holder = AUTHOR if said.own else said.holder
    return tuple(
        sorted(
            {
                (stance.target, stance.label)
                for stance in context.analysis.stances
                if stance.sentence == said.sentence.id and stance.holder == holder and stance.label != "neutral"
            }
        )
    )


def _without(whole: Span, taken: Sequence[Span]) -> Iterator[Span]:
    """What is left of a span, pieces of a few letters apart."""
    at = whole[0]
    for start, end in [*taken, (whole[1], whole[1])]:
        if start - at > 12:
            yield at, min(start, whole[1])
        at = max(at, end)
