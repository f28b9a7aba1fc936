"""What the words of a claim mean for its roles: actions, their opposites, denial, response and symmetry."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

from perspectives.lexicon import words as _set

# Actions that recur in reports on conflicts. A form belongs to the first concept that lists it.
_CONCEPTS = {
    "ambush": "ambush ambushed ambushing ambushes",
    "kidnap": """kidnap kidnaps kidnapped kidnapping abduct abducts abducted abducting abduction abductions hostage
hostages""",
    "destroy": """destroy destroys destroyed destroying destruction demolish demolished demolishing wreck wrecked
raze razed burn burned burning burnt blew blown vandalize vandalized desecrate desecrated damage damaged ruin
ruined""",
    "starve": "starve starves starved starving starvation famine hunger",
    "force": """force-out coerce coerced coercing coercion blackmail blackmailed compel compelled impose imposed
imposes imposing pressured pressuring pressure forced forces-out forcing bully bullying ultimatum""",
    "delay": """drag drags dragging dragged delay delays delayed delaying procrastinate procrastinates stalling
prolongs""",
    "meddle": "meddle meddles meddling interfere interferes interfered interfering interference",
    "accident": """accident accidental accidentally mistake mistakenly inadvertently unintentional unintentionally
error""",
    "deliberate": "deliberate deliberately intentional intentionally purposely purposeful premeditated",
    "apologize": "apologize apologizes apologized apology apologise apologised sorry",
    "propose": "propose proposes proposed proposal proposals offer offers offered offering suggest suggested",
    "kill": """kill kills killed killing die dies died dead death deaths fatalities massacre lost lose lives fell
slain""",
    "wound": "wound wounds wounded wounding injure injured injuries injury hurt maimed hospitalized",
    "attack": """attack attacks attacked attacking assault assaulted assaults fire fired fires firing shell shelled
shelling shells shoot shoots shot shots bombard bombarded bombing bombed strike strikes struck striking hit hits
hitting downed torture tortured torturing mistreat mistreated mutilated offensive aggression invasion storm stormed
raid raided unleashed gunfire missile missiles rocket rockets artillery mortar mortars threw beat beaten beating""",
    "provoke": """provocation provocations provoke provoked provoking sabotage saboteurs subversive staged stage
stages staging incite incites incited inciting stir stirred stirs instigate instigated instigates""",
    "violate": """violate violates violated violating violation violations breach breaches breached breaching broke
break broken breaks breaking contradict contradicts contradicted undermine undermines undermined illegal illegally
unlawful unlawfully illegitimate infringe infringed trampled flout flouted""",
    "comply": "lawful lawfully legal legally legitimate complies comply line accordance conform conforms observe",
    "enter": """enter enters entered entering invade invaded invades intrude intruded cross crossed crossing crosses
advance advanced advancing penetrate penetrated infiltrate infiltrated seize seized seizing occupy occupied
occupying occupies capture captured encroach encroached incursion""",
    "withdraw": "withdraw withdrew withdrawn withdrawal withdraws pulled pull retreat retreated vacate vacated quit",
    "remain": "remain remains remained stay stays stayed",
    "block": """block blocks blocked blocking blockade blockaded close closed closing closure cut cuts halted halt
ban banned bans banning bar barred bars forbid forbids forbade prohibit prohibited prohibits froze frozen suspend
suspended siege besieged hinder hindered obstruct obstructed hindrance locked shut impede impeded interrupt
interrupted interruption encircled""",
    "open": """open opens reopen reopened reopening unblock unblocked restore restored freely unimpeded passable
passage pass passes functioning operates""",
    "expel": """expel expelled expelling expulsion driven drive cleansing displaced displace deport deported
deportation genocide uproot uprooted fled flee fleeing exodus""",
    "voluntary": "voluntary voluntarily freewill",
    "leave": """leave leaves leaving left depart departed departing evacuate evacuated evacuation walked walkout
quits quitting""",
    "arms": "weapon weapons arms ammunition mine mines landmines munitions weaponry arming",
    "smuggle": "smuggle smuggled smuggling transport transported delivered transporting delivery traffic",
    "give": "deliver delivers supply supplies supplied provide provides provided sell sells sold lease leases leased",
    "receive": "receive receives received get gets obtain obtained acquire acquired",
    "progress": """progress breakthrough productive useful result results success successful closer narrow narrowed
