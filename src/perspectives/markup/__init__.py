"""The inline markup in which the labeled corpus is written and reviewed."""

from perspectives.markup.layout import Problem
from perspectives.markup.parse import Article, parse, read_markup
from perspectives.markup.vocabulary import Vocabulary, vocabulary
from perspectives.markup.write import to_markup

__all__ = ["Article", "Problem", "Vocabulary", "parse", "read_markup", "to_markup", "vocabulary"]
