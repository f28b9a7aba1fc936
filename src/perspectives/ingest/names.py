"""Names of persons and outlets at a known place in a line: what stands after "By", "published in", "©"."""

from __future__ import annotations

import re

from perspectives.furniture import MONTH
from perspectives.ingest.dates import DATE
from perspectives.ingest.outlets import known

MEDIA = (
    r"(?:daily|dailies|weekly|newspaper|paper|magazine|journal|website|portal|outlet|agency|broadcaster|channel"
    r"|radio|publication|tabloid|site|blog|news service|press service|think[ -]tank)"
)
"""A regular expression for the nouns that announce the name of an outlet."""

_ANNOUNCED = re.compile(rf"\b(?i:{MEDIA})(?:\s+called)?\s+(?=[\"“‘'«]?[^\W\d_a-zß-ÿ])")
_EXPLAINED = re.compile(rf",\s+(?:an?|the)\s+(?:[\w-]+\s+){{0,4}}?{MEDIA}\b")
_NAMED = re.compile(
    rf"((?:[^\W\d_a-zß-ÿ][\w.'’-]*\s+(?:(?:of|in|the|and|for)\s+){{0,2}}){{1,5}}){MEDIA}\b(?!\s+[\"“‘'«]?[^\W\d_a-zß-ÿ])"
)
_NO_OUTLET = re.compile(
    r"(?:\w+(?:ian|ish|ese|ani|eri)|german|french|dutch|greek|arabic|hebrew|polish|american|european|swiss|local|state|news"
    r"|telegram|facebook|twitter|x|youtube|instagram|web|online|digital|the|this|his|her|their|our|an?|in|on|at)\Z",
    re.IGNORECASE,
)
_CONNECTORS = {"of", "the", "and", "for", "in", "on", "de", "du", "la", "le", "der", "&", "al"}
_PARTICLES = {"de", "von", "van", "der", "al", "el", "bin", "ibn", "del", "la", "di", "da", "oglu", "oğlu", "qizi"}
_STAFF = re.compile(
    r"\b(?:correspondents?|staff|writers?|reporters?|newsroom|desk|editorial|board|team|editors?|admin(?:istrator)?|columnists?"
    r"|contributors?|agenc(?:y|ies)|service|author|bureau|guest|special)\b",
    re.IGNORECASE,
)
_INSTITUTION = re.compile(
    r"\b(?:herald|post|times|news|daily|weekly|press|journal|tribune|gazette|monitor|observer|review|today|magazine|radio"
    r"|television|tv|media|network|online|institute|cent(?:er|re)|university|foundation|forum|council|group|project"
    r"|agency|ministry|department|office|committee|party)\b",
    re.IGNORECASE,
)
_CALENDAR = re.compile(
    rf"(?:{DATE}|{MONTH}(?![a-z])|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|today|yesterday|(?:19|20)\d\d\b|\d"
    # an outlet may be called "The Sun", but not "Sun 18 Sep"
    rf"|(?:tues?|wed|thu(?:rs?)?|fri)\b|(?:mon|sat|sun)\.?,?\s+(?:\d|{MONTH}(?![a-z])))",
    re.IGNORECASE,
)
_STAFF_LINE = re.compile(
    r"(?:(?:by|from)\s+)?((?:(?!\sand\s)[^,;|•·]){2,60}?)\s+"
    r"(?:(?P<sent>correspondent|reporter)|staff(?: writer| reporter)?|newsroom|editorial(?: board| team| staff)?)s?\Z",
    re.IGNORECASE,
)
_RANK = re.compile(
    r"(?:(?:\A|\s+)(?:staff|special|senior|chief|foreign|political|diplomatic|regional|own|(?:\w+\s+)?affairs))+\Z",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“”'‘«]([^\"“”«»\n]{2,60}?)[\"“”'’»](?!\w)")
_LETTER_START = re.compile(r"[^\W\d_]")
_TITLE = re.compile(
    r"(?:(?:dr|prof|mr|mrs|ms|sir|amb|gen|col|lt|sen|rep)\.?|professor|ambassador|general|colonel)\s+", re.IGNORECASE
)
_WRITTEN_FROM = re.compile(r"\s+(?:in|at|from)\s+(?:the\s+)?[^\W\d_a-zß-ÿ].*\Z")
_POSSESSIVE = re.compile(r"['’]s?\Z")


def leading_name(text: str) -> str | None:
    """The name of an outlet with which a text begins (after an article), or None.

    >>> leading_name("the Caucasus Herald on 7 May"), leading_name("7 May 2023"), leading_name("“Daily News” wrote")
    ('Caucasus Herald', None, 'Daily News')
    """
    text = re.sub(r"\A(?:(?:the|an?)\s+)?", "", text.strip().replace("*", ""))
    if quoted := _QUOTED.match(text):
        return quoted[1].strip()
    if _CALENDAR.match(text):
        return None
    words: list[str] = []
    for word in text[:120].split():
        core = word.strip("\"“”'‘’«»([<")
        if core.lower() in _CONNECTORS and words:
            words.append(core)
            continue
        if not core or not (core[0].isupper() or (core[0].isdigit() and words)) or (words and _CALENDAR.match(core)):
            break
        words.append(core)
        if core[-1] in ",.;:!?)]>|" or core.endswith(("'s", "’s", "'", "’")) or len(words) == 6:
            break
    return _trimmed(words)


