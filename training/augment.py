"""Altered copies of labeled text, so that no name carries a stance and nesting is seen."""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from collections.abc import Sequence

from training.text import Row

PRONOUNS = frozenset(["i", "he", "she", "they", "we", "it", "you", "his", "her", "their"])
# first words of a sentence that lose their capital inside another
LOWERED = frozenset(["the", "an", "he", "she", "they", "it", "in", "on", "at", "this", "but", "their", "his", "its"])
Edit = tuple[int, int, str]  # replace the code points start..end by a string

_NAMES = """
Baku, Yerevan, Azerbaijan, Armenia, Moscow, Russia, Brussels, Washington, Turkey, Ankara, Tbilisi, Georgia,
Iran, Tehran, Paris, France, Berlin, Germany, London, Britain, China, Beijing, India, Delhi, Pakistan,
Israel, Jerusalem, Kyiv, Ukraine, Poland, Warsaw, Japan, Tokyo, Seoul, Serbia, Belgrade, Kosovo, Pristina,
Greece, Athens, Cyprus, Syria, Damascus, Iraq, Baghdad, Egypt, Cairo, Ethiopia, Eritrea, Sudan, Kenya,
Nigeria, Brazil, Argentina, Chile, Venezuela, Colombia, Cuba, Canada, Australia, Morocco, Algeria, Spain,
Catalonia, Taiwan, Vietnam, Myanmar, Moldova, Belarus, Minsk, Hungary, Budapest, NATO, Kremlin, Stepanakert,
Aliyev, Pashinyan, Putin, Lavrov, Macron, Erdogan, Michel, Blinken, Biden, Borrell, Bayramov, Mirzoyan,
Zakharova, Peskov, Miller, Johnson, Smith, Garcia, Novak, Kim, Chen, Okafor, Haddad, Petrov, Sato, Rossi,
Silva, Andersson, Popescu, Kowalski, the EU, the United States, the European Union, the UN, Azerbaijani
officials, Armenian officials, Russian peacekeepers, the OSCE, the Armenians, the Azerbaijanis, the
Russians, Ilham Aliyev, Nikol Pashinyan, Vladimir Putin, Charles Michel, Maria Zakharova, South Korea, Saudi
Arabia
"""
NAMES = tuple(" ".join(_NAMES.split()).split(", "))
SPEAKERS = [
    "Interfax", "TASS", "Reuters", "Armenpress", "AFP", "the agency", "the newspaper", "the spokesman", "the ministry",
    "a source", "state television", "the minister", "an official", "local media", "the president’s office", "Turan",
    "the Associated Press", "the broadcaster", "analysts", "he", "she", "they", "a diplomat", "the website",
    "residents", "the embassy",
]  # fmt: skip
# cue templates: text before and after the wrapped sentence; {source} and [cue] are marked
BEFORE = [
    "{} [reported] that ", "{} [said] that ", "[According to] {}, ", "{} [claimed] that ", "{} also [noted] that ",
    "{} [wrote] that ", "{} [stressed] that ", "[As] {} [reported], ", "{} [said] ",
    "{} [quoted] officials [as saying] that ",
]  # fmt: skip
AFTER = [", {} [reported]", ", {} [said]", ", [according to] {}", ", {} [wrote]", ", [said] {}"]


# Names that a counterfactual copy exchanges; those of two sides together, so that each name goes on meaning one side
EXCHANGED = [
    [
        ("Azerbaijan", "Armenia"), ("Azerbaijani", "Armenian"), ("Azerbaijanis", "Armenians"), ("Baku", "Yerevan"),
        ("Aliyev", "Pashinyan"), ("Ilham", "Nikol"), ("Bayramov", "Mirzoyan"),
    ],
    [
        ("Russia", "France"), ("Russian", "French"), ("Russians", "Frenchmen"), ("Moscow", "Paris"),
        ("Putin", "Macron"), ("Kremlin", "Elysee"),
    ],
    [("Brussels", "Washington"), ("EU", "US")],
]  # fmt: skip
# Names of a country or capital, a people, a person, and what may stand for one that the sentence before names last
STANDINS = [
    (
        ["Azerbaijan", "Armenia", "Baku", "Yerevan", "Russia", "Moscow", "France", "Paris", "Turkey", "Türkiye",
         "Ankara", "Iran", "Tehran", "Washington"],
        ["it", "it", "it", "the country", "that country", "the republic", "the government"],
    ),
    (["Azerbaijanis", "Armenians", "Russians", "Americans", "Europeans"], ["they", "they", "these"]),
    (
        ["Aliyev", "Pashinyan", "Putin", "Macron", "Michel", "Lavrov", "Blinken", "Erdogan", "Erdoğan", "Borrell"],
        ["he", "he", "the leader", "the politician"],
    ),
]  # fmt: skip


