"""Patterns of the furniture of saved news pages: bylines, datelines, dispatch numbers, cite lines, credits and links."""

from __future__ import annotations

import re

MARKUP = "#*_>`~|\\•·▪●◦–—- \t\u00a0\u200b\ufeff"
"""Characters of Markdown and of list bullets that may be taken off the ends of a line."""

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}(?:,?\s+\d{{4}})?|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?"
    rf"|{_MONTH},?\s+(?:19|20)\d\d|\d{{4}}[-./]\d{{1,2}}[-./]\d{{1,2}}|\d{{1,2}}[-./]\d{{1,2}}[-./]\d{{2,4}})(?![\w%])",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\bT?\d{1,2}[:.h]\d{2}(?::\d{2})?(?:Z\b|\s?[ap]\.?m\.?)?(?:\s?\(?(?:GMT|UTC|CES?T|E[SD]T|BST|AMT|AZT|MSK|EET)\b\)?"
    r"(?:\s?[+-]\d{1,2}(?::?\d\d)?)?)?|[+-]\d\d:?\d\d\b",
    re.IGNORECASE,
)
_DATE_WORDS = re.compile(
    r"\b(?:published|updated?|posted|modified|created|added|released?|issued|date|last|first|on|at|time|local|edited|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun)\b\.?",
    re.IGNORECASE,
)
_NAME_WORD = r"(?:[A-ZÀ-ÖØ-ÞĀ-Ž][\w.'’&/-]*|(?:of|the|and|de|von|van|al|el|bin|for|&)(?=\s))"
_NAME = re.compile(rf"{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,5}}")
_PERSON = r"[^\W\d_a-zß-ÿ][\w.'’-]*(?:\s+[^\W\d_a-zß-ÿ][\w.'’-]*|\s+(?:de|von|van|der|al|el|bin|ibn|del|la|di)(?=\s)){0,4}"
_PERSONS = rf"{_PERSON}(?:(?:,|\s+and|\s*&|,\s+and)\s+{_PERSON}){{0,4}}"
_URL = r"(?:https?://|www\.)[^\s<>]+"
_PLATFORM = (
    r"(?:facebook|twitter|x|telegram|whatsapp|instagram|youtube|linkedin|reddit|tiktok|viber|vk|vkontakte|pinterest"
    r"|messenger|threads|bluesky|email|e-mail|mail|print|rss|copy link|link|ok|odnoklassniki|tweet|share|pdf|pocket)"
)
_AGENCY = (
    r"(?:reuters|afp|ap|associated press|getty(?: images)?|epa(?:-efe)?|tass|sputnik|ria novosti|anadolu(?: agency)?|aa"
    r"|armenpress|azertac|azertag|photolure|apa|interfax|shutterstock|istock|wikimedia(?: commons)?|wikipedia|dpa|eyepress"
    r"|alamy|bloomberg|xinhua|file|archive|courtesy(?: of)?|screenshot|handout|social media)"
)
_WORK = (
    r"(?:article|report|text|translation|statement|interview|excerpts?|transcript|speech|op-?ed|column|analysis|remarks"
    r"|commentary|essay|letter|address|document|paper|dispatch|piece|summary|version|post|review)s?"
)


def _compile(flags: int, *patterns: tuple[str, str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(pattern, flags)) for name, pattern in patterns)


