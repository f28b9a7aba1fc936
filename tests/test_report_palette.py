"""The colors: text readable on every cell, and steps that readers with color-vision deficiencies tell apart."""

from __future__ import annotations

import itertools
import re
from importlib import resources

import pytest

Rgb = tuple[float, float, float]

STEPS = ("n3", "n2", "n1", "z", "p1", "p2", "p3")
SMALL_HATCH = {"n3": 0.45, "n2": 0.45, "n1": 0.8, "p1": 0.8, "p2": 0.45, "p3": 0.45}
"""How much of a step's color is in the hatching of a small cell."""
# Machado, Oliveira and Fernandes (2009), full severity, on linear RGB.
DEFICIENCIES = {
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def stylesheet(name: str) -> str:
    """A stylesheet of the report."""
    return (resources.files("perspectives.report") / name).read_text(encoding="utf-8")


def variables(block: str) -> dict[str, str]:
    """The custom properties of a block of rules."""
    return dict(re.findall(r"--([\w-]+):([^;}]+)", block))


def themes() -> dict[str, dict[str, str]]:
    """The custom properties in light and in dark."""
    light, dark = stylesheet("chart.css").split("@media screen and (prefers-color-scheme:dark){", 1)
    return {"light": variables(light), "dark": variables(light) | variables(dark)}


def inks(theme: str) -> dict[str, str]:
    """The text color of each step, as the stylesheets set it."""
    found = dict.fromkeys(STEPS, themes()[theme]["ink"])
    style = stylesheet("style.css")
    plain, dark = style.split("@media screen and (prefers-color-scheme:dark){", 1)
    rules = [plain] if theme == "light" else [plain, dark.split("@media", 1)[0]]
    for block in rules:
        for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", block):
            color = re.search(r"(?:^|;)color:([^;]+)", body)
            for selector in selectors.split(","):
                if color and selector.strip().lstrip(".") in STEPS:
                    value = color.group(1)
                    found[selector.strip().lstrip(".")] = themes()[theme].get(value[6:-1], value)
    return found


def rgb(color: str) -> Rgb:
    """A hex or rgba() color, without its alpha, as 0 to 1."""
    if color.startswith("rgba("):
        red, green, blue = (int(part) / 255 for part in color[5:-1].split(",")[:3])
        return red, green, blue
    digits = color.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    red, green, blue = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
    return red, green, blue


def over(color: str, ground: Rgb) -> Rgb:
    """An rgba() color laid over a ground."""
    alpha = float(color[5:-1].split(",")[3])
    mixed = [alpha * top + (1 - alpha) * below for top, below in zip(rgb(color), ground, strict=True)]
    return mixed[0], mixed[1], mixed[2]


def mixed(color: Rgb, colors: dict[str, str], strength: float) -> Rgb:
    """A color mixed into that of the paper."""
    red, green, blue = (strength * c + (1 - strength) * p for c, p in zip(color, rgb(colors["paper"]), strict=True))
    return red, green, blue


def linear(color: Rgb) -> Rgb:
    """sRGB without its transfer curve."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color)
    return red, green, blue


def contrast(one: Rgb, other: Rgb) -> float:
    """The contrast ratio of WCAG 2."""
    light = sorted(sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(x), strict=True)) for x in (one, other))
    return (light[1] + 0.05) / (light[0] + 0.05)


def lab(color: Rgb, matrix: tuple[Rgb, Rgb, Rgb]) -> Rgb:
    """CIE L*a*b* (D65) of a color as seen through a deficiency."""
    red, green, blue = (
        min(max(sum(w * c for w, c in zip(row, linear(color), strict=True)), 0.0), 1.0) for row in matrix
    )
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def distance(one: Rgb, other: Rgb) -> float:
    """The CIE 1976 color difference."""
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("step", STEPS)
def test_text_is_readable_on_every_step_also_where_hatched(theme: str, step: str) -> None:
    colors, ink = themes()[theme], rgb(inks(theme)[step])
    ground = rgb(colors[step])
    assert contrast(ink, ground) >= 4.5
    # A small cell is hatched with its color on the page's ground and written in the page's ink.
    strength = SMALL_HATCH.get(step)
    line = over(colors["hatch"], rgb(colors["paper"])) if strength is None else mixed(ground, colors, strength)
    assert contrast(rgb(colors["ink"]), line) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["ink", "soft", "link", "own", "quoted"])
def test_text_and_marks_are_readable_on_the_page(theme: str, name: str) -> None:
    colors = themes()[theme]
    for ground in ("paper", "tint"):
        assert contrast(rgb(colors[name]), rgb(colors[ground])) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_steps_differ_for_every_eye(theme: str, deficiency: str) -> None:
    seen = {step: lab(rgb(themes()[theme][step]), DEFICIENCIES[deficiency]) for step in STEPS}
    for one, other in itertools.pairwise(STEPS):
        assert distance(seen[one], seen[other]) >= 7, (one, other)
    for size in "123":
        # Critical must never look like favorable.
        assert distance(seen[f"n{size}"], seen[f"p{size}"]) >= 15, size


def test_hatch_rules_are_those_the_contrast_is_measured_on() -> None:
    style = stylesheet("style.css")
    found = re.findall(r"\.few\.(\w\d)\{--hatch:color-mix\(in srgb,var\(--(\w\d)\) (\d+)%,var\(--paper\)\)\}", style)
    assert {step: int(percent) / 100 for step, color, percent in found if step == color} == SMALL_HATCH
    assert "td.few,.swatch.few{background-color:var(--paper);color:var(--ink);" in style
