"""The language of a text (py3langid: Lui and Baldwin 2012, Barbaresi's port)."""

from __future__ import annotations

import functools
from typing import Any

CANDIDATES = (
    "ar", "az", "bg", "cs", "de", "el", "en", "es", "fa", "fr", "he", "hu", "hy", "it", "ja", "ka",
    "kk", "ko", "nl", "pl", "pt", "ro", "ru", "sr", "sv", "tr", "uk", "ur", "zh",
)  # fmt: skip
_FEW_WORDS = 20
_SAMPLE = 1000


def identify(text: str) -> str:
    """The ISO 639-1 code of a text's main language, by its words or, of a long one, by most of three samples.

    A text of fewer than 20 words that is nearly all ASCII is taken for English: names and places make up
    most of a headline, and the model is unsure of them.
    """
    if len(text[: 3 * _SAMPLE].split()) < _FEW_WORDS and _plain(text[: 3 * _SAMPLE]):
        return "en"
    middle = (len(text) - _SAMPLE) // 2  # the start of a saved page may be its menu
    samples = (text[:_SAMPLE], text[middle : middle + _SAMPLE], text[-_SAMPLE:])
    labels = [_identifier().classify(sample)[0] for sample in (samples if len(text) > 3 * _SAMPLE else (text,))]
    return str(max(labels, key=labels.count))


def _plain(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return sum(character.isascii() for character in letters) >= 0.95 * len(letters)


@functools.cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(CANDIDATES))
    return identifier