# Tried in order on a whole line without its markup; a pattern that does not end in \Z may be followed by anything.
_PATTERNS = _compile(
    re.IGNORECASE,
    ("cite", r"(?:to cite\b|how to cite\b|cite (?:this|as)\b|(?:suggested |recommended )?citation\s*:)"),
    (
        "copyright",
        r"(?:©|\(c\)\s|copyright\b(?=\W*(?:©|\(c\)|\d|by\b|[A-Z]|\Z))|all rights reserved|tüm hakları|все права"
        r"|.{0,80}(?:©\s*\d{4}|all rights reserved|tüm hakları saklıdır|все права защищены)"
        r"|(?:no part of this|reproduction|republication|when (?:using|citing|quoting) (?:our|the|any|materials?|content)"
        r"|(?:full|partial) reproduction|any use of (?:the )?materials?)\b.{0,200}"
        r"(?:permission|prohibited|hyperlink|reference|required|obligatory|mandatory|consent|link))",
    ),
    (
        "disclaimer",
        r"(?:disclaimer\b\s*:?|(?:the )?(?:views|opinions)(?: and (?:views|opinions))?(?: expressed| in this| of the author)"
        r".{0,200}(?:reflect|represent|own|author|editorial|position)|(?:the )?content of this .{0,120}responsibility)",
    ),
    (
        "republished",
        r"(?:this|the) (?:article|story|piece|text|interview|report|commentary|post|op-?ed|column|analysis|essay)"
        r" (?:was|is|has been|first|originally)\b.{0,40}"
        r"(?:published|appeared|posted|republished|translated|reprinted|reproduced)\b",
    ),
    ("republished", r"(?:originally|first) (?:published|appeared|posted)\b.{0,160}\Z|(?:re-?published|reprinted) (?:with|from)\b"),
    (
        "follows_below",
        rf".{{0,200}}\b{_WORK}\b.{{0,80}}\b(?:follows?|is (?:given|reproduced|provided|presented) below|below)(?: below)?"
        r"(?:,? in (?:full|english|translation))?\s*[:.]\s*(?:\[\d+\])?\Z",
    ),
    (
        "follows_below",
        rf"(?:(?:the )?following (?:is|are)|below (?:is|are|you will find|we (?:publish|present|reproduce)|follows?)"
        rf"|here (?:is|are)|we (?:publish|present|reproduce) below)\b.{{0,200}}\b{_WORK}\b.{{0,160}}:\s*(?:\[\d+\])?\Z",
    ),
    (
        "read_more",
        r"(?:to )?(?:read|view|see|watch|continue|click|listen to|access|find|download)\b.{0,12}?\b"
        r"(?:more|(?:the )?(?:rest|full|original|entire|complete|whole)|also|here|on|reading|next|below to|pdf|link)\b"
        r"(?:.{0,60}(?:here|click|article|story|text|report|version|interview|page|document|website|link|site|pdf)\b.{0,20}"
        r"|\s*(?:[:>»→….\[\]]|\.\.\.)+.{0,160}|)\Z",
    ),
    ("read_more", r"(?:read|see|more|watch|related)(?: more| also| next| stories| articles| news| content| topics| coverage)?"
     r"\s*[:>»→].{0,160}\Z"),
    (
        "read_more",
        r"(?:also read|read this|further reading|more (?:on|about|from)(?: \S+){1,5}|related(?: \w+)?|continue reading.{0,80}"
        r"|(?:full|original) (?:text|article|story|version|report)\s*(?:[:(].{0,160})?|learn more|show more|load more|more)\Z",
    ),
    (
        "share",
        rf"(?:share(?: (?:this|the|via|on|with|it|article|story|page|report|post|news|options?|link)\b.{{0,40}})?\s*:?"
        rf"|{_PLATFORM}(?:[\s,|/•·]+{_PLATFORM})*|\d+\s+shares?|(?:print|email|e-mail|send|save|bookmark)"
        r"(?: this| page| article| story| version| to a friend)*\s*:?|text size.{0,20}|a[+-](?: a[+-])*|listen(?: to (?:this )?article)?"
        r"|copy (?:link|url).{0,20}|like this:?|loading\W*)\Z",
    ),
    (
        "subscribe",
        r"(?:subscribe\b|sign up\b|join (?:us|our)\b|follow (?:us|our|me|the author|\S+ on)\b|like us\b|become a (?:member|patron)\b"
        r"|support (?:our|us|independent)\b|donate\b|get (?:our|the (?:latest|best))\b|stay (?:informed|tuned|connected|updated)\b"
        r"|our (?:telegram|newsletter|channel|facebook|twitter)|newsletters?\b|enter your e-?mail|you can (?:follow|find) us\b"
        r"|don.t miss\b).{0,180}\Z",
    ),
    (
        "comments",
        r"(?:\d*\s*(?:comments?|views?|likes|reads?|reactions?|replies)(?:\s*[(:]?\s*\d*\s*\)?)?"
        r"|(?:leave|post|add|write|view) (?:a |your |all )?(?:comment|reply)s?.{0,60}"
        r"|your email address will not be published.{0,80}|\d+[\s-]*min(?:ute)?s?(?: read)?|reading time.{0,20})\Z",
    ),
    ("tags", r"(?:tags?|keywords?|key words|topics?|categor(?:y|ies)|filed under|section|themes?|labels?|in this article)\s*[:|#].{0,200}\Z"),
    ("tags", r"(?:#\w+[\s,]*)+\Z"),
    ("about", r"about (?:the |this )?(?:authors?|writers?|us|contributors?|editors?|translators?)\b\s*:?.{0,300}\Z"),
    ("about", r"(?:contact(?: us)?|impressum|imprint|privacy policy|terms (?:of|and) \w+|cookie\w* policy|advertise(?: with us)?)\b.{0,40}\Z"),
    (
        "teaser",
        r"(?:(?:related|latest|top|most|more|other|recent|popular|trending|breaking|similar|recommended|previous|next|all|main)"
        r" (?:news|stor(?:y|ies)|articles?|read|posts?|viewed|popular|headlines|reports?|publications?|topics?|content|materials"
        r"|videos?|dispatch(?:es)?|items|updates|commented|shared)(?: (?:on|in|about|from)\b.{0,40})?"
        r"|trending(?: now)?|recommended(?: for you)?|popular|editor.?s.? (?:picks?|choice)|you (?:may|might) (?:also )?(?:like|be interested).{0,20}"
        r"|what to read next|in case you missed it|promoted content|sponsored(?: content)?|advertisement|advertorial|ads? by .{0,20})\s*:?\Z",
    ),
    (
        "navigation",
        r"(?:home(?:page)?|menu|search|skip to (?:main )?content|back(?: to (?:top|home|list|the list))?|(?:go )?to top|log ?in|register"
        r"|sign in|accept(?: all)?(?: cookies)?|close|close menu|open menu|main menu|site ?map|next|previous|prev|archives?|gallery|videos?|photos?"
        r"|breaking news|news|politics|world|opinions?|analysis|analytics|economy|business|society|region|international|culture|sports?|interviews?"
        r"|commentary|op-?ed|editorial|features?|press releases?|top|all news|latest|blogs?|exclusive|live|languages?"
        r"|(?:eng?(?:lish)?|rus?|русский|arm?|հայերեն|aze?|azərbaycan(?:ca)?|tr|türkçe|français|fr|de|deutsch)"
        r"(?:[\s|/,]+(?:eng?(?:lish)?|rus?|русский|arm?|հայերեն|aze?|azərbaycan(?:ca)?|tr|türkçe|français|fr|de|deutsch))*"
        r"|home\s*[>»/|›].{0,120}|this (?:site|website) uses cookies.{0,200}|we use cookies.{0,200})\Z",
    ),
    ("end", r"(?:[-–—#*\s]*(?:30|0|ends?|the end)[-–—#*\s]+|the end|ends?)\Z"),
    (
        "byline",
        r"(?:reporting|additional reporting|editing|writing|compiled|edited|translated|translation|written|prepared|interview(?:ed)?"
        r"|text|words|story|produced|reported|author|authors|editor|translator|journalist|reporter|interviewer|correspondent)\s*"
        r"(?:by\b\s*:?|:)(?!\s+the\b).{2,120}\Z",
    ),
    (
        "byline",
        r"(?:by |from )?(?:(?:our|a|an|the|\S+|\S+ \S+|\S+ \S+ \S+) )?(?:(?:staff|special|own|foreign|political|diplomatic|war|moscow"
        r"|caucasus|regional|senior|chief) ){0,2}(?:correspondents?|staff writers?|staff reporters?|reporters?|newsroom|news desk|web desk|desk|editorial (?:board|team|staff)"
        r"|news (?:service|agency|staff)|staff|columnist|contributor|guest (?:author|contributor|writer)|special to .{2,40})\Z",
    ),
    ("credit", rf"[\[(]?\s*(?:(?:ap |file |stock |cover |main |header |top |lead |featured )?(?:photos?|photographs?|pictures?|images?|illustrations?|videos?|maps?|graphics?|footage|pics?)"
     r"(?: (?:credits?|source|courtesy|by|from|via|copyright))?|credits?|file photo)\s*(?:[:/©|]|\bby\b|\bcourtesy\b|\bvia\b|\bcredit\b).{0,90}[\])]?\.?\Z"),
    ("credit", rf"[\[(]?\s*(?:©\s*)?(?:(?:source|via|credit)\s*:\s*[\w .'’/&-]{{0,60}}|{_AGENCY}(?:\s*[/,|–—-]+\s*[\w .'’/&-]{{0,60}}|\s+(?:photo|images?|news)|))\s*[\])]?\.?\Z"),
    ("credit", r"(?:file|archive|illustrative|stock|representative) (?:photo|image|picture|footage)\s*[:.]?\Z|[\w .'’-]{2,40}/(?:AP|AFP|Reuters|TASS|Getty Images|Sputnik|EPA)\Z"),
    ("credit", r"[(\[][^()\[\]]{0,60}\b(?:photo|image|file photo|picture|handout|archive)s?\b[^()\[\]]{0,40}[)\]]\Z"),
    ("image", r"!\[[^\]]*\]\([^)]*\)\Z"),
    ("link", rf"(?:[<(\[]*{_URL}[>)\]]*[\s,;|•]*)+\Z|@\w{{2,30}}\Z|\[[^\]]*\]\([^)\s]*\)\Z|(?:source|link|url|web|website|online|original)\s*:\s*[<(\[]*{_URL}.{{0,20}}\Z"),
    ("address", r"(?:[\w.+-]+@[\w-]+(?:\.[\w-]+)+[\s,;|•]*)+\Z"),
    ("address", r"(?:tel(?:ephone)?|phone|fax|e-?mail|e-?posta|mob(?:ile)?|whatsapp|hotline|adres[s]?|address|office|headquarters|p\.?\s?o\.?\s?box|web(?:site)?)\b\.?\s*[:.+(\d].{2,160}\Z"),
    ("address", r"\+?(?=(?:\D*\d){7})(?!\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\Z)[\d\s()/.-]{7,40}\Z"),
    ("footnote", r"(?:(?:foot|end)?notes?|references|sources|bibliography|appendix)\s*:?\Z"),
    ("number", r"(?:page\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\Z"),
)
_CASED = _compile(
    0,
    ("byline", rf"(?:By|BY|by)(?:\s*:|\s)\s*{_PERSONS}(?:(?:\s*[,|•·/–—-]+\s*|\s+(?:for|in|at)\s+|\s*\().{{0,60}})?\Z"),
    ("byline", rf"{_PERSON}(?:\s*[,|•·–—-]+\s*|\s+)(?:(?:EU|UN|US|[A-Z]\w+)\s+){{0,3}}(?:Correspondent|Staff Writer|Reporter|Columnist|Contributor|Editor|Editor-in-Chief)\Z"),
)
_DISPATCH = re.compile(
    r"\b(?:special (?:dispatch|report|announcement|issue)|inquiry (?:&|and) analysis(?: series)?|daily brief|press release|news release|bulletin"
    r"|blog|commentary|dispatch|newsletter|issue brief|policy (?:brief|paper)|working paper|briefing|report|issue|vol(?:ume)?|series|ref(?:erence)?"
    r"|release|memorandum|doc(?:ument)?|circular|communiqu[eé]|statement|isbn|issn|id|code|pr)\b\.?\s*(?:no\b|nr\b|№|num(?:ber)?\b|#)?\.?\s*[:#]?\s*"
    r"[\d/-]{1,14}\b|(?:\bno\.?|№)\s*:?\s*\d[\d/-]*",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"\[(?:\d{1,3}|[ivx]{1,5}|\*)\]|[¹²³⁴-⁹]{1,2}(?=\s|\W)|\d{1,2}[.)]?\s+(?=https?://|[Ss]ee |Ibid)|\^\s?\d{0,2}|\*\s?(?=https?://)")