solved fruitful reach""",
    "stall": "diverge diverges apart disagreement disagreements deadlock stalled distant gap gaps unresolved",
    "stabilize": "stability stabilize stabilizes defensive contributes contribute confidence calm trust peaceful",
    "inflame": "confrontation inflame inflames inflamed hurts hurt-confidence threatens threat destabilize tension",
    "civilian": "civilian civilians residential houses homes settlements infrastructure residents inhabitants",
    "military": "military legitimate facilities fighters formations",
    "cede": """cede ceded ceding surrender surrendered surrendering surrenders giving give gives gave given handing
hand handed hands handover return returned returning returns capitulate capitulated capitulation transfer
transferred relinquish""",
    "keep": "keep keeps kept retain retains retained preserve preserves preserved",
    "claims": "claims claim lays territorial",
    "agree": """agree agreed agrees accept accepted accepts approve approved recognize recognized recognizes
recognise recognised back backed backs backing support supports supported endorse endorsed consent consented
committed""",
    "reject": "reject rejected rejects refuse refused refuses oppose opposes opposed object objection objects",
    "thwart": """thwart thwarted thwarting prevent prevented preventing prevents foil foiled repel repelled
repelling suppress suppressed suppressing neutralize neutralized stop stopped""",
    "respond": "response respond responded answer answered retaliate retaliated retaliation retaliatory return-fire",
    "meet": "meet met meets meeting shook handshake sat",
    "talks": "talks negotiations negotiated negotiate negotiating talked dialogue consultations summit",
    "sign": "sign signed signs signing signature",
    "initial": "initial initialed initialled initialing",
    "release": "release released releasing releases free frees freed freeing liberated exchange exchanged swap",
    "hold": """hold holds holding detain detained detains detaining arrest arrests arrested arresting captive
captives prisoner prisoners imprisoned custody prisons""",
    "mediate": "mediate mediated mediation mediator mediators brokered broker brokering helped",
    "spy": "spy spies spied spying intelligence espionage",
    "fail": "fail fails failed failing failure unable inability unwilling unwillingness",
    "protect": "protect protects protected protecting protection ensure ensures ensured guarantee guaranteed",
    "deploy": """deploy deployed deploying deployment deploys stationed build-up amass amassed amassing concentrate
concentrated concentrating massing""",
    "install": "install installed installing establish established establishing set built build building",
    "amend": "amend amended amending amendment change changed",
    "ceasefire": "ceasefire cease-fire truce cessation silent",
    "start": "start started starts begin began begun launch launched first initiated",
    "responsible": """responsible responsibility blame blamed blames accuse accused accuses guilt guilty fault
culprit liable accountable""",
    "explode": "explosion exploded explosions blast blasts explode detonated blew-up",
    "sovereign": "sovereignty sovereign jurisdiction",
    "organize": """organized organised planned plotted orchestrated financed paid ordered armed sponsored ordering
