"""Words that tell what a source phrase is about: officials, collectives, documents, pronouns, private persons."""

from __future__ import annotations

from perspectives.lexicon import words

RELATIVE = words("who which that whose whom where when")
PREPOSITIONS = words(
    "of for in from at to with on near by under around inside outside over among about before after against between "
    "behind along across within representing aboard amid during through covering based"
)
PARTICIPLES = words(
    "involved familiar close speaking responsible privy briefed present put issued published released seen quoted "
    "cited posted made carried given signed attributed obtained accredited working stationed participating reporting "
    "writing living interviewed contacted reached asked traveling travelling standing sitting "
    "distributed circulated drafted prepared shared leaked adopted approved presented disseminated"
)
"""After a noun they begin what is said of it."""
DETERMINERS = words("the a an this that these those some many several most all both each one two any no its his her")
OWNERS = words("its his her their")
EQUALS = words("counterpart counterparts colleague colleagues")
"""After a possessive they may be of another country ("his counterpart from Azerbaijan")."""

MASCULINE = words("he him his himself man father son brother husband king grandfather uncle mr sir businessman")
FEMININE = words(
    "she her hers herself woman mother daughter sister wife queen grandmother aunt mrs ms spokeswoman congresswoman "
    "actress waitress nun girl lady grandma widow seamstress chambermaid"
)
SINGULAR = words("he she him her his hers himself herself")
PLURAL = words("they them their theirs themselves")
NEUTER = words("it its itself")
FIRST = words("i we me us my our mine ours myself ourselves")

CUT_SHORT = words("the a an this that these its his her their our one some both each of")
NOBODIES = words("you one some others many nobody everyone everybody someone q question")
COUNTS = words("members member others group number half part three four dozens few")

FORMER = words("former ex retired onetime one-time exiled ousted late then-exiled")
"""Before an office, they make its holder a private person."""
UNNAMED = words("diplomat diplomats envoy envoys source sources")
"""Without a country they are anybody's."""

STATELY = words(
    "state nation republic people public society establishment brass camp circles officialdom capital ranks elite "
    "elites command headquarters rhetoric position lobby side sides country party talk diplomacy strategists planners "
    "generals bureaucracy machine powers loyalists camp hawks"
)
"""With a country's name they mean its side."""
CROWD = words("people many those some voices few most everyone everybody politicians others officialdom")
"""Followed by "in" and a capital they mean the side; in any other town they are people."""
DOCUMENTS = words(
    "statement estimate report bulletin document communique communiqué note letter post tweet speech text decree "
    "version account words comments remarks release website resolution order ruling data figures declaration message "
    "interview article claims claim assertion allegations allegation interpretation reading paper protocol summary "
    "readout telling view opinion stance narrative line argument response answer reply demand announcement list memo"
)
"""They speak for whoever issued them."""
RELATIONAL = words(
    "head chief director member members chairman chairwoman chair secretary adviser advisor advisers advisors aide "
    "aides representative representatives spokesman spokeswoman spokesperson spokespeople spokespersons spokesmen "
    "official officials source sources officer officers deputy delegate delegates envoy envoys diplomat diplomats "
    "staff employee employees commander commanders leader leaders lawmaker lawmakers minister ministers negotiator "
    "negotiators general colonel soldier soldiers servicemen serviceman ally allies supporters team office press "
    "colleague colleagues counterpart counterparts service agency department desk mp mps deputies senator chairperson "
    "policeman policemen guards guard conscript president premier administrator coordinator advocate ministry boss "
    "ministries committee commission faction panel parliamentarian"
)
"""Whose they are tells their side; alone they refer back."""
DOMESTIC = words("opposition ruling governing faction factions")
"""They belong to a country's politics at home."""
AGENCY_WORDS = words("agency newspaper daily channel outlet website broadcaster magazine")
PRIVATE = words(
    "analyst analysts expert experts activist activists resident residents journalist journalists reporter reporters "
    "correspondent newspaper daily outlet channel broadcaster magazine website blogger historian professor scholar "
    "scholars lecturer researcher researchers fellow lawyer lawyers refugee refugees villager villagers farmer farmers "
    "protester protesters demonstrators demonstrator critics critic observers observer commentator commentators "
    "columnist pundits pundit specialist specialists economist economists sociologist mother father man woman men "
    "women neighbor neighbour driver teacher doctor doctors nurse student students priest shopkeeper pensioner veteran "
    "veterans volunteer volunteers locals witnesses eyewitnesses survivors relatives families parents mothers widow "
    "director photographer artist author writer poet editor diaspora dissident dissidents campaigners campaigner "
    "residents evacuees inhabitants citizens citizen civilians campaign group groups ngo ngos monitors watchdog media "
    "agency press television tv radio daily paper blog think tank institute university skeptics sceptics human-rights"
)
"""They are nobody's voice but their own."""
STATE_MEDIA = words("media television tv press propaganda outlets channels broadcasters newspapers bloggers")
NATIONAL = words("parliament government leadership army military") | CROWD | STATE_MEDIA
"""Though singular, of two countries they are two."""
SENT = words("ambassadors envoys emissaries diplomats mediators representatives delegates missions embassies")
"""For or to a country, they are somebody else's."""
PAIRED = words(
    "sides parties countries governments capitals neighbors neighbours states ministries nations leaders armies "
    "militaries ministers delegations enemies rivals foes republics societies presidents peoples belligerents of"
)
PAIRING = words("both each either neither two warring conflicting rival opposing")
BELIEF = words(
    "believe believes believed believing think thinks thought thinking fear fears feared fearing hope hopes hoped "
    "hoping view views viewed see sees saw seen consider considers considered regard regards regarded "
    "feel feels felt know knows knew doubt doubts doubted suspect suspects suspected worry worries worried "
    "wish wishes wished regret regrets regretted assume assumes assumed imagine imagines imagined "
    "understand understands understood aware unaware unhappy happy convinced certain sure confident skeptical uneasy "
    "belief fears conviction worried afraid understanding hold holds held dream dreams dreamt dreamed "
    "remember remembers remembered realize realizes realized sense senses sensed suspicion hopes trust trusts trusted "
    "mistrust tired weary wary resent resents resented mind satisfied dissatisfied furious angry pleased opinion"
)
FACTIVE = words(
    "aware unaware know knows knew known realize realizes realized remember remembers understand understands "
    "understood forget forgets forgot mindful conscious"
)
EVIDENTIAL = words(
    "reportedly allegedly supposedly purportedly apparently reported said alleged believed claimed feared told "
    "rumored rumoured expected understood thought known"
)