_ADDRESS = re.compile(
    r"\b(?:street|str|st|avenue|ave|boulevard|blvd|road|rd|square|sok|sokak|sk|cad|caddesi|bulvar[ıi]|mah|mahallesi|lane|prospekt|pr|ul|ulitsa|küç|küçəsi"
    r"|floor|suite|daire|kat|apt|building|bldg)\b\.?",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\Z")
_SENTENCE_BREAK = re.compile(r"[a-z)][.!?][\"'”’»)]*\s+[A-Z“\"].*[:.]")
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|said|says|say|told|tells|can|could|may|must|should|did|does|do|announced|reported"
    r"|claimed|killed|met|called|accused|began|took|held|lies|lives|runs|stands|opened|closed)\b",
    re.IGNORECASE,
)


_CREDIT_TAIL = re.compile(
    rf"[(\[]\s*(?:(?:file )?(?:photos?|pictures?|images?|credits?|source|via|courtesy|illustration|video|map|screenshot)\b\s*(?:credit|by|from|courtesy)?\s*[:/–—-]?"
    rf"|{_AGENCY}\s*(?:[/|)–—-]))[^()\[\]]{{0,80}}[)\]]?\.?\Z|(?:©|\s[/|–—]\s*)(?:{_AGENCY})(?:[/\s]\w+){{0,3}}\Z"
    r"|\b(?:photo|picture|image|credit)s?\s*(?::|by\b|credit\b|courtesy\b)\s*[^.]{2,60}\Z",
    re.IGNORECASE,
)
_CAPTION_HEAD = re.compile(
    r"(?:caption|image caption|photo caption|pictured|(?:file |archive |illustrative )?(?:photo|picture|image|map|video|graphic|illustration|infographic)"
    r"(?: (?:shows?|caption))?|above|below|left|right|from left|(?:fig(?:ure)?|table|map)\.? \d+)\s*(?:[:.|,–—-]|\(file\))\s*\S",
    re.IGNORECASE,
)
_CAPTION_WORDS = re.compile(
    r"\((?:l|r|c|left|right|center|centre|second from (?:left|right)|file(?: photo| image)?|archive(?: photo)?)\)|\b(?:seen|pictured) (?:here|in this|on)\b"
    r"|\b(?:in this|this) (?:photo|image|picture|handout|screenshot|file photo|video grab|frame grab)\b|\bfile photo\b|\bscreen ?grab\b|\bhandout\b",
    re.IGNORECASE,
)


