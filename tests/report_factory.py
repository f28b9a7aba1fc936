"""Build comparisons for the tests of the report: realistic, large, empty and hostile, all invented."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from perspectives.records import (
    Accuracy,
    Actor,
    ClaimRow,
    Comparison,
    Conflict,
    CountCell,
    CueCell,
    Difference,
    Event,
    Evidence,
    EvidenceAttribution,
    EvidenceMark,
    EvidenceStance,
    Figure,
    Finding,
    Frame,
    FrameCell,
    Method,
    Naming,
    NamingCell,
    NamingVariant,
    NumberRow,
    Office,
    OmissionCell,
    OutletSummary,
    Side,
    Skipped,
    SpeakerCell,
    StanceCell,
    Term,
    VoiceGap,
)

OUTLETS = ("Caspian Wire", "Araks Daily", "Volga Courier", "Brussels Ledger", "Potomac Review", "Highland Monitor")
SIDES = ("baku", "yerevan", "moscow", "eu", "us")
FRAMES = (
    ("security", "Security", "Fighting, weapons, deployments, deterrence, threat.", "war"),
    ("sovereignty", "Sovereignty", "Status, borders, recognition, legality of control.", None),
    ("self_determination", "Self-determination", "A people’s right or choice to decide its status.", None),
    ("humanitarian", "Humanitarian", "Civilians, aid, displacement, shortages.", "peace"),
    ("responsibility", "Responsibility", "Who is at fault, who broke what.", "war"),
    ("diplomacy", "Diplomacy", "Talks, mediation, ceasefire calls, treaties.", "peace"),
    ("geopolitics", "Geopolitics", "Outside powers’ influence, leverage, rivalry.", "war"),
    ("economy", "Economy", "Corridors, trade, energy, resources.", None),
    ("history_identity", "History and identity", "Past wars, memory, heritage, nationhood.", "peace"),
    ("justice", "Justice", "Crimes, courts, rights, accountability.", None),
    ("domestic_politics", "Domestic politics", "A government’s standing at home, protest, elections.", None),
)
CUES = ("said", "claimed", "admitted", "denied", "insisted")
_LABELS = {"baku": "Baku", "yerevan": "Yerevan", "moscow": "Moscow", "eu": "EU", "us": "US"}
_ACTORS = {"baku": "azerbaijan", "yerevan": "armenia", "moscow": "russia", "eu": "eu", "us": "us"}
_SPEAKERS = {
    "baku": "Azerbaijan’s Foreign Ministry",
    "yerevan": "Armenia’s Foreign Ministry",
    "moscow": "A Russian spokesman",
    "eu": "An EU envoy",
    "us": "A US official",
}
_VERBS = {"said": "said", "claimed": "claimed", "admitted": "conceded", "denied": "denied", "insisted": "insisted"}
_CONTENTS = (
    ("that {other} “had broken the agreement again” and must withdraw its posts", "critical", "responsibility"),
    ("that shots were fired at a border post before dawn", None, "security"),
    ("that the road would open to aid convoys within days", None, "humanitarian"),
    ("that {other} had shown “goodwill worth answering”", "favorable", "diplomacy"),
    ("that {other} should return to the table without conditions", "neutral", "diplomacy"),
    ("that borders had been settled long ago and {other} knew it", "critical", "sovereignty"),
)
_OWN = (
    ("The new checkpoint leaves the valley with one bakery and no diesel.", None, "humanitarian"),
    ("{other} has once more chosen force over patience.", "critical", "security"),
    ("{other} has kept every promise that it made in the spring.", "favorable", "diplomacy"),
    ("The so-called administration has no place at the table.", "critical", "sovereignty"),
)
_EVENTS = (
    ("border_clash", "Border clash of the autumn", "2022-09-12", "2022-09-14"),
    ("road_closed", "Closing of the road", "2022-12-12", "2023-02-01"),
    ("talks", "Talks in the spring", "2023-05-01", "2023-05-14"),
)
SHARED_EVENTS = ("border_clash", "road_closed")


def conflict(outlets: tuple[str, ...] = OUTLETS) -> Conflict:
    """A small conflict with five sides, eleven frames, three events and two contested names."""
    colors = ("#0072b2", "#d55e00", "#cc79a7", "#009e73", "#56b4e9")
    return Conflict(
        id="karabakh",
        label="Nagorno-Karabakh",
        version="1.0",
        sides=tuple(Side(side, _LABELS[side], color) for side, color in zip(SIDES, colors, strict=True)),
        actors=tuple(
            Actor(
                actor,
                side,
                (actor.upper() if len(actor) == 2 else actor.capitalize(),),
                (),
                (),
                (Office(f"{actor}/foreign-ministry", ("Foreign Ministry",)),),
                (),
            )
            for side, actor in _ACTORS.items()
        ),
        events=tuple(Event(name, label, start, end, (), SIDES[:2], ()) for name, label, start, end in _EVENTS),
        namings=(
            Naming(
                "capital",
                "The region’s main town",
                False,
                (
                    NamingVariant("stepanakert", ("Stepanakert",), "yerevan"),
                    NamingVariant("khankendi", ("Khankendi",), "baku"),
                ),
            ),
            Naming(
                "so_called",
                "“So-called” and “regime”",
                True,
                (
                    NamingVariant("so_called", ("so-called",), "baku", "yerevan"),
                    NamingVariant("regime", ("regime",), "yerevan", "baku"),
                ),
            ),
        ),
        frames=tuple(Frame(name, label, text, (label,), war, ()) for name, label, text, war in FRAMES),
        sha256="0" * 64,
    )


class _Maker:
    """Draws figures and sentences from one seed."""

    def __init__(self, seed: int, documents: int) -> None:
        self.random = random.Random(seed)
        self.documents = documents

    def share(self, mean: float, total: int | None = None) -> Figure:
        total = self.random.choice((12, 25, 60, 120, 240)) if total is None else total
        value = min(max(self.random.gauss(mean, 0.08), 0.0), 1.0)
        count = round(value * total)
        clusters = max(2, min(self.documents, total // 5))
        half = 1.96 * (0.25 / max(total, 1)) ** 0.5 * 1.3
        exact = count / total
        return Figure(
            exact,
            max(exact - half, 0.0),
            min(exact + half, 1.0),
            count,
            total,
            clusters,
            clusters < 10 or total < 30,
            max(exact - 1.6 * half, 0.0),
            min(exact + 1.6 * half, 1.0),
        )

    def net(self, mean: float) -> Figure:
        total = self.random.choice((9, 17, 62, 93, 125, 197, 238))
        value = min(max(self.random.gauss(mean, 0.2), -0.95), 0.95)
        count = round(value * total)
        clusters = max(2, min(self.documents, total // 4))
        half = 1.96 / total**0.5
        exact = count / total
        low, high = max(exact - half, -1.0), min(exact + half, 1.0)
        small = clusters < 10 or total < 30
        return Figure(exact, low, high, count, total, clusters, small, max(low - 0.08, -1.0), min(high + 0.08, 1.0))

    def difference(self, figure: Figure) -> Difference:
        value = (figure.value or 0.0) * 0.8
        return Difference(value, value - 0.15, value + 0.15, 0.02, 0.04)


def comparison(
    outlets: tuple[str, ...] = OUTLETS, documents: int = 40, per_outlet: int = 34, seed: int = 7
) -> Comparison:
    """A realistic comparison: ``documents`` articles and ``per_outlet`` evidence sentences an outlet."""
    maker = _Maker(seed, documents)
    found_conflict = conflict(outlets)
    speakers = tuple(
        SpeakerCell(outlet, side, maker.share(0.15, 400), maker.share(0.18), maker.share(0.4), maker.share(0.1))
        for outlet in outlets
        for side in (*SIDES, "stepanakert", "other", "author")
    )
    stances = tuple(
        StanceCell(
            outlet, side, voice, maker.net(mean), maker.share(0.2), maker.share(0.3), maker.random.randrange(5), None
        )
        for outlet in outlets
        for side, mean in zip(SIDES, maker.random.sample((-0.5, -0.25, 0.0, 0.1, 0.4), 5), strict=True)
        for voice in ("own", "quoted", "all")
    )
    stances = tuple(
        replace(cell, difference=maker.difference(cell.net)) if index % 3 == 0 else cell
        for index, cell in enumerate(stances)
    )
    by_place = {(cell.outlet, cell.side, cell.voice): cell for cell in stances}
    gaps = tuple(
        VoiceGap(
            outlet,
            side,
            by_place[outlet, side, "own"].net,
            by_place[outlet, side, "quoted"].net,
            maker.difference(by_place[outlet, side, "own"].net),
        )
        for outlet in outlets
        for side in SIDES
    )
    frames = tuple(
        FrameCell(outlet, frame, voice, shared, share := maker.share(0.12), maker.difference(share))
        for outlet in outlets
        for frame in (*(name for name, *_ in FRAMES), "war", "peace")
        for voice in ("own", "quoted", "all")
        for shared in (True, False)
    )
    namings = tuple(
        NamingCell(outlet, naming.id, variant.id, voice, maker.share(0.5))
        for outlet in outlets
        for naming in found_conflict.namings
        for variant in naming.variants
        for voice in ("own", "quoted")
    )
    evidence = tuple(_evidence(maker, outlets, per_outlet))
    totals: defaultdict[str, int] = defaultdict(int)
    for sentence in evidence:
        for key in sentence.keys:
            totals[key] += 1
    return Comparison(
        conflict=found_conflict,
        first="2022-09-13",
        last="2023-06-30",
        outlets=tuple(
            OutletSummary(
                name,
                documents,
                documents - 3,
                25 * documents,
                520 * documents,
                "2022-09-13",
                "2023-06-30",
                1,
                documents,
            )
            for name in outlets
        ),
        skipped=(
            Skipped("notes.txt", "unknown", "the file is empty: leave it out or fill it"),
            Skipped("scan-04.txt", outlets[0] if outlets else "unknown", "language is az, only English is analyzed"),
        ),
        speakers=speakers,
        cues=tuple(CueCell(o, s, cue, maker.share(0.2)) for o in outlets for s in SIDES for cue in CUES),
        stances=stances,
        gaps=gaps,
        frames=frames,
        namings=namings,
        terms=tuple(
            Term(outlet, term, 1.4 - index / 9, 6.1 - index / 3, 3.2, 40 - index, 12 + index, 9)
            for outlet in outlets
            for index, term in enumerate(("provocation", "corridor", "peace treaty", "posts", "sabotage", "border"))
        ),
        events=tuple(
            CountCell(outlet, event, 0 if (index + n) % 7 == 5 else 3 + (index * n) % 9)
            for index, outlet in enumerate(outlets)
            for n, (event, *_) in enumerate(_EVENTS)
        ),
        months=tuple(
            CountCell(outlet, month, maker.random.randrange(1, 14))
            for outlet in outlets
            for month in ("2022-09", "2022-10", "2022-12", "2023-01", "2023-04", "2023-05", "2023-06")
        ),
        claims=_claims(outlets),
        omissions=tuple(OmissionCell(outlet, side, maker.share(0.6, 40)) for outlet in outlets for side in SIDES),
        numbers=(
            NumberRow(
                "border_clash", "soldiers killed on 13 September", "49", "yerevan", outlets[0], "2022-09-13", "claim|c1"
            ),
            NumberRow("border_clash", "soldiers killed on 13 September", "50", "baku", outlets[-1], None, "claim|c2"),
        )
        if outlets
        else (),
        findings=_findings(stances, maker),
        evidence=evidence,
        evidence_totals=tuple((key, count * 3) for key, count in sorted(totals.items())),
        method=Method(
            versions=(("perspectives", "0.1.0"), ("encoder", "1.0"), ("stance model", "1.0"), ("conflict file", "1.0")),
            accuracy=(
                Accuracy(
                    "attribution", "span F1", 0.81, 0.79, 0.83, 4120, "held-out articles written for this project"
                ),
                Accuracy("stance", "macro-F1", 0.74, 0.71, 0.77, 1890, "held-out articles written for this project"),
            ),
            self_test=0.017,
            self_test_n=180,
            audited=(),
            languages=(("en", documents * len(outlets)), ("unknown", 2)),
            unmeasured_frames=("domestic_politics",),
            duplicates=4,
            republished=6,
            shared_events=SHARED_EVENTS,
        ),
    )


def _findings(stances: tuple[StanceCell, ...], maker: _Maker) -> tuple[Finding, ...]:
    sound = [c for c in stances if not c.net.small and c.voice == "own" and abs(c.net.value or 0) > 0.3][:4]
    return tuple(
        Finding(
            "stance",
            cell.outlet,
            f"{cell.outlet}’s own voice is more {'critical of' if (cell.net.value or 0) < 0 else 'favorable to'} "
            f"{_LABELS[cell.side]} than the other outlets on average: net stance {cell.net.value:+.2f} "
            f"[{cell.net.low:+.2f} to {cell.net.high:+.2f}] over the own-voice sentences that mention it (n = "
            f"{cell.net.total} sentences in {cell.net.clusters} articles); the mean of the 5 other outlets is +0.04. "
            "The labels are unaudited.",
            cell.net,
            0.04,
            maker.difference(cell.net),
            f"stance|{cell.outlet}|{cell.side}|own",
            "net",
            tuple(name for name in OUTLETS if name != cell.outlet),
        )
        for cell in sound
    )


def _claims(outlets: tuple[str, ...]) -> tuple[ClaimRow, ...]:
    status = ("asserted", "carried", "disputed", "both", "absent", "")
    rows = (
        ("c1", "border_clash", "The first shots came from the eastern posts.", "yerevan", ("c2",)),
        ("c2", "border_clash", "The first shots came from saboteurs laying mines.", "baku", ("c1",)),
        ("c3", "road_closed", "The road was open to aid convoys all week.", "baku", ()),
    )
    return tuple(
        ClaimRow(
            claim,
            event,
            text,
            origin,
            against,
            "opposite origin of fire" if against else "",
            tuple((side, status[(index + n) % 5]) for n, side in enumerate(SIDES)),
            tuple((outlet, status[(2 * index + n) % 6]) for n, outlet in enumerate(outlets)),
            "2022-09-13",
            "2022-09-14",
            None,
        )
        for index, (claim, event, text, origin, against) in enumerate(rows)
    )


def _evidence(maker: _Maker, outlets: tuple[str, ...], per_outlet: int) -> Iterator[Evidence]:
    for outlet in outlets:
        for n in range(per_outlet):
            yield sentence(maker.random, outlet, n)


def sentence(draw: random.Random, outlet: str, n: int) -> Evidence:
    """An invented evidence sentence: own voice, quoted or nested, with marks that fit its text."""
    side, other = draw.sample(SIDES, 2)
    name = {"baku": "Baku", "yerevan": "Yerevan", "moscow": "Moscow", "eu": "the EU", "us": "Washington"}[other]
    event = draw.choice(_EVENTS)
    keys: list[str] = []
    marks: tuple[EvidenceMark, ...] = ()
    attributions: tuple[EvidenceAttribution, ...] = ()
    probability = round(draw.uniform(0.55, 0.99), 2)
    if n % 4 == 3:
        template, label, frame = draw.choice(_OWN)
        text = template.format(other=name[:1].upper() + name[1:])
        voice, holder = "own", "author"
        if "so-called" in text:
            start = text.index("so-called")
            marks = (EvidenceMark(start, start + 9, "naming", None),)
            keys.append(f"naming|{outlet}|so_called|so_called|own")
    else:
        content, label, frame = draw.choice(_CONTENTS)
        cue = draw.choice(CUES)
        parts = [(_SPEAKERS[side], "source", 10), (" ", None, 0), (_VERBS[cue], "cue", 10), (" ", None, 0)]
        inner = content.format(other=name)
        if n % 8 == 1:
            parts += [
                ("that the Interior Ministry", "source", 11),
                (" ", None, 0),
                ("reported", "cue", 11),
                (" ", None, 0),
            ]
        text, found = "", []
        for piece, role, attribution in parts:
            if role:
                found.append(EvidenceMark(len(text), len(text) + len(piece), role, attribution))
            text += piece
        nested = n % 8 == 1
        outer = found[2].start if nested else len(text)
        found.append(EvidenceMark(len(text), len(text) + len(inner), "content", 11 if nested else 10))
        text += inner
        if nested:
            found.append(EvidenceMark(outer, len(text), "content", 10))
        text += ", according to a statement seen by the paper."
        marks = tuple(found)
        actor = f"{_ACTORS[side]}/foreign-ministry"
        attributions = (
            EvidenceAttribution(10, None, "mixed" if "“" in inner else "indirect", actor, side, 0.91, "model"),
        )
        if nested:
            attributions += (EvidenceAttribution(11, 10, "indirect", None, "other", 0.77, "rule: nearest source"),)
        voice, holder = "quoted", side
        keys += [f"voice|{outlet}|{side}", f"words|{outlet}|{side}", f"cue|{outlet}|{side}|{cue}"]
        keys += [f"direct|{outlet}|{side}"] if "“" in inner else []
    stances = (EvidenceStance(holder, other, label, probability, voice),) if label else ()
    if label:
        keys += [f"stance|{outlet}|{other}|{voice}", f"stance|{outlet}|{other}|all"]
    kind = next(kind for name, *_, kind in FRAMES if name == frame)
    framed = [f"frame|{outlet}|{name}|{v}" for name in (frame, kind) if name for v in (voice, "all")]
    keys += [*framed, *(f"shared|{key}" for key in framed if event[0] in SHARED_EVENTS)]
    if n < 3 and attributions:
        keys.append(f"claim|c{n + 1}")
    if "posts" in text:
        keys.append(f"term|{outlet}|posts")
    return Evidence(
        id=f"{outlet}-{n}",
        outlet=outlet,
        document=f"{outlet.lower().replace(' ', '-')}-{n // 3:03d}",
        sentence=n,
        title=f"Invented article {n // 3} on {event[1].lower()}",
        published=event[2],
        url=f"https://example.org/{n // 3}",
        event=event[0],
        kind="headline" if n % 11 == 0 else "body",
        text=text,
        side=side if attributions else "author",
        provenance=("Digest (republisher)", f"{outlet} (outlet)", "A. Writer (author)")
        if n % 5 == 0
        else (f"{outlet} (outlet)",),
        marks=marks,
        attributions=attributions,
        stances=stances,
        frames=((frame, probability),),
        keys=tuple(keys),
    )


def empty() -> Comparison:
    """A comparison in which nothing was found."""
    found = comparison(outlets=OUTLETS[:1], per_outlet=0)
    nothing: tuple[()] = ()
    return replace(
        found,
        speakers=nothing,
        cues=nothing,
        stances=nothing,
        gaps=nothing,
        frames=nothing,
        namings=nothing,
        terms=nothing,
        events=nothing,
        months=nothing,
        claims=nothing,
        omissions=nothing,
        numbers=nothing,
        findings=nothing,
        evidence=nothing,
        evidence_totals=nothing,
        skipped=nothing,
        first=None,
        last=None,
        method=replace(found.method, accuracy=nothing, self_test=None, languages=nothing, unmeasured_frames=nothing),
    )


HOSTILE = (
    "<script>document.title='owned'</script>",
    '"><img src=https://evil.example/x onerror=alert(1)>',
    "'; alert(1); //",
    "</style><script>alert(1)</script>",
    "{{ view }}{% raw %}",
    "safe\u202etxt.exe\u202c\u2066end\u2069",
    "W" * 10_000,
    '=HYPERLINK("https://evil.example")',
    "null\x00byte \x1b[31m \ud800 lone \ufffe",
    "a|b|c & <b>bold</b> ]]> --> <!-- \u2028",
)
LINKS = (
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "https://",
    "http://[",
    "//evil.example/a",
    'https://example.org/"onmouseover="alert(1)',
    " https://example.org",
    "HTTPS://example.org/ok?a=<b>&c='d'",
)


def hostile() -> Comparison:
    """A comparison whose every third-party text tries to break out of the page."""
    found = comparison(outlets=HOSTILE[:6], per_outlet=12)
    evidence = tuple(
        replace(
            sentence,
            text=HOSTILE[n % len(HOSTILE)] + " " + sentence.text,
            title=HOSTILE[(n + 3) % len(HOSTILE)],
            url=LINKS[n % len(LINKS)],
            document=HOSTILE[(n + 5) % len(HOSTILE)],
            published=HOSTILE[n % 5] if n % 2 else "2023-01-01",
            provenance=(HOSTILE[(n + 1) % len(HOSTILE)],),
            marks=(
                EvidenceMark(0, 20, "source", 10),
                EvidenceMark(10, 30, "content", 10),
                EvidenceMark(5, 5, "cue", 10),
                EvidenceMark(-3, 4, "cue", 10),
                EvidenceMark(15, 10**6, "cue", 99),
                EvidenceMark(2, 3, "unknown-role", None),
            ),
        )
        for n, sentence in enumerate(found.evidence)
    )
    return replace(
        found,
        conflict=replace(
            found.conflict,
            label=HOSTILE[0],
            sides=(Side("baku", HOSTILE[1], "red;}</style>"), *found.conflict.sides[1:]),
        ),
        skipped=tuple(Skipped(text, text, text) for text in HOSTILE),
        terms=tuple(replace(term, term=HOSTILE[n % len(HOSTILE)]) for n, term in enumerate(found.terms)),
        claims=tuple(replace(claim, text=HOSTILE[n]) for n, claim in enumerate(found.claims)),
        findings=tuple(replace(finding, text=HOSTILE[n]) for n, finding in enumerate(found.findings)),
        evidence=evidence,
    )
