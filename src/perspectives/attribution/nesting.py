"""What becomes of nested attributions when some of those around them are left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping


def renumbered(parent: int | None, above: Callable[[int], int | None], new: Mapping[int, int]) -> int | None:
    """The new number of the nearest attribution that stays, from ``parent`` upwards; None where none does.

    Args:
        parent: the number of the attribution just around, None where there is none.
        above: the parent of each attribution.
        new: new numbers of those that stay.
    """
    while parent is not None and parent not in new:
        parent = above(parent)
    return None if parent is None else new[parent]