sent""",
    "resign": "resign resigned resignation step",
    "protest": "protest protested protesting protesters demonstrators rally rallied",
}
CONCEPTS: MappingProxyType[str, str] = MappingProxyType(
    {form: name for name, forms in reversed(_CONCEPTS.items()) for form in forms.split()}
)
"""Word form → concept."""

HARM = _set("""ambush kidnap destroy starve force delay meddle kill wound attack provoke violate enter block expel
smuggle spy organize responsible claims""")
"""Actions for which the one who did them is blamed."""
OPPOSITES = frozenset(
    frozenset(pair.split())
    for pair in (
        "block open",
        "violate comply",
        "withdraw remain",
        "withdraw enter",
        "expel voluntary",
        "civilian military",
        "cede keep",
        "agree reject",
        "release hold",
        "fail protect",
        "sign initial",
        "cede sovereign",
        "leave remain",
        "thwart ambush",
        "smuggle ambush",
        "thwart attack",
        "respond start",
        "thwart agree",
        "thwart reject",
        "progress stall",
        "stabilize inflame",
        "accident deliberate",
        "voluntary force",
    )
)
"""Pairs of concepts of which one claim's excludes the other's."""
GIVING = _set("give cede release")
"""Actions that pass something on: one kind, for asking who gave and who got."""
NOUNS = _set(
    "arms civilian military ceasefire sovereign progress stall stabilize inflame hold talks accident deliberate"
)
"""Concepts that are mostly nouns: they have no parties of their own."""
ACCUSING = _set("blame blamed blames blaming accuse accused accuses accusing")
SYMMETRIC = frozenset(("meet", "sign", "initial", "ceasefire"))
"""Actions whose two parties may change places."""
UNDERGONE = _set("fell lost lose loses suffered suffer sustained received lay died die dies death deaths")
"""Forms whose subject is the one it happens to."""
NOMINAL = _set("""attack attacks fire shelling aggression provocation provocations offensive strikes strike
missile missiles rocket
rockets violation violations breach blockade siege ambush gunfire artillery assault sabotage saboteurs invasion
incursion occupation mortars shells shots""")
"""Nouns of harm: the name before them, or after "by" or "of", is who did it."""
NEGATIONS = _set("""not no never nothing nobody none neither nor n't without cannot didn't doesn't don't isn't
aren't wasn't
weren't hasn't haven't won't""")
DENIALS = _set("""false lie untrue baseless unfounded groundless invented fabricated fabrication disinformation absurd
deny denies denied denying denial rejects rejected refuted refutes myth fake slander allegations allegation
falsehood nonsense reality""")
AUXILIARY = _set("was were is are been being be got gets be's")
PARTICIPLES = _set("""shot hit struck cut broken taken driven given built held set laid lost shut sent seen
done made put beaten
withdrawn fallen begun torn slain bound caught fought brought""")
FIGHTING = _set("fighting shooting hostilities war attack clash clashes fire aggression offensive shoot")
PREPOSITIONS = _set("""in on at near against to into toward towards from with along through during after before
since by over between
across around for under inside outside off beside within about onto""")
BREAKS = _set("while but whereas although though because when if unless until so which who whom where adding saying")
MODALS = _set("should must ought needs")
FUTURE = _set("will would shall won't")
MAYBE = _set("""may might could perhaps possibly likely unlikely seems seem seemed appears apparently probably resembles
presumably certain indicative""")
FIRST = _set("we our ours us")
THIRD = _set("they it he she")
OWNED = _set("its their")
VERBS = _set("""is are was were be been being has have had do does did can cannot could may might must shall
should will would
came come goes go went made make makes took take takes said says want wants need needs bears bear lies began held fell
brought got keeps kept set sets knows knew gave lost won met meets led leads felt stands stood runs run rose won't
doesn't didn't isn't aren't wasn't weren't hasn't haven't can't sat spoke wrote found bought sold paid
told grew drew threw
flew sought thought spent chose drove fought sank swore tore stayed lent sent ran fled hurt rang became
become turned used amounts amounted burst bore beat bent bled blew deal dealt fed left put quit read ruled aided""")
_STOP = _set("""a an the of in on at to for and or but that this these those it its is are was were be been
being has have had
by with as from his her their our we they he she who which not no will would should must may there than then so
into over under all any some more most such only also after before since during said says say""")
_ENDINGS: tuple[str, ...] = (
    "ements",
    "ement",
    "ations",
    "ation",
    "ments",
    "ment",
    "ings",
    "ing",
    "ions",
    "ion",
    "ers",
    "ed",
    "es",
)
_ENDINGS += ("ly", "er", "s", "e")


@cache
def stem(word: str) -> str:
    """A word without its commonest English ending, for counting shared words.

    >>> [stem(word) for word in ("shelled", "shelling", "fires")]
    ['shell', 'shell', 'fir']
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def is_verb(word: str) -> bool:
    """Whether a lower-case word is likely a verb; a noun phrase without one asserts nothing."""
    return word in VERBS or word in CONCEPTS or (len(word) > 4 and word.endswith("ed"))


def is_content(word: str) -> bool:
    """Whether a lower-case word says something by itself."""
    return len(word) > 2 and word not in _STOP and not word.isdigit()
