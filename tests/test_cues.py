"""The class of cues as they are written in news."""

from __future__ import annotations

import pytest

from perspectives.cues import CUES, cue_class


@pytest.mark.parametrize(
    ("cue", "expected"),
    [
        ("said", "said"),
        ("was told", "said"),
        ("according to", "said"),
        ("in the words of", "said"),
        (":", "said"),
        (", –", "said"),
        ("сказал", "said"),
        ("", "said"),
        ("has claimed", "claimed"),
        ("the allegation that", "claimed"),
        ("reportedly", "claimed"),
        ("admitted", "admitted"),
        ("conceding", "admitted"),
        ("denied", "denied"),
        ("has not denied", "denied"),
        ("declined to confirm", "denied"),
        ("ruled out, pointing to", "denied"),
        ("declined to point out", "denied"),
        ("ruled out", "denied"),
        ("refused to admit", "denied"),
        ("refuses to recognize", "denied"),
        ("failed to acknowledge", "denied"),
        # silence denies nothing
        ("failed to say", "said"),
        ("failed to mention", "said"),
        ("failed to respond", "said"),
        ("has failed to condemn", "other"),
        # two negations come to none
        ("did not fail to mention", "said"),
        ("never failed to acknowledge", "admitted"),
        ("didn’t refuse to admit", "admitted"),
        ("did not refuse to answer", "said"),
        ("not only failed to acknowledge", "denied"),
        ("didn't admit", "denied"),
        ("didn’t admit", "denied"),
        ("cannot acknowledge", "denied"),
        ("has yet to admit", "denied"),
        ("without admitting", "denied"),
        ("no longer recognizes", "denied"),
        ("has not confirmed", "denied"),
        ("couldn't independently confirm", "denied"),
        ("did not want to confirm", "denied"),
        ("has not promised", "denied"),
        ("did not comment, but admitted", "admitted"),
        # a negation before a comma is another clause's
        ("said no, insisting", "insisted"),
        ("answered no: accused", "accused"),
        ("said it did not, admitting", "admitted"),
        ("not only admitted", "admitted"),
        ("never claimed", "other"),
        ("stopped short of blaming", "other"),
        ("not merely accused", "accused"),
        ("doesn't believe", "believed"),
        ("would not say", "said"),
        ("insists", "insisted"),
        ("made clear", "insisted"),
        ("accused", "accused"),
        ("complaints from", "accused"),
        ("threatened", "warned"),
        ("called on", "demanded"),
        ("calls for", "demanded"),
        ("promised", "promised"),
        ("pointed out", "showed"),
        ("welcomed", "praised"),
        ("is aware", "believed"),
        ("feared", "believed"),
        ("beamed", "other"),
        ("quipped", "said"),
        ("quoting", "said"),
        ("labelled", "said"),
        ("labeled", "said"),
        ("signalled", "said"),
        ("signaled", "said"),
        ("summed up", "said"),
        ("regretted", "believed"),
        ("committing", "promised"),
        ("agreeing", "promised"),
    ],
)
def test_cue_class(cue: str, expected: str) -> None:
    assert cue_class(cue) == expected


def test_no_lemma_stands_in_two_classes() -> None:
    lemmas = [lemma for group in CUES.values() for lemma in group]
    assert sorted(lemmas) == sorted(set(lemmas))