def _trimmed(words: list[str]) -> str | None:
    while words and words[-1].lower() in _CONNECTORS:
        words.pop()
    name = _POSSESSIVE.sub("", " ".join(words).strip(" ,.;:!?()[]<>|"))
    return name if len(name) >= 2 and _LETTER_START.match(name) else None


def leading_person(text: str) -> str | None:
    """The full name of a person with which a text begins (two to five words, titles left out), or None.

    >>> leading_person("Dr. Anna de Wit, a columnist"), leading_person("Example Post Correspondent")
    ('Anna de Wit', None)
    """
    text = _TITLE.sub("", text.strip().replace("*", ""), count=1)
    words: list[str] = []
    for word in text[:120].split():
        core = word.strip('"“”«»([<')
        bare = _POSSESSIVE.sub("", core.rstrip(",;:.!?)]>|"))
        initial = re.fullmatch(r"[^\W\d_]\.", core.rstrip(",;:")) is not None
        if bare.lower() in _PARTICLES and words:
            words.append(bare)
            continue
        if not bare or not bare[0].isupper() or not all(part.isalpha() for part in re.split(r"[-'’.]", bare) if part):
            break
        words.append(core.rstrip(",;:") if initial else bare)
        if (not initial and (core[-1] in ",;:.!?)]>|" or bare != core)) or len(words) == 5:
            break
    while words and words[-1].lower() in _PARTICLES:
        words.pop()
    name = " ".join(words)
    return name if len(words) >= 2 and is_person(name) else None


def sole_person(text: str) -> str | None:
    """The full name of a person where a text is nothing but that name, a title and the place written from, or None.

    >>> sole_person("Prof. Anna de Wit in Example City"), sole_person("Anna de Wit is right")
    ('Anna de Wit', None)
    """
    name = _TITLE.sub("", _WRITTEN_FROM.sub("", text.strip()), count=1)
    return name if leading_person(name) == name else None


def is_person(name: str) -> bool:
    """Whether a byline can be a person's: more than one word, none of staff or institutions, no digits.

    >>> is_person("Anna Bell"), is_person("Staff Writer"), is_person("admin")
    (True, False, False)
    """
    if not 2 <= len(name.split()) <= 8 or re.search(r"[\d@/]|\.\w{2,}", name):
        return False
    return not _STAFF.search(name) and not _INSTITUTION.search(name)


def staff_outlet(line: str, beside_person: bool = False) -> str | None:
    """The outlet in "By Example Post Correspondent" or "Example Post staff", or None.

    Beside a person's name a correspondent is rather of a place or a subject ("South Caucasus correspondent").

    >>> staff_outlet("By Example Post Correspondent"), staff_outlet("Our own correspondent"), staff_outlet("Post Staff")
    ('Example Post', None, 'Post')
    """
    found = _STAFF_LINE.match(line.strip())
    if found is None:
        return None
    name = _RANK.sub("", found[1])
    words = name.split()
    if not words or not all(word[0].isupper() or word.lower() in _CONNECTORS for word in words):
        return None
    if words[-1].lower() in _CONNECTORS:
        return None
    # one plain capitalized word before "Correspondent" is rather a place, too; only an outlet has a staff
    place = beside_person or (len(words) == 1 and (name.istitle() or line.isupper()))
    if known(name) or not (found["sent"] and place):
        return name if could_be_outlet(name) else None
    return None


def announced_names(text: str) -> list[str]:
    """The outlets that a sentence announces by a noun ("the Russian daily X", "X, a news website").

    >>> announced_names("In the Russian daily Vestnik's Sunday issue, as the news agency “Ararat” noted,")
    ['Vestnik', 'Ararat']
    """
    found_names = [leading_name(text[found.end() : found.end() + 120]) for found in _ANNOUNCED.finditer(text)]
    found_names += [found[1].strip() for found in _NAMED.finditer(text)]
    for found in _EXPLAINED.finditer(text):
        words = text[max(0, found.start() - 60) : found.start()].split()
        kept: list[str] = []
        while words and words[-1][0].isupper() and words[-1][-1] not in ",.;" and len(kept) < 4:
            kept.insert(0, words.pop())
        found_names.append(" ".join(kept).strip("\"“”'‘’«»"))
    return [name for name in found_names if name and could_be_outlet(name)]


def could_be_outlet(name: str) -> bool:
    """Whether a name can be an outlet's: none of a nation, language or platform ("Russian", "Telegram").

    >>> could_be_outlet("Russian"), could_be_outlet("The Guardian"), could_be_outlet("Russian Gazette")
    (False, True, True)
    """
    return " " in name.strip() or known(name) is not None or _NO_OUTLET.match(name.strip()) is None
