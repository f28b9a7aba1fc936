"""The log messages of the parsers, which would else reach the terminal with every flaw that they mend."""

from __future__ import annotations

import functools
import logging


@functools.cache
def hush(logger: str) -> None:
    """Keep a library's messages from the terminal; a program that sets up logging still gets them."""
    logging.getLogger(logger).addHandler(logging.NullHandler())
