"""The lines of a saved page and which of them run on: hard wraps, sentences broken by a blank line, lists, headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from perspectives.boilerplate import MARKUP, bare
from perspectives.sentences import abbreviated

_LINE = re.compile(r"[^\r\n\u2028\u2029\x85\v\f]+")
_ITEM = re.compile(
    r"(?:[-*+•·▪●◦–—]\s|[-–—](?=[\"'“‘«A-ZА-ЯԱ-Ֆ])|\d{1,2}[.)]\s|\(?[a-z]\)\s|(?:Q|A|Question|Answer)\s?[:.]\s|>\s"
    r"|[A-ZÀ-ÞĀ-Ž][\w.'’-]*(?:\s[A-ZÀ-ÞĀ-Ž][\w.'’-]*){0,3}:\s)"
)
_HEADING = re.compile(r"#{1,6}\s*\S|==\s*\S.*==\Z")
_BOLD = re.compile(r"(?:\*\*|__)(?=\S)[^*]{2,160}(?:\*\*|__)\s*\Z|\*\*\*[^*]{2,160}\*\*\*\Z")
_TERMINAL = re.compile(r"[.!?…։。][\"'”’»“›)\]*_]*+(?:\s?\[\^?\w{1,3}\]|[¹²³⁴-⁹]|\*)*+[*_\"”’»]*+\Z")
_NOTED = re.compile(r"[^\W_][\"'”’»)]{0,2}\s?(?:\[\^?\d{1,3}\])+\Z")
_SENTENCE_WORDS = 9
_STOP = re.compile(r"[.!?…:;,։。–—-][\"'”’»“›)\]*_]*\Z")
_DANGLING = re.compile(
    r"(?:\b(?:the|a|an|of|and|or|nor|by|with|for|than|from|into|between|against|among|its|his|her|their"
    r"|our|that|which|whose|to|in|at|as|but|while|is"
    r"|are|was|were|has|have|had|be|been|both|including|under|President|Minister|Secretary|General|Colonel)|[,–—])\Z"
)
_QUOTATION = re.compile(r"[\"“”„«»]|(?<!\w)['‘](?=\w)|[,.!?]['’](?!\w)")
_SALUTATION = re.compile(
    r"(?:dear|your|mr|mrs|ladies|esteemed|distinguished|honou?red|colleagues|friends)\b", re.IGNORECASE
)


@dataclass
class Line:
    """A line that is not blank: its span without surrounding spaces, its bare text and what is known of it.

    What its words alone tell is found out once, since rules and the learned judge ask for it again and again.
    ``blank`` tells a blank line before it, ``name`` the pattern of furniture it fits, ``forced`` that its kind
    comes from a zone, ``joined`` that it goes on from the line before.
    """

    start: int
    end: int
    raw: str
    text: str
    blank: bool
    kind: str | None = None
    name: str | None = None
    layer: int = 0
    forced: bool = False
    joined: bool = False

    @cached_property
    def ends(self) -> bool:
        """Whether a sentence ends with the line; the mark of a footnote may stand for the stop of a longer one."""
        if self.words >= _SENTENCE_WORDS and _NOTED.search(self.raw):
            return True
        return _TERMINAL.search(self.raw) is not None and not abbreviated(self.raw)

    @cached_property
    def quotes(self) -> bool:
        """Whether the line is a sentence with a quotation, which the furniture of a page hardly ever is."""
        return self.ends and _QUOTATION.search(self.text) is not None

    @cached_property
    def words(self) -> int:
        """Words by spaces."""
        return self.text.count(" ") + 1

    @cached_property
    def item(self) -> bool:
        """Whether the line opens a list item, a turn of an interview or a quoted line."""
        return _ITEM.match(self.raw) is not None and _BOLD.match(self.raw) is None

    @cached_property
    def marked_heading(self) -> bool:
        """Whether Markdown or whole-line bold type makes the line a heading."""
        if _HEADING.match(self.raw):
            return True
        return _BOLD.match(self.raw) is not None and self.words <= 16 and not _STOP.search(self.text)

    @cached_property
    def heading_like(self) -> bool:
        """Whether the line could be a heading by its words: short, without an end, and not begun in lower case."""
        first = self.text.lstrip("\"'“‘«„([")[:1]
        return (
            bool(first)
            and not first.islower()
            and self.words <= 18
            and len(self.text) <= 140
            and not self.ends
            and not abbreviated(self.raw)
            and self.text[-1] not in ",;:–—-"
            and not self.item_mark
            and _DANGLING.search(self.text) is None
        )

    @cached_property
    def item_mark(self) -> bool:
        """Whether a bullet or number opens the line, as against a speaker's name."""
        return self.raw[:1] in "-*+•·▪●◦>" and self.raw[1:2].isspace()


