"""The card of a trained model: what it learned from, how good it is, and where it fails, as JSON and HTML."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from perspectives import store
from perspectives.classify.trainer import Training

_TEMPLATE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ task }} model card</title>
<meta name="viewport" content="width=device-width">
<style>body{font:16px/1.5 system-ui;max-width:46rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}
table{border-collapse:collapse;margin:1rem 0}td,th{border-bottom:1px solid #8886;padding:.3rem .8rem;text-align:left}
</style></head><body>
<h1>{{ task | capitalize }} model</h1>
<p>Trained by perspectives {{ version }} on {{ figures.rows }} labeled rows of {{ figures.groups }} articles
({{ sources | join(", ") }}). Figures come from cross-validation by article; intervals are 95 % by article.</p>
{% for warning in warnings %}<p><strong>Warning:</strong> {{ warning }}.</p>{% endfor %}
<h2>How good it is</h2>
<table><tr><th scope="col">Figure</th><th scope="col">Value</th><th scope="col">Interval</th></tr>
{% for name in ("macro_f1", "micro_f1", "accuracy", "shared", "ece", "opposite_stance_accuracy") if name in figures %}
<tr><th scope="row">{{ name }}</th><td>{{ figures[name] if figures[name] is not none else "–" }}</td>
<td>{{ figures.intervals[name] | join(" to ") if figures.intervals.get(name) else "" }}</td></tr>{% endfor %}
{% for name, found in figures.baselines.items() %}
<tr><th scope="row">baseline: {{ name }}</th><td>{{ found.macro_f1 }}</td><td></td></tr>{% endfor %}</table>
<h2>Each label</h2>
<table><tr><th scope="col">Label</th><th scope="col">F1</th><th scope="col">Precision</th><th scope="col">Recall</th>
<th scope="col">Rows</th></tr>
{% for name, one in figures.per_class.items() %}<tr><th scope="row">{{ name }}</th><td>{{ one.f1 }}</td>
<td>{{ one.precision }}</td><td>{{ one.recall }}</td><td>{{ one.support }}</td></tr>{% endfor %}</table>
{% if curve %}<h2>What more labels would bring</h2>
<table><tr><th scope="col">Rows</th><th scope="col">{{ "Macro" if task == "stance" else "Micro" }}-F1</th></tr>
{% for rows, score in curve %}<tr><td>{{ rows }}</td><td>{{ "%.3f" | format(score) }}</td></tr>{% endfor %}
</table>{% endif %}
<h2>Costliest errors on held-out articles</h2>
<table><tr><th scope="col">Label</th><th scope="col">Predicted</th><th scope="col">Sentence</th></tr>
{% for text, gold, said, probability in errors %}<tr><td>{{ gold }}</td><td>{{ said }} ({{ probability }})</td>
<td>{{ text }}</td></tr>{% endfor %}</table>
<h2>Limits</h2>
<p>The figures hold for text like the labeled rows. On other outlets, topics or languages expect worse, and draw an
audit sample (<code>perspectives sample</code>).</p>
{% if task == "stance" %}<p>The model decides each sentence by itself; it has no second look at the whole
document, as the shipped one may.</p>{% endif %}
{% if started %}<p>The model starts from the shipped one, which was fitted on NewsMTSC, DSE and the project's corpus. If
rows come from there, these figures flatter: train with <code>--fresh</code>.</p>{% endif %}
</body></html>
"""


def write_card(model: Path, task: str, training: Training, sources: Sequence[str]) -> Path:
    """Write the card beside a model, as ``NAME.card.json`` and ``NAME.card.html``; returns the latter."""
    from jinja2 import Environment, StrictUndefined

    card: dict[str, Any] = {
        "task": task,
        "version": version("perspectives"),
        "sources": list(sources),
        "figures": training.figures,
        "curve": [list(step) for step in training.curve],
        "errors": [list(error) for error in training.errors],
        "warnings": list(training.warnings),
        "started": getattr(training.head, "base", None) is not None,
    }
    with store.atomic(model.with_suffix(".card.json")) as file:
        file.write(json.dumps(card, ensure_ascii=False, indent=1) + "\n")
    page = Environment(autoescape=True, undefined=StrictUndefined).from_string(_TEMPLATE).render(card)
    with store.atomic(model.with_suffix(".card.html")) as file:
        file.write(page)
    return model.with_suffix(".card.html")
