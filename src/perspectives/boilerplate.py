"""Tell the furniture of saved news pages from the article: bylines, datelines, cite lines, credits, links."""

from __future__ import annotations

import re

from perspectives.furniture import (
    ADDRESS,
    ADDRESSED,
    AGENCY_MARK,
    BIOGRAPHY,
    CAPTION_HEAD,
    CAPTION_WORDS,
    CASED,
    CREDIT_TAIL,
    DATE,
    DATE_WORDS,
    DISPATCH,
    FOOTNOTE,
    MARKUP,
    NAME,
    PATTERNS,
    SENTENCE_BREAK,
    SENTENCE_END,
    TIME,
    TRAILING_URL,
    URL,
    VERB,
)

__all__ = ["MARKUP", "bare", "caption", "furniture", "is_biography"]


def bare(line: str) -> str:
    """The line without Markdown emphasis, heading marks, quotes and bullets at its ends."""
    return line.replace("*", "").replace("__", "").strip(MARKUP + "\r\n\f\v")


def furniture(line: str) -> str | None:
    """The name of the pattern if the line is furniture of the page, None if it may be the article's text.

    ``line`` is one physical line (or a paragraph on one line), with or without Markdown markers. Names:
    about, address, byline, cite, comments, copyright, credit, date, dateline, disclaimer, dispatch, end,
    follows_below, footnote, image, link, navigation, number, outlet, read_more, republished, rule, share,
    subscribe, tags, teaser. A line of only spaces is None.
    """
    if not line or line.isspace():
        return None
    text = bare(line)
    if not any(map(str.isalnum, text)):
        return "rule" if not text or not re.search(r"\w", text) else None
    if len(text) > 600:
        return None
    shorter = TRAILING_URL.sub("", text)
    text = shorter if any(map(str.isalpha, shorter)) else text
    for name, pattern in PATTERNS:
        if pattern.match(text) and not _is_prose(name, text):
            return name
    for name, pattern in CASED:
        if pattern.match(text) and not SENTENCE_END.search(text):
            return name
    return _footnote(text) or _dated(text) or _address(text) or _bar(text)


def caption(line: str) -> bool:
    """Whether a line that is not ``furniture`` is a photo's caption: a credit at its end or the words of captions."""
    text = bare(line)
    if len(text) > 400:
        return False
    return bool(
        CREDIT_TAIL.search(text) or CAPTION_HEAD.match(text) or (len(text) <= 300 and CAPTION_WORDS.search(text))
    )


def is_biography(line: str) -> bool:
    """Whether a line tells who wrote the article ("… is a contributing editor of …"); furniture only at its end."""
    text = bare(line)
    return len(text) <= 400 and BIOGRAPHY.match(text) is not None


def _is_prose(name: str, text: str) -> bool:
    """Whether a loose pattern took a whole sentence: furniture rarely is one, these never."""
    if name == "credit" and ":" in text:
        # "Photo: Armenian soldiers near Sotk" says something, "Photo: Ani Ter-Grigoryan / AP" does not.
        words = re.findall(r"[^\W\d_][\w'’-]*", text.split(":", 1)[1])
        return len(words) >= 4 and sum(word[0].islower() for word in words) >= 2
    if name in {"share", "teaser", "navigation", "tags", "byline", "credit"}:
        return len(text) > 60 and bool(SENTENCE_END.search(text)) and bool(VERB.search(text)) and ":" not in text[:40]
    if name == "subscribe" and SENTENCE_END.search(text) and VERB.search(text) and not ADDRESSED.search(text):
        return True
    if name == "subscribe" and ADDRESSED.search(text):
        return False
    if name in {"read_more", "subscribe", "about", "follows_below"}:
        return len(text) > 200 or bool(SENTENCE_BREAK.search(text))
    return False


def _bar(text: str) -> str | None:
    """Buttons and labels on one line ("Tweet  Share  Print", "Print This Page | Share this Dispatch:")."""
    parts = re.split(r"\s*[|•·/]\s*|\s{2,}|\t", text)
    if not 2 <= len(parts) <= 12 or len(text) > 200:
        return None
    names = {part and furniture(part) for part in parts} - {""}
    return None if None in names else "share" if "share" in names else str(sorted(map(str, names))[0])


def _footnote(text: str) -> str | None:
    match = FOOTNOTE.match(text)
    if match is None:
        return None
    rest = text[match.end() :]
    stub = len(rest) <= 200 or re.search(URL, rest) or DATE.search(rest[-40:])
    return "footnote" if stub else None


def _dated(text: str) -> str | None:
    """Date lines, dispatch lines, "Outlet (7 May 2023)" and datelines: what is left without its dates decides."""
    if len(text) > 120:
        return None
    undated = TIME.sub(" ", DATE.sub(" ", text))
    dated = undated != text
    rest = DATE_WORDS.sub(" ", undated) if dated else undated
    rest = rest.strip(" \t,;:|/•·()[]{}–—-.…\u00a0")
    if dated and not rest:
        return "date"
    undispatched = DISPATCH.sub(" ", rest).strip(" \t,;:|/•·()[]–—-.")
    if undispatched != rest and len(undispatched.split()) <= 6 and not VERB.search(undispatched):
        return "dispatch"
    words = re.findall(r"\w[\w.'’-]*", rest)
    if _is_dateline(text, AGENCY_MARK.sub("", rest), dated):
        return "dateline"
    if SENTENCE_END.search(text):
        return None
    separated = re.search(r"[(,|:/•·–—-]", text) is not None
    if dated and separated and len(words) <= 5 and NAME.fullmatch(re.sub(r"[(),|:/•·–—]|\s-\s", " ", rest).strip()):
        return "outlet"
    return None


def _is_dateline(text: str, rest: str, dated: bool) -> bool:
    """A place in capitals and a date or an agency: "YEREVAN, Sept. 13 —", "BAKU (APA) –", "Baku, 13 May, APA"."""
    words = re.findall(r"[^\W\d_][\w.'’-]*", re.sub(r"\([^()]*\)?", " ", rest))
    if not 1 <= len(words) <= 5 or " - " in rest:
        return False
    if dated and words[0].isupper() and len(words[0]) > 3 and "," in rest and len(words) <= 3:
        return all(word[0].isupper() for word in words)
    if all(word.isupper() for word in words):
        place = len(re.split(r"[,(/|–—.]", rest, maxsplit=1)[0].split()) <= 3
        return place and (dated or bool(re.search(r"\A[^(]+\([^)]{2,30}\)|[–—]\s*\Z|--\s*\Z|\.\s*[–—-]+\Z", text)))
    return dated and len(words) <= 4 and words[-1].isupper() and words[0].istitle()


def _address(text: str) -> str | None:
    if len(text) > 160 or VERB.search(text):
        return None
    if ADDRESS.search(text):
        plain = sum(word[0].islower() for word in re.findall(r"[^\W\d_]\w*", text))
        return "address" if plain <= 3 and not (SENTENCE_END.search(text) and plain > 1) else None
    if len(text.split()) <= 20 and not SENTENCE_END.search(text) and re.search(r"\b[\w.+-]+@[\w-]+\.\w", text):
        return "address"
    if text.count("+") == 1 and len(re.findall(r"\d", text)) >= 9 and re.search(r"\+\d{1,3}\s*[\d(]", text):
        return "address"
    return None