def lines(text: str, cuts: Sequence[int] = ()) -> list[Line]:
    """The lines of ``text`` that are not blank, also cut at the offsets ``cuts`` (ascending)."""
    result: list[Line] = []
    previous = 0
    for start, end in _pieces(text, cuts):
        raw = text[start:end]
        stripped = raw.strip()
        if not stripped:
            continue
        start += len(raw) - len(raw.lstrip())
        gap = text[previous:start]
        blank = not result or (gap.replace("\r\n", "\n").count("\n") + gap.count("\u2029") != 1 and not _continued(gap))
        result.append(Line(start, start + len(stripped), stripped, bare(stripped), blank))
        previous = start + len(stripped)
    return result


def _continued(gap: str) -> bool:
    return bool(gap) and "\n" not in gap and "\u2029" not in gap


def _pieces(text: str, cuts: Sequence[int]) -> Iterator[tuple[int, int]]:
    position = 0
    for match in _LINE.finditer(text):
        start, end = match.span()
        while position < len(cuts) and cuts[position] <= start:
            position += 1
        while position < len(cuts) and cuts[position] < end:
            yield start, cuts[position]
            start = cuts[position]
            position += 1
        yield start, end


def wrap_width(page: Sequence[Line]) -> int:
    """The width at which the page was hard-wrapped, 0 if it was not.

    A wrapped page has most of its inner lines filled: the next line's first word would not have fitted.
    """
    inner = [(line, after) for line, after in pairwise(page) if not after.blank]
    lengths = sorted(len(line.raw) for line, _ in inner)
    if len(lengths) < 4 or lengths[-1] > 160:
        return 0
    width = lengths[-1]
    filled = sum(len(line.raw) + 1 + len(after.raw.split(None, 1)[0]) >= width for line, after in inner)
    return width if width >= 35 and filled >= 0.6 * len(inner) else 0


def runs_on(line: Line, after: Line, width: int, wrapped: bool) -> bool:
    """Whether the sentence at the end of ``line`` may go on in ``after`` (both text).

    ``width`` is the page's wrap width, ``wrapped`` tells that the block has a line break that is surely a wrap.
    """
    if after.item or after.marked_heading or line.marked_heading or line.layer != after.layer:
        return False
    first = after.text.lstrip("\"'“‘«„([")[:1]
    dangling = _DANGLING.search(line.text) is not None and not _SALUTATION.match(line.text)
    if after.blank:
        if line.ends or line.text[-1:] in ":;" or line.item_mark:
            return False
        return (first.islower() and line.words >= 3) or (dangling and line.words >= 3)
    if line.ends:
        # The splitter decides at the sentence's end; a paragraph a line is split there, too.
        return True
    if first.islower() or dangling or abbreviated(line.raw) or line.raw.endswith("-"):
        return True
    if width and len(line.raw) + 1 + len(after.raw.split(None, 1)[0]) >= width:
        return True
    return wrapped


def surely_wrapped(line: Line, after: Line) -> bool:
    """Whether the break between two lines of a block is inside a sentence by its words alone."""
    if after.blank or line.ends or after.item or line.words < 4:
        return False
    return after.text[:1].islower() and line.text[-1:] not in ":;" and not line.marked_heading


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without spaces and Markdown marks at its ends; unchanged if nothing else is in it."""
    left, right = start, end
    while left < right and (text[left].isspace() or text[left] in "#*_>`\u200b\ufeff\\"):
        left += 1
    if left + 1 < right and text[left] in "-+•·▪●◦" and text[left + 1].isspace():
        left += 1
        while left < right and (text[left].isspace() or (text[left] in MARKUP and text[left] not in "–—-|~")):
            left += 1
    while right > left and (text[right - 1].isspace() or text[right - 1] in "*_#`\u200b\ufeff\\"):
        right -= 1
    if left < right:
        return left, right
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
