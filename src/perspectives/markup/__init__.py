"""The inline markup in which the labeled corpus is written and reviewed."""

from perspectives.markup.parse import Article, Problem, parse, read_markup
from perspectives.markup.vocabulary import Vocabulary, vocabulary

__all__ = ["Article", "Problem", "Vocabulary", "parse", "read_markup", "vocabulary"]