def caption(line: str) -> bool:
    """Whether a line that is not ``furniture`` is a photo's caption: a credit at its end or the words of captions."""
    text = bare(line)
    if len(text) > 400:
        return False
    return bool(_CREDIT_TAIL.search(text) or _CAPTION_HEAD.match(text) or (len(text) <= 300 and _CAPTION_WORDS.search(text)))


_BIOGRAPHY = re.compile(
    rf"{_PERSON}(?:,? [A-Z]{{2,5}})? (?:is|was|works as|serves as|writes|covers|reports|teaches|heads|has been|holds)\b.{{0,160}}\b(?:editor|journalist|analyst|columnist"
    r"|correspondent|fellow|professor|researcher|writer|expert|reporter|contributor|author|lecturer|director|historian|scientist|scholar|student|freelance"
    r"|commentator|consultant|think tank|university|institute|newspaper|magazine)\b",
)


def is_biography(line: str) -> bool:
    """Whether a line tells who wrote the article ("… is a contributing editor of …"); furniture only at its end."""
    text = bare(line)
    return len(text) <= 400 and _BIOGRAPHY.match(text) is not None


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
    for name, pattern in _PATTERNS:
        if pattern.match(text) and not _is_prose(name, text):
            return name
    for name, pattern in _CASED:
        if pattern.match(text) and not _SENTENCE_END.search(text):
            return name
    return _footnote(text) or _dated(text) or _address(text)


