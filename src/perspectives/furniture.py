"""What the furniture of saved news pages looks like: the regular expressions behind ``boilerplate``."""

from __future__ import annotations

import re

MARKUP = "#*_>`~|\\•·▪●◦–—- \t\u00a0\u200b\ufeff"
"""Characters of Markdown and of list bullets that may be taken off the ends of a line."""

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
"""A regular expression for the name of a month (to be used with re.IGNORECASE)."""
DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th|\.)?\s+{MONTH}(?:,?\s+\d{{4}})?|\d{{1,2}}-{MONTH}-\d{{4}}|{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?"
    rf"|{MONTH},?\s+(?:19|20)\d\d|\d{{4}}[-./]\s?\d{{1,2}}[-./]\s?\d{{1,2}}"
    rf"|\d{{1,2}}[-./]\d{{1,2}}[-./]\d{{2,4}})(?!(?!T\d)[\w%])",
    re.IGNORECASE,
)
TIME = re.compile(
    r"\bT?\d{1,2}[:.h]\d{2}(?::\d{2})?(?:Z\b|\s?[ap]\.?m\.?)?(?:\s?\(?(?:GMT|UTC|CES?T|E[SD]T|BST|AMT|AZT"
    r"|MSK|EET)\b\)?"
    r"(?:\s?[+-]\d{1,2}(?::?\d\d)?)?)?|[+-]\d\d:?\d\d\b",
    re.IGNORECASE,
)
DATE_WORDS = re.compile(
    r"\b(?:published|updated?|posted|review(?:ed)?|details|version|ago|modified|created|added|released?"
    r"|issued|date|last|first|on|at|time|local|edited|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun)\b\.?",
    re.IGNORECASE,
)
NAME_WORD = r"(?:[A-ZÀ-ÖØ-ÞĀ-Ž][\w.'’&/-]*|(?:of|the|and|de|von|van|al|el|bin|for|&)(?=\s))"
NAME = re.compile(rf"{NAME_WORD}(?:\s+{NAME_WORD}){{0,5}}")
PERSON = (
    r"[^\W\d_a-zß-ÿ][\w.'’-]*"
    r"(?:\s+[^\W\d_a-zß-ÿ][\w.'’-]*|\s+(?:de|von|van|der|al|el|bin|ibn|del|la|di)(?=\s)){0,4}"
)
PERSONS = rf"{PERSON}(?:(?:,|\s+and|\s*&|,\s+and)\s+{PERSON}){{0,4}}"
URL = r"(?:https?://|www\.)[^\s<>]+"
PLATFORM = (
    r"(?:facebook|twitter|x|telegram|whatsapp|instagram|youtube|linkedin|reddit|tiktok|viber|vk|vkontakte|pinterest"
    r"|messenger|threads|bluesky|email|e-mail|mail|print|rss|copy link|link|ok|odnoklassniki|tweet|share|pdf|pocket)"
)
AGENCY = (
    r"(?:reuters|afp|ap|associated press|getty(?: images)?|epa(?:-efe)?|tass|sputnik|ria novosti"
    r"|anadolu(?: agency)?|aa"
    r"|armenpress|azertac|azertag|photolure|apa|interfax|shutterstock|istock|wikimedia(?: commons)?"
    r"|wikipedia|dpa|eyepress"
    r"|alamy|bloomberg|xinhua|file|archive|courtesy(?: of)?|screenshot|handout|social media)"
)
WORK = (
    r"(?:article|report|text|translation|statement|interview|excerpts?|transcript|speech|op-?ed|column"
    r"|analysis|remarks"
    r"|commentary|essay|letter|address|document|paper|dispatch|piece|summary|version|post|review)s?"
)

