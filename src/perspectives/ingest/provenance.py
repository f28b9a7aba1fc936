"""Provenance layers of a text: republisher, original outlet, author and translator, and which part of it is whose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from perspectives.ingest import outlets
from perspectives.ingest.clues import Clue, find_clues
from perspectives.ingest.dates import date_in_path, find_date, find_dates, iso_date
from perspectives.ingest.introduction import introduced
from perspectives.ingest.layout import KnownZones, Layout, boundary_line, split_tag, tail_line, title_line, zones
from perspectives.ingest.lines import BODY, HEAD, Line, lines, links
from perspectives.ingest.names import is_person
from perspectives.records import UNKNOWN, Layer, Zone

_ADDRESS_LABEL = re.compile(
    r"(?:source|url|link|original(?:\s+\w+)?|available at|from)\s*:?\s*[<(\[]*https?://", re.IGNORECASE
)
_REST = re.compile(r"\b(?:rest|full|original|entire|complete|continue)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Provenance:
    """What is known of a text's publication; ``layers`` is never empty; the republisher, if any, comes first.

    ``published`` is an ISO date, that of the original where the text tells it; zones are sorted, without overlap.
    """

    layers: tuple[Layer, ...]
    zones: tuple[Zone, ...]
    outlet: str
    title: str | None
    published: str | None
    url: str | None


def provenance(text: str, metadata: Mapping[str, Any], known: KnownZones = ()) -> Provenance:
    """Who published a text first and who after, who wrote and translated it, and which part of it is whose.

    ``metadata`` may hold outlet, title, published, url, author (as the user or the file declares them), provenance
    (layers given), sitename and page_published (what a web page says of this copy) and file (its name); ``known``
    are the (start, end, kind) of the parts whose kind the format tells.
    """
    return _Reading(text, metadata, known).result()


class _Reading:
    """One text's lines with the clues in them; its methods each answer one question."""

    def __init__(self, text: str, metadata: Mapping[str, Any], known: KnownZones) -> None:
        self.text = text
        self.metadata = metadata
        self.known = known
        self.rows: list[Line] = lines(text)
        self.clues: list[tuple[int, Clue]] = [
            (index, clue) for index, row in enumerate(self.rows) for clue in find_clues(row)
        ]
        self.title_index = title_line(self.rows, metadata.get("title"), known)
        self.title = metadata.get("title") or (
            self.rows[self.title_index].text if self.title_index is not None else None
        )
        self.tag = self._tagged()
        self.boundary = boundary_line(
            self.rows, [clue.name for _, clue in self.clues if clue.strong and clue.role == "original"]
        )
        if self.boundary is None:
            opening = [index for index, clue in self.clues if clue.opens]
            self.boundary = opening[0] if opening else None
        self.introduced, self.introduced_author = (
            introduced(self.rows, self.boundary) if self.boundary is not None else (None, None)
        )

    def result(self) -> Provenance:
        given: tuple[Layer, ...] = tuple(self.metadata.get("provenance") or ())
        republisher, outlet = self._publishers()
        layers = given or self._layers(republisher, outlet)
        if not any(layer.role == "outlet" for layer in layers):
            layers = (*layers, Layer("outlet", outlet))
        article = next(index for index, layer in enumerate(layers) if layer.role == "outlet")
        first = next((index for index, layer in enumerate(layers) if layer.role == "republisher"), None)
        if first is not None and first != 0:  # places outside every zone belong to layer 0
            layers = (layers[first], *layers[:first], *layers[first + 1 :])
            article = next(index for index, layer in enumerate(layers) if layer.role == "outlet")
        republished = layers[0].role == "republisher"
        layout = Layout(self.title_index, self.boundary if republished else None, tail_line(self.rows))
        return Provenance(
            layers=layers,
            zones=zones(self.rows, layout, article if republished else 0, self.known),
            outlet=layers[article].name,
            title=self._plain_title(),
            published=self._published(republished),
            url=self.metadata.get("url") or self._original_link() or None,
        )

    def _names(self, role: str, strong: bool | None = None) -> list[str]:
        return [clue.name for _, clue in self.clues if clue.role == role and strong in (None, clue.strong)]

    def _tagged(self) -> Clue | None:
        """The outlet at the end of a title: "Talks fail - Example Post - 07.05.2023", or a known one without a date."""
        line = self.rows[self.title_index].text if self.title_index is not None else ""
        for title in dict.fromkeys((line, self.title or "")):
            _, name, date, bar = split_tag(title)
            if name and (date or bar or outlets.known(name)):
                return Clue("original", self._spelled(name), date, strong=date is not None)
        return None

    def _spelled(self, name: str) -> str:
        """A name in capitals as the table or the text itself spells it elsewhere."""
        if outlets.known(name) or not name.isupper():
            return outlets.spelled(name)
        found = re.findall(re.escape(name), self.text, re.IGNORECASE)
        return next((form for form in found if not form.isupper() and form[0].isupper()), name)

    def _originals(self) -> list[Clue]:
        """Clues that tell a republication, best first."""
        stated = [clue for _, clue in self.clues if clue.role == "original" and clue.strong]
        return [clue for clue in (self.introduced, *stated, self.tag) if clue is not None and clue.strong]

    def _copy_publisher(self) -> str | None:
        """Who published this copy, if it says so (series, cite line) or is known to republish (footer, file name)."""
        if strong := self._names("publisher", strong=True):
            return strong[0]
        places = [
            *self._names("publisher"),
            *filter(None, (self.metadata.get("sitename"), self.metadata.get("outlet"))),
        ]
        known = [outlets.known(name) for name in places] + [outlets.by_url(self.metadata.get("url"))]
        known += [
            outlets.by_url(link)
            for row in self.rows[-12:]
            if row.furniture in ("link", "address")
            for link in links(row.text)
        ]
        known += [outlets.known("BBC Monitoring")] if "BBC Monitoring" in self.text[:300] + self.text[-300:] else []
        known += outlets.in_file_name(self.metadata.get("file"))
        return next((publisher.name for publisher in known if publisher and publisher.republishes), None)

    def _publishers(self) -> tuple[str | None, str]:
        """The republisher (None where the text is at its first outlet) and the original outlet."""
        declared = self.metadata.get("outlet") or None
        copy = self._copy_publisher()
        site = declared or self.metadata.get("sitename") or outlets.site(self.metadata.get("url"))
        original = next((clue.name for clue in self._originals() if not outlets.alike(clue.name, copy)), None)
        if original is None and copy and not (declared and not outlets.alike(declared, copy)):
            original = self._weak_original(copy)
        if (
            declared
            and not outlets.alike(declared, copy)
            and not outlets.alike(declared, original)
            and (copy or original is None)
        ):
            original = declared
        if original is None:
            return None, outlets.spelled(copy) if copy and not site else site or self._only_outlet() or UNKNOWN
        name = declared if declared and outlets.alike(declared, original) else self._spelled(original)
        publisher = next(
            (other for other in (copy, site, *self._names("publisher")) if other and not outlets.alike(other, name)),
            None,
        )
        if publisher is None and self.boundary is not None and self.introduced is not None:
            publisher = UNKNOWN
        if publisher is not None and publisher is not declared:
            publisher = outlets.spelled(publisher)
        return publisher, name

    def _weak_original(self, copy: str) -> str | None:
        """An original outlet of a known republisher's copy: one in the table, or one that two weak clues agree on."""
        links_to = [publisher.name for publisher in [outlets.by_url(self._original_link())] if publisher]
        names = [*self._names("staff"), *([self.tag.name] if self.tag else []), *self._names("original"), *links_to]
        names += [publisher.name for publisher in outlets.in_file_name(self.metadata.get("file"))]
        names = [name for name in names if not outlets.alike(name, copy)]
        for name in names:
            if outlets.known(name) or sum(outlets.alike(name, other) for other in names) > 1:
                return name
        return None

    def _only_outlet(self) -> str | None:
        """The outlet of a text that declares none: by tag, dateline, byline, footer or file name."""
        names: Iterable[str | None] = (
            self.tag.name if self.tag else None,
            *self._names("agency"),
            *self._names("staff"),
            *self._names("original"),
            *self._names("publisher"),
            outlets.site(self._original_link()),
            *(publisher.name for publisher in outlets.in_file_name(self.metadata.get("file"))),
        )
        name = next((name for name in names if name), None)
        return self._spelled(name) if name else None

    def _layers(self, republisher: str | None, outlet: str) -> tuple[Layer, ...]:
        layers = [Layer("republisher", republisher)] if republisher else []
        layers.append(Layer("outlet", outlet))
        layers += [Layer("author", author) for author in self._authors(outlet, republisher)]
        publisher = outlets.known(republisher)
        translators = self._names("translator") or (
            [republisher] if republisher and publisher and publisher.translates else []
        )
        layers += [Layer("translator", self._spelled(name)) for name in dict.fromkeys(translators)]
        layers += [Layer("editor", name) for name in dict.fromkeys(self._names("editor"))]
        return tuple(layers)

    def _authors(self, outlet: str, republisher: str | None) -> list[str]:
        declared = [
            name.strip() for name in re.split(r"[,;]|\band\b", self.metadata.get("author") or "") if name.strip()
        ]
        if persons := [name for name in declared if is_person(name) and not outlets.alike(name, outlet)]:
            return list(dict.fromkeys(persons))
        if self.introduced_author and republisher:
            return [self.introduced_author]
        first = next((index for index, row in enumerate(self.rows) if row.prose), len(self.rows))
        after = (self.boundary or 0) if republisher else 0
        for start, end in ((after, max(first, after) + 4), (0, len(self.rows))):
            found = [
                clue.name
                for index, clue in self.clues
                if clue.role == "author"
                and not outlets.alike(clue.name, outlet)
                and start <= index < end
                and (end < len(self.rows) or self.rows[index].region != BODY)
            ]
            if found:
                return list(dict.fromkeys(found))[:5]
        return []

    def _plain_title(self) -> str | None:
        title, name, _, _ = split_tag(self.title or "")
        return (title if self.tag and outlets.alike(name, self.tag.name) else self.title) or None

    def _published(self, republished: bool) -> str | None:
        if declared := iso_date(self.metadata.get("published")):
            return declared
        dated = [clue.date for clue in self._originals() if clue.date]
        if republished and dated:
            return dated[0]
        head = [
            row
            for row in self.rows[:12]
            if row.furniture in ("date", "dispatch", "outlet", "byline", "dateline", "republished")
            and row.region == HEAD
        ]
        first = next((row for row in self.rows if row.prose), None)
        candidates = [self.metadata.get("page_published"), self.tag.date if self.tag else None, *dated]
        candidates += find_dates("\n".join(row.text for row in head))
        if first and re.match(r"\[?[^\W\d_a-zß-ÿ]{3}", first.text):
            opening = re.match(r".{0,80}(?!\S)", first.text)  # whole words: half a year reads as a short one
            candidates.append(find_date(opening[0]) if opening else None)
        candidates += [date_in_path(self.metadata.get("url") or self._original_link()), self.metadata.get("file")]
        candidates += [
            find_date(row.text) for row in self.rows if row.region != BODY and row.furniture in ("date", "republished")
        ]
        return next((date for value in candidates if value and (date := iso_date(value))), None)

    def _original_link(self) -> str | None:
        """The address under "To read the rest of the article", or after "Source:" and the like."""
        for index, row in enumerate(self.rows):
            rest = row.furniture == "read_more" and _REST.search(row.text)
            labeled = row.region != BODY and _ADDRESS_LABEL.match(row.text)
            if rest or labeled or row.furniture == "republished":
                for near in self.rows[index : index + 3]:
                    if near is row or near.furniture == "link":
                        found = links(self.text[near.start : near.end])
                        if found:
                            return found[0]
        return None
