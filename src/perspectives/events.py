"""Which documented event an article is about: by its date, the event's words and its places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from perspectives.records import Analysis, Conflict
from perspectives.voices import counted

EARLY, LATE = timedelta(days=1), timedelta(days=14)
"""An article belongs to the days from one before an event's start (time zones) to two weeks after its end."""
_ENOUGH, _ENOUGH_UNDATED = 2, 6
_KEYWORD, _PLACE, _HEADLINE, _DAYS = 2, 1, 2, 2
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Entry:
    """An event with its days and its words, each as " word word " in lower case."""

    id: str
    start: date
    end: date
    keywords: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventFinder:
    """The events of a conflict, ready to be found in many articles."""

    entries: tuple[_Entry, ...]

    @staticmethod
    def of(conflict: Conflict) -> EventFinder:
        """Prepare the events' words; do it once for a run."""
        return EventFinder(
            tuple(
                _Entry(
                    event.id,
                    date.fromisoformat(event.start),
                    date.fromisoformat(event.end),
                    tuple(sorted({_plain(word) for word in event.keywords})),
                    tuple(sorted({_plain(place) for place in event.places})),
                )
                for event in conflict.events
            )
        )

    def find(self, analysis: Analysis) -> str | None:
        """The id of the event the article is about, or None.

        In an event's days one of its words or two of its places suffice; an undated article must name it
        more clearly; an article of other days is about no event, whatever it looks back on. Of several
        events the one wins that has most words, the two weeks after its end counting less; then the shorter,
        then the first of the file.
        """
        published = _day(analysis.document.published)
        days = [e for e in self.entries if published is None or e.start - EARLY <= published <= e.end + LATE]
        if not days:
            return None
        document = analysis.document
        units = [document.slice((sentence.start, sentence.end)) for sentence, _ in counted(analysis)]
        text, head = _plain(" ".join(units)), _plain(" ".join([document.title or "", *units[:1]]))
        best, found = (0, 0), None
        for entry in days:
            words = [keyword for keyword in entry.keywords if keyword in text]
            score = _KEYWORD * len(words) + _HEADLINE * any(word in head for word in words)
            score += _PLACE * sum(place in text for place in entry.places)
            enough = score >= (_ENOUGH if published else _ENOUGH_UNDATED)
            if published and published <= entry.end + EARLY:
                score += _DAYS
            rank = (score, -(entry.end - entry.start).days)
            if enough and (found is None or rank > best):
                best, found = rank, entry.id
        return found


def mostly_dated(articles: int, undated: int) -> bool:
    """Whether enough of an outlet's articles carry a date to tell what it left out.

    An undated article is put to an event only where it names it clearly, so that few are.
    """
    return 2 * undated <= articles


def _plain(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.lower()))} "


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None