def apply(text: str, edits: Sequence[Edit]) -> tuple[str, list[Edit]]:
    """Text with edits applied; edits that overlap an earlier one are left out."""
    kept: list[Edit] = []
    for edit in sorted(edits):
        if not kept or edit[0] >= kept[-1][1]:
            kept.append(edit)
    pieces, position = [], 0
    for start, end, new in kept:
        pieces += [text[position:start], new]
        position = end
    return "".join([*pieces, text[position:]]), kept


def moved(span: tuple[int, int], edits: Sequence[Edit]) -> tuple[int, int]:
    """Where a span stands after edits, each of which equals it, lies inside or outside it."""
    shift_start = sum(len(new) - (e - s) for s, e, new in edits if e <= span[0] and (s, e) != (span[0], span[0]))
    shift_end = sum(len(new) - (e - s) for s, e, new in edits if e <= span[1])
    return span[0] + shift_start, span[1] + shift_end


def named(text: str) -> bool:
    """Whether a mention is a name, not a pronoun or a noun phrase."""
    return text[:1].isupper() and text.lower() not in {
        "i",
        "he",
        "she",
        "they",
        "we",
        "it",
        "you",
        "his",
        "her",
        "their",
    }


def renamed(row: Row, rng: random.Random) -> Row:
    """A copy of a labeled sentence in which its named targets bear other names, or two of them each other's."""
    text = row["text"]
    distinct = sorted({tuple(s) for j in row["judged"] for s in [*j["target"], *j["source"]] if named(text[slice(*s)])})
    apart = [span for i, span in enumerate(distinct) if not i or span[0] >= distinct[i - 1][1]]
    edits: list[Edit] = []
    if len(apart) >= 2 and rng.random() < 0.4:
        (a, b), (c, d) = rng.sample(apart, 2)
        edits = [(a, b, text[c:d]), (c, d, text[a:b])]
    else:
        for start, end in apart:
            if rng.random() < 0.7:
                name = rng.choice(NAMES)
                edits.append((start, end, name[0].upper() + name[1:] if start == 0 else name))
    return edited(row, edits) if edits else row


def exchanged(article: Row, rng: random.Random) -> Row:
    """A copy in which the sides of the conflict bear each other's names; labels stay with their places."""
    pairs = [pair for group in EXCHANGED if rng.random() < 0.5 for pair in group]
    swaps = {a: b for pair in pairs for a, b in (pair, pair[::-1])}
    if not swaps:
        return article
    pattern = re.compile(r"\b(?:" + "|".join(sorted(swaps, key=len, reverse=True)) + r")\b")
    return edited(article, [(m.start(), m.end(), swaps[m.group()]) for m in pattern.finditer(article["text"])])


def obscured(article: Row, rng: random.Random, share: float) -> Row:
    """A copy in which a share of the names that the sentence before holds too give way to a pronoun or a role noun.

    A target so obscured is one that is named before: its judged pairs point to the mention in that sentence.
    """
    text = article["text"]
    starts = [start for start, _ in article["sentences"]]
    held: dict[int, list[Row]] = {}
    for start, end, side in sorted(article.get("mentions", ())):
        held.setdefault(bisect_right(starts, start) - 1, []).append({"span": (start, end), "side": side})
    edits: list[Edit] = []
    before: dict[tuple[int, int], tuple[int, int]] = {}
    for number, mentions in held.items():
        last = held.get(number - 1, [{"side": None}])[-1]
        mine = [m for m in mentions if m["side"] == last["side"]]
        if len(mine) != 1 or rng.random() >= share:
            continue
        start, end = mine[0]["span"]
        name = text[start:end]
        words = next((words for names, words in STANDINS if name in names), None)
        if words is None or text[end : end + 1] in ("'", "’", "-") or text[start - 1 : start] == "-":
            continue
        word = rng.choice(words)
        opens = start == starts[number] or text[:start].rstrip('“"').endswith((".", "\n"))
        edits.append((start, end, word[0].upper() + word[1:] if opens else word))
        before[start, end] = last["span"]
    if not edits:
        return article
    judged = []
    for pair in article["judged"]:
        spans = [tuple(span) for span in pair["target"]]
        gone = [before[span] for span in spans if span in before]
        if gone and len(gone) == len(spans):
            flags = ["before", *(f for f in pair["flags"] if f not in ("inside", "beside"))]
            pair = pair | {"target": gone, "flags": flags}
        judged.append(pair)
    mentions = [m for m in article["mentions"] if (m[0], m[1]) not in before]
    return edited(article | {"judged": judged, "mentions": mentions}, edits)


