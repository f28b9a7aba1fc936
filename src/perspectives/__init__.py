"""See how news outlets present a conflict: who speaks, with what stance, in which frame."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from perspectives.errors import PerspectivesError as PerspectivesError
    from perspectives.run import Settings as Settings
    from perspectives.run import analyze as analyze
    from perspectives.run import compare as compare
    from perspectives.run import read as read
    from perspectives.run import render as render
    from perspectives.run import tables as tables

_HOMES = {
    "PerspectivesError": "perspectives.errors",
    **dict.fromkeys(("Settings", "analyze", "compare", "read", "render", "tables"), "perspectives.run"),
}
__all__ = ["PerspectivesError", "Settings", "analyze", "compare", "read", "render", "tables"]


def __getattr__(name: str) -> Any:
    # Loaded on first use, so that `perspectives --help` does not wait for scikit-learn.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
