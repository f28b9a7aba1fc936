"""The command line: help, exit codes, what is written, and what is said about bad input."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from conftest import Command
from perspectives.cli import app
from perspectives.records import KINDS, STANCES, TYPES, Conflict

ARTICLES = {
    "caspian/one.md": """---
outlet: Caspian Post
title: Baku says Yerevan shelled border posts
published: 2022-09-13
---
Azerbaijan's Defense Ministry said on Tuesday that Armenian forces had shelled its posts near Lachin. "Yerevan
bears full responsibility for this provocation," ministry spokesman Anar Example said. The shelling went on all night.
""",
    "araks/two.txt": """Armenia accuses Azerbaijan of attack

Armenia's Foreign Ministry said that Azerbaijan had launched a large-scale attack on Sotk and Jermuk. Yerevan called
on Moscow to act. "We will defend our land," Prime Minister Nikol Pashinyan told parliament. The EU urged restraint.
""",
    "wire/three.jsonl": '{"text": "US calls for talks\\n\\nThe US State Department said on Wednesday that Azerbaijan '
    'and Armenia must stop fighting. Washington praised the EU for its mediation.", "outlet": "Potomac Example", '
    '"published": "2022-09-14"}\n',
}
HEAVY = ("sklearn", "nltk", "pandas", "onnxruntime", "scipy", "numpy", "trafilatura", "skops", "torch", "lxml")


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("articles"), ARTICLES)


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def commands() -> Iterator[tuple[str, typer.core.TyperCommand]]:
    def walk(group: object, before: str) -> Iterator[tuple[str, typer.core.TyperCommand]]:
        for name, one in group.commands.items():  # type: ignore[attr-defined]
            if hasattr(one, "commands"):
                yield from walk(one, f"{before}{name} ")
            else:
                yield f"{before}{name}", one

    yield from walk(typer.main.get_command(app), "")


COMMANDS = dict(commands())

# --- help ---


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, command: Command) -> None:
    code, out, err = command(*name.split(), "--help")
    assert (code, err) == (0, "")
    assert "Usage:" in out
    described = (COMMANDS[name].help or "").strip()
    assert len(described) > 30
    assert described.splitlines()[0].endswith((".", ":"))
    for parameter in COMMANDS[name].params:
        assert getattr(parameter, "help", None), f"{name}: {parameter.name} has no help"


def test_the_app_explains_itself(command: Command) -> None:
    for arguments in ([], ["--help"], ["-h"]):
        code, out, err = command(*arguments)
        assert code == (0 if arguments else 2)
        assert "Exit codes: 0 done" in out + err


LIGHT = """
import sys
sys.argv = ["perspectives", *{arguments!r}]
from perspectives.__main__ import main
try:
    main()
except SystemExit as stop:
    assert stop.code == 0, stop.code
