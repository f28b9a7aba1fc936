"""What every page carries in itself: the sides' colors, and a policy that lets in its own styles and scripts alone."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable

from perspectives.records import Comparison

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


def policy(styles: Iterable[str], script: str) -> str:
    """The content security policy (CSP level 2) of a page with these styles and this script, by their hashes."""
    return (
        f"default-src 'none'; style-src {' '.join(map(_hash, styles))}; script-src {_hash(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def colors(comparison: Comparison) -> str:
    """A CSS rule for each side that has a color, by the side's number: ``c0``, ``c1``, …."""
    return "".join(
        f".c{index}{{--side:{side.color}}}\n"
        for index, side in enumerate(comparison.conflict.sides)
        if _COLOR.fullmatch(side.color)
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