def _is_prose(name: str, text: str) -> bool:
    """Whether a loose pattern took a whole sentence: furniture rarely is one, these never."""
    if name == "credit" and ":" in text:
        # "Photo: Armenian soldiers near Sotk" says something, "Photo: Ani Ter-Grigoryan / AP" does not.
        words = re.findall(r"[^\W\d_][\w'’-]*", text.split(":", 1)[1])
        return len(words) >= 4 and sum(word[0].islower() for word in words) >= 2
    if name in {"share", "teaser", "navigation", "tags", "byline", "credit"}:
        return len(text) > 60 and bool(_SENTENCE_END.search(text)) and bool(_VERB.search(text)) and ":" not in text[:40]
    if name in {"read_more", "subscribe", "about", "follows_below"}:
        return len(text) > 200 or bool(_SENTENCE_BREAK.search(text))
    return False


def _footnote(text: str) -> str | None:
    match = _FOOTNOTE.match(text)
    if match is None:
        return None
    rest = text[match.end() :]
    stub = len(rest) <= 200 or re.search(_URL, rest) or _DATE.search(rest[-40:])
    return "footnote" if stub else None


def _dated(text: str) -> str | None:
    """Date lines, dispatch lines, "Outlet (7 May 2023)" and datelines: what is left without its dates decides."""
    if len(text) > 120:
        return None
    undated = _TIME.sub(" ", _DATE.sub(" ", text))
    dated = undated != text
    rest = _DATE_WORDS.sub(" ", undated) if dated else undated
    rest = rest.strip(" \t,;:|/•·()[]{}–—-.…\u00a0")
    if dated and not rest:
        return "date"
    undispatched = _DISPATCH.sub(" ", rest).strip(" \t,;:|/•·()[]–—-.")
    if undispatched != rest and len(undispatched.split()) <= 6 and not _VERB.search(undispatched):
        return "dispatch"
    words = rest.split()
    if _SENTENCE_END.search(text) and not rest.isupper():
        return None
    if _is_dateline(text, rest, dated):
        return "dateline"
    separated = re.search(r"[(,|:/•·–—-]", text) is not None
    if dated and separated and len(words) <= 5 and _NAME.fullmatch(re.sub(r"[(),|:/•·–—]|\s-\s", " ", rest).strip()):
        return "outlet"
    return None