TASK = (
    r"(?:reporting|additional reporting|editing|writing|compiled|edited|translated|translation|written|prepared"
    r"|interview(?:ed)?|text(?:,? (?:and|&) (?:photos?|pictures?|images|video))?|words|story|produced|reported"
    r"|authors?)"
)
"""A regular expression for the work that a byline credits to somebody, and for authors."""
ROLE = r"(?:editor|translator|journalist|reporter|interviewer|correspondent)"
"""A regular expression for the part that somebody had in an article."""
NOTE = r"[\[(]?\s*(?:(?:(?:editor(?:ial|s)?|translator|publisher)['’]?s?['’]?\s+)?note\s*[:.–—-]\s*)?"
"""A regular expression for what may stand before a remark on the text itself: a bracket, "Editor's note:"."""


def _compile(flags: int, *patterns: tuple[str, str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(pattern, flags)) for name, pattern in patterns)


# Tried in order on a whole line without its markup; a pattern that does not end in \Z may be followed by anything.
PATTERNS = _compile(
    re.IGNORECASE,
    ("cite", r"(?:to cite\b|how to cite\b|cite (?:this|as)\b|(?:suggested |recommended )?citation\s*:)"),
    (
        "copyright",
        r"(?:©|\(c\)\s|copyright\s*(?:©|\(c\)|\d|by\b|:|\Z)|all rights reserved|tüm hakları|все права"
        r"|.{0,80}(?:©\s*\d{4}|all rights reserved|tüm hakları saklıdır|все права защищены)"
        r"|(?:no part of this|reproduction|republication|(?:.{3,40}\. )?when (?:using|citing|quoting|reprinting)\b"
        r"|(?:full|partial) reproduction|any use of (?:the )?materials?)\b.{0,200}"
        r"(?:permission|prohibited|hyperlink|reference|required|obligatory|mandatory|consent|link))",
    ),
    (
        "disclaimer",
        r"(?:disclaimer\b\s*:?|(?:the )?(?:views|opinions)(?: and (?:views|opinions))?(?: expressed| in this"
        r"| of the author)"
        r".{0,200}(?:reflect|represent|own|author|editorial|position)"
        r"|(?:the )?content of this .{0,120}responsibility"
        r"|.{0,300}\b(?:not necessarily (?:reflect|represent|those|the (?:views|opinions))|theirs alone)"
        r"|this \w+ (?:was|has been|is) (?:lightly )?(?:edited|abridged|shortened|archived|updated)\b"
        r"|(?:views|opinions) expressed .{0,60}belong to)",
    ),
    (
        "republished",
        # "the report was first published by the ministry" is prose; of itself a page says "this report"
        NOTE + r"(?:this (?:text|interview|report|analysis)"
        r"|(?:this|the) (?:article|story|piece|commentary|post|op-?ed|column|essay))"
        r"(?: below)? (?:was|is|has been|first|originally)\b.{0,40}"
        r"(?:published|appeared|posted|republished|translated|reprinted|reproduced)\b",
    ),
    (
        "republished",
        NOTE + r"(?:(?:originally|first) (?:published|appeared|posted)\b.{0,160}\Z|(?:re-?published|reprinted) (?:with"
        r"|from)\b)",
    ),
    (
        "follows_below",
        rf".{{0,120}}\b{WORK}\b.{{0,60}}\b(?:follows?|is (?:given|reproduced|provided|presented) below"
        rf"|below)(?: below)?"
        r"(?:,? in (?:full|english|translation))?\s*(?::|(?<=below)\.|(?<=full)\.)\s*(?:\[\d+\])?\Z",
    ),
    (
        "follows_below",
        rf"(?:(?:the )?following (?:is|are)|below (?:is|are|you will find|we (?:publish|present|reproduce)|follows?)"
        rf"|here (?:is|are)|we (?:publish|present|reproduce) below)\b.{{0,200}}\b{WORK}\b.{{0,160}}:\s*(?:\[\d+\])?\Z",
    ),
    (
        "read_more",
        r"(?:to )?(?:read|view|see|watch|continue|click|listen to|access|find|download)\b.{0,12}?\b"
        r"(?:more|(?:the )?(?:rest|full|original|entire|complete|whole)|also|here|on|reading|next|below to"
        r"|pdf|link)\b"
        r"(?:.{0,60}(?:here|click|article|story|text|report|version|interview|page|document|website|link|site"
        r"|pdf)\b.{0,20}"
        r"|\s*(?:[:>»→….\[\]]|\.\.\.)+.{0,160}|)\Z",
    ),
    (
        "read_more",
        r"(?:read|see|more|watch|related)(?: more| also| next| stories| articles| news| content| topics"
        r"| coverage)?"
        r"\s*[:>»→].{0,160}\Z",
    ),
    (
        "read_more",
        r"(?:also read|read this|further reading|more (?:on|about|from)(?: \S+){1,5}|related(?: \w+)?"
        r"|continue reading.{0,80}"
        r"|(?:full|original) (?:text|article|story|version|report)\s*(?:[:(].{0,160})?|learn more|show more"
        r"|load more|more|more (?:on|about|from) .{1,40}:.{1,160})\Z",
    ),
    (
        "share",
        rf"(?:share(?: (?:this|the|via|on|with|it|article|story|page|report|post|news|options?"
        rf"|link)\b.{{0,40}})?\s*:?"
        rf"|{PLATFORM}(?:[\s,|/•·]+{PLATFORM})*|(?:[\d.,]+\s?k?\s+)?shares?"
        r"|share or comment on\b.{0,160}|(?:print|email|e-mail|send|save|bookmark)"
        r"(?: this| page| article| story| version| to a friend)*\s*:?|text size.{0,20}|a[+-](?: a[+-])*"
        r"|listen(?: to (?:this )?article)?"
        r"|copy (?:link|url).{0,20}|like this:?|loading\W*)\Z",
    ),
    (
        "subscribe",
        r"(?:(?:un)?subscribe\b|sign (?:me )?up\b|keep up to date\b|you can unsubscribe\b|join (?:us|our)\b"
        r"|follow (?:us|our|me|the author|\S+ on)\b|like us\b"
        r"|(?:like (?:our|what|this)\b.{0,40}\? )?become a (?:member|patron)\b"
        r"|support (?:our|us|independent)\b|donate\b|get (?:our|the (?:latest|best))\b|stay (?:informed|tuned"
        r"|connected|updated)\b"
        r"|our (?:telegram|newsletter|channel|facebook|twitter)|newsletters?\b|enter your e-?mail"
        r"|you can (?:follow|find) us\b"
        r"|don.t miss\b|you(?: are|.re) receiving this (?:e-?mail|message|newsletter)\b).{0,300}\Z",
    ),
    (
        "comments",
        r"(?:comments?(?:\s*[(:]\s*\d*\s*\)?)?|\d+\s*(?:comments?|views?|likes?|reads?|reactions?|replies)"
        r"|(?:views?|likes?|reads?)\s*[(:]\s*\d+\s*\)?"
        r"|(?:leave|post|add|write|view) (?:a |your |all |\d+ )?(?:comment|reply)s?.{0,60}"
        r"|your email address will not be published.{0,80}|\d+[\s-]*min(?:ute)?s?(?: read)?|reading time.{0,20})\Z",
    ),
    (
        "tags",
        r"(?:tags?|keywords?|key words|topics?|categor(?:y|ies)|filed under|section|themes?|labels?"
        r"|in this article)\s*[:|#].{0,200}\Z",
    ),
    ("tags", r"(?:#\w+[\s,]*)+\Z|(?:tags?|key ?words|topics|categories)\Z|published in sections?\b.{0,120}\Z"),
    (
        "about",
        r"about (?:the |this )?(?:authors?|writers?|us|contributors?|editors?"
        r"|translators?)\s*(?:[:–—-].{0,400})?\Z",
    ),
    (
        "about",
        r"(?:(?:press |media )?contacts?(?: us)?|author (?:information|bio(?:graphy)?)|press officer"
        r"|impressum|imprint|privacy policy|terms (?:of|and) \w+|cookie\w* policy"
        r"|advertise(?: with us)?)(?:\s*[:|,•·].{0,80})?\Z",
    ),
    (
        "teaser",
        r"(?:(?:related|latest|top|most|more|other|recent|popular|trending|breaking|similar|recommended"
        r"|previous|next|all|main)"
        r" (?:news|stor(?:y|ies)|articles?|read|posts?|viewed|popular|headlines|reports?|publications?"
        r"|topics?|content|materials"
        r"|videos?|dispatch(?:es)?|items|updates|commented|shared)(?: (?:on|in|about|from)\b.{0,40})?"
        r"|trending(?: now)?|recommended(?: for you)?|popular|editor.?s.? (?:picks?|choice)|you (?:may"
        r"|might) (?:also )?(?:like|be interested).{0,20}"
        r"|what to read next|in case you missed it|promoted content|sponsored(?: content)?|advertisement"
        r"|advertorial|ads? by .{0,20})\s*:?\Z",
    ),
    (
        "navigation",
        r"(?:home(?:page)?|menu|search|skip to (?:main )?content|back(?: to (?:top|home|list|the list))?"
        r"|(?:go )?to top|log ?in|register"
        r"|sign in|accept(?: all)?(?: cookies)?|close|close menu|open menu|main menu|site ?map|next|previous"
        r"|prev|archives?|gallery|videos?|photos?"
        r"|breaking news|news|politics|world|opinions?|columns?|columnists?|analysis|analytics|economy"
        r"|business|society|region|international|culture|sports?|interviews?"
        r"|commentary|op-?ed|editorial|features?|press releases?|top|all news|latest|blogs?|exclusive|live|languages?"
        r"|(?:eng?(?:lish)?|rus?|русский|arm?|հայերեն|aze?|azərbaycan(?:ca)?|tr|türkçe|français|fr|de|deutsch)"
        r"(?:[\s|/,]+(?:eng?(?:lish)?|rus?|русский|arm?|հայերեն|aze?|azərbaycan(?:ca)?|tr|türkçe|français|fr"
        r"|de|deutsch))*"
        r"|home\s*[>»/|›].{0,120}|this (?:site|website) uses cookies.{0,200}|we use cookies.{0,200})\Z",
    ),
    ("end", r"(?:[-–—#*\s]*(?:30|0|ends?|the end)[-–—#*\s]+|the end|ends?)\Z"),
    (
        "byline",
        # after a colon a name is demanded: "Journalist: Who fired first?" is a turn of an interview
        rf"(?:{TASK}|{ROLE}|published)\s*by\b\s*:?(?!\s+the\b).{{2,120}}\Z"
        rf"|{TASK}\s*:\s*(?:by\s+)?(?-i:{PERSONS})(?:\s+staff)?"
        r"(?:(?:\s*[.,;|•·/–—-]\s*|\s+(?:for|in|at)\s+|\s*\().{0,100})?\Z"
        rf"|{ROLE}\s*:\s*(?-i:{PERSONS})(?:(?:\s*[,|•·/–—-]\s*|\s+(?:for|in|at)\s+|\s*\()[^.?!]{{0,60}})?\Z"
        r"|authors?\s*:\s*[\w.-]{2,40}\Z",
    ),
    (
        "byline",
        r"(?:by |from )?(?:(?:our|a|an|the|\S+|\S+ \S+|\S+ \S+ \S+) )?(?:(?:staff|special|own|foreign"
        r"|political|diplomatic|war|moscow"
        r"|caucasus|regional|senior|chief) ){0,2}(?:correspondents?|staff writers?|staff reporters?"
        r"|reporters?|newsroom|news desk|web desk|desk|editorial (?:board|team|staff)"
        r"|news (?:service|agency|staff)|staff|columnist|contributor|guest (?:author|contributor|writer)"
        r"|special to .{2,40})\Z",
    ),
    ("about", r"the authors? (?:is|was|are)\b.{0,300}\Z|more by .{2,40}\Z"),
    (
        "teaser",
        r"(?:latest|more|other|recent) posts? by .{2,60}\Z|more .{1,40}\b(?:dispatches|articles|news"
        r"|stories) (?:on|about|from|in) .{1,40}\Z",
    ),
    ("byline", r"translated (?:from|into) .{2,30} by .{2,60}\Z"),
    (
        "dispatch",
        r"(?:for immediate release|(?:press|media) (?:release|note|statement)|statements? and (?:remarks"
        r"|comments)|(?:office of the )?spokesperson)\Z",
    ),
    (
        "read_more",
        r"download\b(?:\s\S+){0,4}\Z|(?:the )?original (?:version|article|text"
        r"|publication)\b.{0,80}\b(?:found|available|read|here)\b.{0,40}\Z",
    ),
    (
        "date",
        r"(?:published |updated |posted )?(?:an?|\d{1,3}) (?:minutes?|mins?|hours?|hrs?|days?|weeks?"
        r"|months?) ago\b.{0,40}\Z",
    ),
    (
        "share",
        r"save for later\Z|listen\b.{0,20}\bmin(?:utes?)?\Z|(?:text|print|printable|mobile|full"
        r"|desktop) version\Z|(?:fb|facebook|twitter|youtube|telegram|instagram){2,}\Z",
    ),
    ("link", r"(?:perma|short ?)link\s*:?.{0,40}\Z"),
    (
        "navigation",
        r"editorial page\Z|publication status\Z|(?:to be )?continued?(?: below)?\.?\Z",
    ),
    ("dispatch", r"(?:no|nr|№)\.?\s*:?\s*\d{1,6}[/-]\d{1,4}\b(?!.*[.!?]\Z).{0,160}\Z"),
    (
        "byline",
        r"(?:associated|additional|further|with) reporting\b.{2,120}\Z|with (?:files|agencies"
        r"|reporting)\b.{0,60}\Z",
    ),
    (
        "address",
        r"(?:(?:do you have|have you got|got) (?:a|any|more) (?:news )?(?:story|tip|information)|(?:spotted"
        r"|found|noticed|see) an? (?:typo|error|mistake)|send (?:us )?(?:a )?(?:tips?|news))\b.{0,120}\Z",
    ),
    ("teaser", r"(?:.{0,40}\s)?(?:other|more|latest) news (?:of|in|from|on) (?:the |this )?\w+:.{0,160}\Z"),
    ("read_more", r"read more (?:on|about|in|at|from)\b.{1,80}\Z"),
    (
        "read_more",
        r"(?:view|see|read|open) .{0,30}\bin (?:your|a|the) (?:web )?browser\.?\Z|scroll down (?:for|to)\b.{0,40}\Z"
        r"|view gallery\Z|the post .{1,200} appeared first on .{2,80}\Z",
    ),
    ("date", r"(?:first |last )?(?:published|updated|posted)(?: on| at)?\s*:?\Z"),
    ("credit", r"(?:image|photo|video|media) (?:source\s*,.{0,60}|caption\s*,)\Z"),
    (
        "credit",
        r"[\[(]?\s*(?:(?:ap |file |stock |cover |main |header |top |lead |featured )?(?:photos?|photographs?"
        r"|pictures?|images?|illustrations?|videos?|maps?|graphics?|footage|pics?)"
        r"(?: (?:credits?|source|courtesy|by|from|via|copyright))?|credits?|file photo)\s*(?:[:/©|]|\bby\b"
        r"|\bcourtesy\b|\bvia\b|\bcredit\b).{0,90}[\])]?\.?\Z",
    ),
    (
        "credit",
        rf"[\[(]?\s*(?:©\s*)?(?:(?:source|via|credit)\s*:\s*[\w .'’/&-]{{0,60}}|{AGENCY}(?:\s*[/,"
        rf"|–—-]+\s*[\w .'’/&-]{{0,60}}|\s+(?:photo|images?|news)|))\s*[\])]?\.?\Z",
    ),
    (
        "credit",
        r"(?:file|archive|illustrative|stock|representative) (?:photo|image|picture|footage)\s*[:.]?\Z"
        r"|[\w .'’-]{2,40}/(?:AP|AFP|Reuters|TASS|Getty Images|Sputnik|EPA)\Z",
    ),
    ("credit", r"[(\[][^()\[\]]{0,60}\b(?:photo|image|file photo|picture|handout|archive)s?\b[^()\[\]]{0,40}[)\]]\Z"),
    ("image", r"!\[[^\]]*\]\([^)]*\)\Z"),
    # Possessive and with separators that are not empty, since an address may hold what another begins with.
    (
        "link",
        rf"(?:[<(\[]*+{URL}+[>)\]]*+[\s,;|•]*+)+\Z|@\w{{2,30}}\Z|\[[^\]]*\]\([^)\s]*\)\Z|(?:source|link|url|web"
        rf"|website|online|original)\s*:\s*[<(\[]*{URL}.{{0,20}}\Z",
    ),
    ("address", r"(?:[\w.+-]+@[\w-]+(?:\.[\w-]+)+(?:[\s,;|•]+|\Z))+\Z"),
    (
        "address",
        r"(?:tel(?:ephone)?|phone|fax|e-?mail|e-?posta|mob(?:ile)?|whatsapp|hotline|adres[s]?|address|office"
        r"|headquarters|p\.?\s?o\.?\s?box|web(?:site)?)\b\.?\s*[:.+(\d].{2,160}\Z",
    ),
    ("address", r"\+?(?=(?:\D*\d){7})(?!\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}\Z)[\d\s()/.-]{7,40}\Z"),
    ("footnote", r"(?:(?:foot|end)?notes?|references|sources|bibliography|appendix)\s*:?\Z"),
    ("number", r"(?:page\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\Z"),
)
CASED = _compile(
    0,
    ("byline", rf"(?:By|BY|by)(?:\s*:|\s)\s*{PERSONS}(?:(?:\s*[,|•·/–—-]+\s*|\s+(?:for|in|at)\s+|\s*\().{{0,60}})?\Z"),
    (
        "byline",
        rf"{PERSON}(?:\s*[,|•·–—-]+\s*|\s+)(?:(?:EU|UN|US|[A-Z]\w+)\s+){{0,3}}(?:Correspondent|Staff Writer"
        rf"|Reporter|Columnist|Contributor|Editor|Editor-in-Chief)\Z",
    ),
)
DISPATCH = re.compile(
    r"\b(?:special (?:dispatch|report|announcement|issue)|inquiry (?:&|and) analysis(?: series)?"
    r"|daily brief|press release|news release|bulletin"
    r"|blog|commentary|dispatch|newsletter|issue brief|policy (?:brief|paper)|working paper|briefing"
    r"|report|issue|vol(?:ume)?|series|ref(?:erence)?"
    r"|release|memorandum|doc(?:ument)?|circular|communiqu[eé]|statement|isbn|issn|id|code"
    r"|pr)\b\.?\s*(?:no\b|nr\b|№|num(?:ber)?\b|#)?\.?\s*[:#]?\s*"
    r"[\d/-]{1,14}\b|(?:\bno\.?|№)\s*:?\s*\d[\d/-]*",
    re.IGNORECASE,
)
FOOTNOTE = re.compile(
    r"\[\^?(?:\d{1,3}|[ivx]{1,5}|\*)\]:?|[¹²³⁴-⁹]{1,2}(?=\s|\W)|\d{1,2}[.)]?\s+(?=https?://|[Ss]ee |Ibid)"
    r"|\^\s?\d{0,2}|\*\s?(?=https?://)"
)
STREET = (
    r"(?:street|str|st|avenue|ave|boulevard|blvd|road|rd|square|sok|sokak|sokağı|sk|cad|caddesi"
    r"|bulvar[ıi]|mah|mahallesi|lane|prospe[ck]t|pr|ul|ulitsa|küç"
    r"|küçəsi|floor|suite|daire|kat|apt|building|bldg|plaza|highway|p\.?\s?o\.? box)\b\.?"
)
ADDRESS = re.compile(
    rf"\b\d{{1,5}}[\w/-]{{0,4}},?\s+(?:[\w.'’]+\s+){{0,3}}{STREET}|\b{STREET},?\s*(?:n[or]\b\s*[.:]?\s*|№\s*|#)?\d",
    re.IGNORECASE,
)
TRAILING_URL = re.compile(rf"(?<=[\w:.])\s*[<(\[]{{0,2}}{URL}[>)\]]{{0,2}}\Z")
ADDRESSED = re.compile(r"\b(?:our|us|newsletter|channel|telegram|updates|e-?mail|inbox|here|now|free)\b", re.IGNORECASE)
AGENCY_MARK = re.compile(r"/[^/]{2,40}/?\s*\Z")
SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\Z")
SENTENCE_BREAK = re.compile(r"[a-z)][.!?][\"'”’»)]*\s+[A-Z“\"].*[:.]")
VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|said|says|say|told|tells|can|could|may|must"
    r"|should|did|does|do|announced|reported"
    r"|claimed|killed|met|called|accused|began|took|held|lies|lives|runs|stands|opened|closed)\b",
    re.IGNORECASE,
)
CREDIT_TAIL = re.compile(
    rf"[(\[]\s*(?:(?:file )?(?:photos?|pictures?|images?|credits?|source|via|courtesy|illustration|video"
    rf"|map|screenshot)\b\s*(?:credit|by|from|courtesy)?\s*[:/–—-]?"
    rf")[^()\[\]]{{0,80}}[)\]]?\.?\Z|[(\[]\s*{AGENCY}(?:\s*[/|–—-][^()\[\]]{{0,60}})?[)\]]\.?\Z|(?:©|\s[/"
    rf"|–—]\s*)(?:{AGENCY})(?:[/\s]\w+){{0,3}}\Z"
    r"|\b(?:photo|picture|image|credit)s?\s*(?::|by\b|credit\b|courtesy\b)\s*[^.]{2,60}\Z",
    re.IGNORECASE,
)
CAPTION_LABEL = re.compile(r"(?:image|photo|video|media) caption\s*[,:]?\Z", re.IGNORECASE)
"""A line below which a caption stands."""
CAPTION_HEAD = re.compile(
    r"(?:caption|image caption|photo caption|pictured|(?:file |archive |illustrative )?(?:photo|picture"
    r"|image|map|video|graphic|illustration|infographic)"
    r"(?: (?:shows?|caption))?|above|below|left|right|from left|(?:fig(?:ure)?|table"
    r"|map)\.? \d+)\s*(?:[:.|,–—-]|\(file\))\s*\S",
    re.IGNORECASE,
)
CAPTION_WORDS = re.compile(
    r"\((?:second from (?:left|right)|file(?: photo| image)?|archive(?: photo)?)\)|\b(?:seen"
    r"|pictured) (?:here|in this)\b"
    r"|\((?:left|right|center|centre)\)[^.]*\Z"
    r"|\b(?:in this|this) (?:photo|image|picture|handout|screenshot|file photo|video grab|frame grab)\b"
    r"|\bfile photo\b|\bscreen ?grab\b|\bhandout\b",
    re.IGNORECASE,
)
BIOGRAPHY = re.compile(
    rf"{PERSON}(?:,? [A-Z]{{2,5}})? (?:teaches|lectures|covers|writes (?:about|on|for)|reported from"
    rf"|contributed (?:to|reporting|from))\b.{{0,200}}\Z"
    rf"|{PERSON}(?:,? [A-Z]{{2,5}})? (?:is|was|works as|works for|works at|serves as|writes|reports|heads"
    rf"|has been|holds)\b.{{0,160}}\b(?:editor|journalist|analyst|columnist"
    r"|correspondent|fellow|professor|researcher|writer|expert|reporter|contributor|author|lecturer"
    r"|director|historian|scientist|scholar|student|freelance"
    r"|commentator|consultant|board member|co-founder|think tank|university|institute|newspaper|magazine)\b",
)
