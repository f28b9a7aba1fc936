"""The closing sections: method and limits, and the downloads."""

from __future__ import annotations

from urllib.parse import quote

from markupsafe import Markup

from perspectives.report.flatten import tables
from perspectives.report.view import View

DEFINITIONS = (
    (
        "Main side of a sentence",
        "Whose view the sentence reports: the side of its source; the outlet’s own voice where "
        "nothing is attributed; others where the source is not a party named by the conflict file.",
    ),
    (
        "Share of sentences",
        "Sentences whose main side is this one, over all sentences of the outlet. Boilerplate is never counted.",
    ),
    (
        "Share of quoted words",
        "Words inside the content attributed to a side, over all attributed words of the outlet.",
    ),
    (
        "Direct quotation",
        "Attributions of a side whose content stands in quotation marks at least in part, over all "
        "attributions of that side in the outlet.",
    ),
    ("Unnamed sources", "Attributions of a side whose source is not named, over all attributions of that side."),
    (
        "Cue mix",
        "Attributions of a side introduced by a class of cue (said, claimed, admitted, denied, insisted), over "
        "all attributions of that side: a neutral cue lends credibility, a doubting one takes it away.",
    ),
    (
        "Net stance",
        "Sentences favorable to a side minus those critical of it, over the sentences of that voice that mention "
        "the side by a name of it, its people or institutions; from −1 (all critical) to +1 (all favorable).",
    ),
    (
        "Own voice and quoted voices",
        "An evaluation inside attributed content belongs to the source that holds it; "
        "outside any content it is the outlet’s own. The two are never added up into a score of bias.",
    ),
    (
        "Frame share",
        "Sentences that carry a frame, over the sentences of that voice; a sentence may carry up to three. On shared "
        "events the mean of the shares on each, with the same weights in all outlets.",
    ),
    ("Naming share", "Uses of one variant of a contested name, over all uses of that name in that voice."),
    (
        "Distinctive terms",
        "How much more often an outlet’s own voice uses a term than the others do: log-odds ratio with an informative "
        "Dirichlet prior (Monroe, Colaresi and Quinn 2008), as z; listed only above the level that shuffling the "
        "articles among the outlets reaches.",
    ),
    (
        "Claims carried",
        "Claims of fact of a side that the outlet tells too, in its own voice or another’s, over all different claims "
        "that the side makes in any compared outlet on the events that the outlet covers: by an article on the event, "
        "or by a claim about it where the conflict file does not list the event. A republished article’s claims are "
        "those of the original. The articles are the outlet’s on these events; the interval takes each event as one.",
    ),
)
"""Every indicator with its denominator."""


def method(view: View) -> Markup:
    """What the figures rest on, what they leave out, and how to cite them."""
    return view.html("method.html", definitions=DEFINITIONS)


def downloads(view: View) -> Markup:
    """The tables as CSV in data: addresses, which need no script; the script makes one JSON file of them."""
    found = [
        (name, len(table.rows), data_url("text/csv", table.csv())) for name, table in tables(view.comparison).items()
    ]
    return view.html("downloads.html", tables=found)


def data_url(media_type: str, text: str) -> str:
    """``text`` as a data: address (RFC 2397), in UTF-8."""
    return f"data:{media_type};charset=utf-8,{quote(text, safe=_SAFE)}"


_SAFE = "!$()*,-./:;=?@_~'+"