def _is_dateline(text: str, rest: str, dated: bool) -> bool:
    """ "YEREVAN, Sept. 13 —", "BAKU (APA) –" and "Baku, 13 September, AZERTAC": a place in capitals, a date or agency."""
    words = re.findall(r"[^\W\d_][\w.'’-]*", rest)
    if not 1 <= len(words) <= 5 or " - " in rest:
        return False
    if all(word.isupper() for word in words):
        place = len(re.split(r"[,(/|–—.]", rest, maxsplit=1)[0].split()) <= 3
        return place and (dated or bool(re.search(r"\A[^(]+\([^)]{2,30}\)|[–—]\s*\Z|--\s*\Z|\.\s*[–—-]+\Z", text)))
    return dated and len(words) <= 4 and words[-1].isupper() and words[0].istitle()


def _address(text: str) -> str | None:
    if len(text) > 160 or _VERB.search(text) or not any(map(str.isdigit, text)):
        return None
    postal = re.search(r"\b\d{4,6}\b", text) is not None
    if _ADDRESS.search(text) and (postal or re.search(r"\b(?:No|Nr)\s*[.:]\s*\d|,\s*\d|\d\s*,|\d+/\w", text)):
        plain = sum(word[0].islower() for word in re.findall(r"[^\W\d_]\w*", text))
        return "address" if plain <= 3 and not (_SENTENCE_END.search(text) and plain > 1) else None
    if text.count("+") == 1 and len(re.findall(r"\d", text)) >= 9 and re.search(r"\+\d{1,3}\s*[\d(]", text):
        return "address"
    return None