loaded = [name for name in {heavy!r} if name in sys.modules]
sys.exit(f"loaded: {{loaded}}" if loaded else 0)
"""


@pytest.mark.parametrize("arguments", [["--help"], ["compare", "--help"], ["train", "--help"], ["conflict", "show"]])
def test_help_is_light(arguments: list[str]) -> None:
    script = LIGHT.format(arguments=arguments, heavy=HEAVY)
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")


def test_the_package_is_light_and_names_what_it_offers() -> None:
    script = f"import sys, perspectives; sys.exit(str([m for m in {HEAVY!r} if m in sys.modules] or ''))"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert found.stderr.strip() == ""


# --- usage ---


@pytest.mark.parametrize(
    "arguments",
    [
        ["frobnicate"],
        ["compare"],
        ["compare", "x", "--engine", "y"],
        ["compare", "x", "--outlet-from", "title"],
        ["train", "weather", "x.csv", "-o", "y"],
        ["train", "stance", "x.csv"],
        ["sample", "x", "-o", "y", "-n", "0"],
        ["export", "x", "-o", "y", "--to", "excel"],
        ["evaluate", "frames", "x.csv", "--against", "y.skops"],
        ["evaluate", "attribution", "x.jsonl", "--model", "y.skops"],
        ["review", "x", "-o", "y", "--since", "--again"],
        ["conflict"],
    ],
)
def test_wrong_usage(arguments: list[str], command: Command) -> None:
    code, _, err = command(*arguments)
    assert code == 2
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["compare", "nowhere", "-o", "r.html"], "nowhere: no such file or folder"),
        (["compare", "*.nothing", "-o", "r.html"], "*.nothing: no file matches"),
        (["compare", ".", "--conflict", "atlantis", "-o", "../r.html"], "atlantis"),
        (["analyze", "nowhere", "-o", "a.jsonl"], "nowhere: no such file or folder"),
        (["sample", "nowhere.jsonl", "-o", "s.jsonl"], "cannot read nowhere.jsonl: No such file"),
        (["sample", ".", "-o", "../s.jsonl"], "cannot read .: Is a directory"),
        (["export", "nowhere.jsonl", "-o", "s.json", "--to", "doccano"], "cannot read nowhere.jsonl"),
        (["import", "no.json", "--from", "prodigy", "--originals", "x.jsonl", "-o", "y"], "cannot read no.json"),
        (["train", "stance", "nowhere.csv", "-o", "m.skops"], "cannot read nowhere.csv"),
        (["evaluate", "stance", "nowhere.csv"], "cannot read nowhere.csv"),
        (["evaluate", "attribution", "nowhere.jsonl"], "nowhere.jsonl"),
        (["agreement", "one"], "two annotators or more"),
        (["conflict", "show", "atlantis"], "atlantis"),
        (["conflict", "new", "Atlantis"], "Atlantis"),
    ],
)
def test_a_problem_is_one_line(
    arguments: list[str], message: str, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = command(*arguments)
    lines = err.strip().splitlines()
    assert code == 1
    assert len(lines) == 1, err
    assert lines[0].startswith("perspectives: ")
    assert message in lines[0]
    assert not list(tmp_path.iterdir())


# --- compare ---


def test_compare_writes_report_tables_site_and_json(articles: Path, tmp_path: Path, command: Command) -> None:
    page, tables, site = tmp_path / "new" / "r.html", tmp_path / "tables", tmp_path / "site"
    code, out, err = command("compare", articles, "-o", page, "--tables", tables, "--site", site)
    assert (code, err) == (0, "")
    assert out.startswith(f"wrote {page}: 3 articles in ")
    html = page.read_text(encoding="utf-8")
    for outlet in ("Caspian Post", "Potomac Example"):
        assert outlet in html
    assert "Content-Security-Policy" in html
    assert len(html) < 1_000_000
    assert (site / "index.html").is_file()
    with (tables / "outlets.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 3
    code, out, err = command("compare", articles, "-o", page, "--json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert {path.stem for path in tables.iterdir()} <= set(found)


def test_the_same_input_gives_the_same_bytes(articles: Path, tmp_path: Path, command: Command) -> None:
    """Also over analysis.jsonl instead of the articles, and with the articles in another order."""
    lines = tmp_path / "analysis.jsonl"
    assert command("analyze", articles, "-o", lines, "-q") == (0, "", "")
    inputs = [[articles], [articles], [lines], sorted(articles.rglob("*.*"), reverse=True)]
    pages = []
    for number, names in enumerate(inputs):
        page = tmp_path / f"{number}.html"
        assert command("compare", *names, "-o", page, "--quiet") == (0, "", "")
        pages.append(page.read_bytes())
    assert pages[0] == pages[1]
    assert pages[0] == pages[2]
    assert pages[0] == pages[3]


def test_outlets_from_folders(articles: Path, tmp_path: Path, command: Command) -> None:
    lines = tmp_path / "a.jsonl"
    command("analyze", articles, "-o", lines, "--outlet-from", "folder", "-q")
    outlets = {json.loads(line)["document"]["outlet"] for line in lines.read_text(encoding="utf-8").splitlines()}
    assert outlets == {"Caspian Post", "araks", "Potomac Example"}  # a name that the article gives comes first


# --- analyze: the contract that other tools rely on ---


def test_analyze_writes_the_documented_records(
    articles: Path, tmp_path: Path, command: Command, karabakh: Conflict
) -> None:
    path = tmp_path / "analysis.jsonl"
    code, out, err = command("analyze", articles, "-o", path)
    assert (code, err) == (0, "")
    assert out.startswith(f"wrote {path}: 3 articles in ")
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(records) == 3
    sides = {side.id for side in karabakh.sides} | {actor.side for actor in karabakh.actors} | {"other", "author"}
    frames = {frame.id for frame in karabakh.frames}
    seen = set()
    for record in records:
        assert set(record) >= {"document", "sentences", "attributions", "stances", "skipped"}
        document, sentences = record["document"], record["sentences"]
        names = "id outlet title published url language provenance sha256 text"
        assert set(document) == set(names.split())
        assert all(layer["role"] and layer["name"] for layer in document["provenance"])
        text = document["text"]
        end = 0
        for number, sentence in enumerate(sentences):
            assert set(sentence) == {"id", "start", "end", "kind", "layer", "side", "frames"}
            assert sentence["id"] == number
            assert end <= sentence["start"] < sentence["end"] <= len(text)
            assert not text[end : sentence["start"]].strip()  # nothing lies between sentences
            end = sentence["end"]
            assert sentence["kind"] in KINDS
            assert sentence["layer"] < len(document["provenance"])
            assert sentence["side"] in sides
            assert {f["frame"] for f in sentence["frames"]} <= frames
            assert all(0 <= f["probability"] <= 1 for f in sentence["frames"])
        assert not text[end:].strip()
        for number, attribution in enumerate(record["attributions"]):
            wanted = "id sentences parent type source cue content actor side probability"
            assert set(attribution) >= set(wanted.split())
            assert attribution["id"] == number
            assert attribution["type"] in TYPES
            assert attribution["side"] in sides
            homes = [sentences[i] for i in attribution["sentences"]]
            for role in ("source", "cue", "content"):
                for start, stop in attribution[role] or ():
                    assert text[start:stop].strip() == text[start:stop] != ""
                    if role == "content":
                        assert any(start < home["end"] and home["start"] < stop for home in homes)
            if attribution["source"]:
                seen.add((attribution["side"], text[slice(*attribution["source"][0])]))
        for stance in record["stances"]:
            assert set(stance) == {"sentence", "attribution", "holder", "target", "label", "probability"}
            assert stance["label"] in STANCES
            assert {stance["holder"], stance["target"]} <= sides
            assert (stance["attribution"] is None) == (stance["holder"] == "author")
        assert record["skipped"] is None
    assert {side for side, _ in seen} >= {"baku", "yerevan", "us"}


# --- bad input ---

GOOD = ARTICLES["araks/two.txt"]
BAD: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "empty"),
    "blank.txt": (b" \n\t\n", "empty"),
    "photo.txt": (bytes(range(256)) * 20, "not a text"),
    "german.txt": (
        "Die Regierung in Baku erklärte am Montag, dass die Verhandlungen mit Eriwan in der nächsten Woche fortgesetzt "
        "werden sollen, und dass man auf einen Erfolg hoffe, wie der Sprecher des Ministeriums mitteilte.".encode(),
        "language: de",
    ),
    "broken16.txt": (b"\xff\xfe\x00\xd8\x00", "broken UTF-16"),
    "furniture.txt": (b"Read more: other news\n", "only boilerplate"),
    "rows.jsonl": (b'{"text": broken\n', "line 1: broken JSON"),
    "fields.jsonl": (b'{"body_of_it": "x"}\n', "no field text"),
    "table.csv": (b"outlet,date\nA,2020-01-01\n", "no column text"),
    "copy.md": (f"---\noutlet: Post\n---\n{GOOD}".encode(), "exact duplicate"),
}


def test_bad_files_get_one_line_each_and_the_rest_goes_on(tmp_path: Path, command: Command) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, (data, _) in BAD.items():
        (folder / name).write_bytes(data)
    (folder / "a.md").write_text(f"---\noutlet: Post\n---\n{GOOD}", encoding="utf-8")
    output = tmp_path / "a.jsonl"
    code, out, err = command("analyze", folder, "-o", output)
    assert code == 3
    assert f"1 article in {out.split(' in ')[1].split()[0]} s, {len(BAD)} skipped" in out
    lines = err.strip().splitlines()
    assert len(lines) == len(BAD), err
    records = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    reasons = [record["skipped"] for record in records if record["skipped"]]
    assert len(records) == len(BAD) + 1
    for name, (_, reason) in BAD.items():
        said = [line for line in lines if reason in line and (name in line or name == "furniture.txt")]
        assert len(said) == 1, (name, lines)
        assert said[0].startswith("skipped ")
        assert any(reason in one for one in reasons)
    page = tmp_path / "r.html"
    assert command("compare", output, "-o", page, "-q")[0] == 3  # skipped documents stay skipped
    assert command("compare", folder, "-o", tmp_path / "s.html", "-q")[0] == 3
    assert "broken16.txt" in page.read_text(encoding="utf-8")


def test_a_file_that_is_too_large(tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    from perspectives import run
    from perspectives.ingest import ReadOptions

    monkeypatch.setattr(run, "ReadOptions", lambda **options: ReadOptions(**options, max_bytes=500))
    (tmp_path / "big.txt").write_text(GOOD * 3, encoding="utf-8")
    (tmp_path / "small.txt").write_text(GOOD[:300], encoding="utf-8")
    code, _, err = command("analyze", tmp_path / "big.txt", tmp_path / "small.txt", "-o", tmp_path / "a.jsonl")
    assert code == 3
    assert err == f"skipped {tmp_path}/big.txt: larger than 500 bytes; split it, or raise the size limit\n"


def test_nothing_done_writes_no_report(tmp_path: Path, command: Command) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    page = tmp_path / "r.html"
    page.write_text("the old report")
    code, _, err = command("compare", tmp_path / "empty.txt", "-o", page)
    assert code == 1
    assert "perspectives: nothing to compare: 0 articles" in err
    assert page.read_text() == "the old report"
    assert command("analyze", tmp_path / "empty.txt", "-o", tmp_path / "a.jsonl", "-q")[0] == 1
    assert json.loads((tmp_path / "a.jsonl").read_text())["skipped"]  # a line for every document, also now


def test_an_article_without_an_outlet_is_unknown(tmp_path: Path, command: Command) -> None:
    (tmp_path / "x.txt").write_text(GOOD, encoding="utf-8")
    assert command("compare", tmp_path / "x.txt", "-o", tmp_path / "r.html", "-q")[0] == 0
    assert "unknown" in (tmp_path / "r.html").read_text(encoding="utf-8").lower()


# --- interruption ---


@pytest.mark.parametrize("name", ["compare", "analyze"])
def test_ctrl_c_leaves_no_half_written_file(
    name: str, articles: Path, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    from perspectives import analysis

    done = []
    real = analysis.analyze

    def interrupted(*arguments: object) -> object:
        if done:
            raise KeyboardInterrupt
        done.append(1)
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(analysis, "analyze", interrupted)
    output = tmp_path / "out"
    output.write_text("the old one")
    code, _, err = command(name, articles, "-o", output)
    assert code == 130
    assert "Traceback" not in err
    assert output.read_text() == "the old one"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_ctrl_c_while_the_report_is_made(
    articles: Path, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    from perspectives import report

    def interrupted(comparison: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(report, "render", interrupted)
    assert command("compare", articles / "wire", "-o", tmp_path / "r.html")[0] == 130
    assert not list(tmp_path.iterdir())


# --- the labeling loop and conflict files ---


@pytest.mark.parametrize("tool", ["doccano", "label-studio", "prodigy"])
def test_the_labeling_loop(tool: str, articles: Path, tmp_path: Path, command: Command) -> None:
    lines, drawn, task, back = (tmp_path / name for name in ("a.jsonl", "s.jsonl", "task.json", "b.jsonl"))
    command("analyze", articles, "-o", lines, "-q")
    code, out, err = command("sample", lines, "-o", drawn, "-n", 2, "--seed", 1)
    assert (code, err) == (0, "")
    assert out == f"wrote {drawn}: sentences of 3 documents\n"
    assert '"stances":[]' in drawn.read_text(encoding="utf-8")  # an audit does not show the model's labels
    assert command("export", lines, "-o", task, "--to", tool)[0] == 0
    imported = ("import", task, "--from", tool, "--originals", lines, "-o", back)
    code, out, err = command(*imported)
    assert (code, out) == (1, "")
    assert "no task was labeled: nothing changed since the export" in err
    assert not back.exists()
    code, out, err = command(*imported, "--unchanged")
    assert (code, err) == (0, "")
    assert "3 documents" in out


def test_an_audit_tells_what_it_covers(articles: Path, tmp_path: Path, command: Command) -> None:
    lines, page = tmp_path / "a.jsonl", tmp_path / "r.html"
    command("analyze", articles, "-o", lines, "-q")
    code, out, _ = command("compare", lines, "--audit", lines, "--audit-layer", "frames", "-o", page)
    assert (code, out.splitlines()[0]) == (0, "audited: frames")


def test_tasks_that_nobody_labeled_are_left_out(articles: Path, tmp_path: Path, command: Command) -> None:
    lines, task, back = (tmp_path / name for name in ("a.jsonl", "task.jsonl", "b.jsonl"))
    command("analyze", articles, "-o", lines, "-q")
    command("export", lines, "-o", task, "--to", "prodigy")
    first, *rest = task.read_text(encoding="utf-8").splitlines()
    task.write_text("\n".join([json.dumps(json.loads(first) | {"answer": "accept"}), *rest]), encoding="utf-8")
    code, out, err = command("import", task, "--from", "prodigy", "--originals", lines, "-o", back)
    assert (code, out) == (0, f"wrote {back}: 1 documents\n")
    assert err.startswith("left out 2 tasks (")
    assert "prodigy does not say they were done; --unchanged takes them as labeled" in err


def test_conflict_files(tmp_path: Path, command: Command) -> None:
    code, skeleton, _ = command("conflict", "new", "Serbia", "Kosovo", "--name", "hills")
    assert code == 0
    path = tmp_path / "hills.toml"
    path.write_text(skeleton, encoding="utf-8")
    code, out, _ = command("conflict", "check", path)
    assert (code, out) == (0, f"{path}: no problem found\n")
    code, out, _ = command("conflict", "show", path)
    assert code == 0
    assert "hills" in out
    path.write_text(skeleton.replace("[[sides]]", "[[sidez]]", 1), encoding="utf-8")
    code, out, _ = command("conflict", "check", path)
    assert code == 1
    assert "sidez" in out