def edited(row: Row, edits: Sequence[Edit]) -> Row:
    """A copy with edits of names applied, every span moved along; its sentences are listed as `rewritten`."""
    text, edits = apply(row["text"], edits)

    def move(spans: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
        return [moved((s, e), edits) for s, e in spans]

    sentences = move(row["sentences"])
    return row | {
        "text": text,
        "sentences": sentences,
        "attributions": [a | {r: move(a[r]) for r in ("source", "cue", "content")} for a in row["attributions"]],
        "judged": [
            j | {r: move(j[r]) for r in ("target", "source", "region")} | {"sentence": move([j["sentence"]])[0]}
            for j in row.get("judged", ())
        ],
        "frames": [[*moved((s, e), edits), frames] for s, e, frames in row.get("frames", ())],
        "mentions": [[*moved((s, e), edits), side] for s, e, side in row.get("mentions", ())],
        "discard": move(row.get("discard", ())),
        "rewritten": frozenset(range(len(sentences))),
    }


def wrapped(article: Row, rng: random.Random, share: float) -> Row:
    """A copy in which a share of the sentences is reported by an invented outer source.

    What a wrapped sentence held becomes nested; the sentences are listed as `rewritten`.
    """
    text, attributions = article["text"], article["attributions"]
    sentences = article["sentences"]
    starts = [s for s, _ in sentences]
    touching: list[list[int]] = [[] for _ in sentences]
    crossing = set()
    for index, attribution in enumerate(attributions):
        spans = [span for role in ("source", "cue", "content") for span in attribution[role]]
        if not spans:
            continue
        first = max(bisect_right(starts, min(s for s, _ in spans)) - 1, 0)
        last = max(bisect_right(starts, max(e for _, e in spans) - 1) - 1, 0)
        if first != last:
            crossing.update(range(first, last + 1))
        touching[first].append(index)
    edits: list[Edit] = []
    plans = []
    for i, (start, end) in enumerate(sentences):
        sentence = text[start:end]
        plain = i not in crossing and 40 < len(sentence) < 250 and sentence[:1].isupper() and sentence[-1:] == "."
        if not plain or any(q in sentence[:2] for q in "\"“'‘") or rng.random() >= share:
            continue
        speaker = rng.choice(SPEAKERS)
        if rng.random() < 0.6:
            template = rng.choice(BEFORE)
            marked = template.replace("{}", "{" + speaker + "}")
            marked = marked[0] + (marked[1].upper() + marked[2:]) if marked[0] in "{[" else marked
            lower = sentence.split()[0].lower() in LOWERED
            edits.append((start, start + 1, strip(marked) + (sentence[0].lower() if lower else sentence[0])))
            plans.append((i, marked, True))
        else:
            marked = rng.choice(AFTER).replace("{}", "{" + speaker + "}")
            edits.append((end - 1, end - 1, strip(marked)))
            plans.append((i, marked, False))
    if not plans:
        return article
    new, edits = apply(text, edits)

    def move(span: tuple[int, int]) -> tuple[int, int]:
        start, end = span
        shift = lambda at, inclusive: sum(  # noqa: E731
            len(s) - (b - a) for a, b, s in edits if (a <= at if inclusive and b > a else b <= at and (b > a or a < at))
        )
        return start + shift(start, True), end + shift(end, False)

    out = [a | {role: [move(tuple(s)) for s in a[role]] for role in ("source", "cue", "content")} for a in attributions]
    new_sentences = []
    inserted = {i: (marked, before) for i, marked, before in plans}
    offset = 0
    for i, (start, end) in enumerate(sentences):
        length = len(strip(inserted[i][0])) if i in inserted else 0
        new_sentences.append((start + offset, end + offset + length))
        offset += length
    for i, marked, before in plans:
        start, end = new_sentences[i]
        for index in touching[i]:
            out[index] = out[index] | {"depth": out[index].get("depth", 0) + 1}
        length = len(strip(marked))
        at = start if before else end - 1 - length
        outer: Row = {"id": f"outer{i}", "source": [], "cue": [], "depth": 0, "inside_known": True}
        position, opened = at, (0, "")
        for character in marked:
            if character in "{[":
                opened = (position, character)
            elif character in "}]":
                outer["source" if character == "}" else "cue"].append((opened[0], position))
            else:
                position += 1
        outer["content"] = [(at + length, end - 1)] if before else [(start, at)]
        out.append(outer)
    discard = [move(tuple(s)) for s in article.get("discard", ())]
    return article | {
        "text": new, "sentences": new_sentences, "attributions": out, "discard": discard,
        "rewritten": frozenset(inserted),
    }  # fmt: skip


def strip(marked: str) -> str:
    """A template without its marks."""
    return "".join(c for c in marked if c not in "{}[]")
