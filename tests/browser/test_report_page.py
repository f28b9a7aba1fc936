"""What a reader of the report meets: filters, links, flags, downloads, narrow screens, the dark, no script."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import report_factory
from browser.conftest import Opened
from perspectives.report import figures
from perspectives.report.view import View

Open = Callable[..., Opened]
expect.set_options(timeout=30_000)
NAMES = ("realistic", "hostile", "empty", "site")
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}


def shown(page: Page) -> list[str]:
    """The ids of the sentences in view of the filter, in their order."""
    found: list[str] = page.eval_on_selector_all("#list li", "all => all.filter(x => x.offsetParent).map(x => x.id)")
    return found


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """The rules of axe-core that the page breaks, with the first elements that break them."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [(rule["id"], [node["html"][:120] for node in rule["nodes"][:3]]) for rule in found]


def fragment(page: Page) -> str:
    """The hash of the address."""
    return page.url.partition("#")[2]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_leaves_the_page_and_nothing_fails(open_page: Open, name: str) -> None:
    opened = open_page(name)
    opened.page.wait_for_timeout(200)
    assert opened.requests == [opened.page.url]
    assert opened.errors == []
    assert "owned" not in opened.page.title() or name == "hostile"


def test_hostile_text_runs_nothing(open_page: Open) -> None:
    opened = open_page("hostile")
    assert opened.page.title().startswith("<script>")
    assert opened.page.evaluate("document.images.length") == 0
    assert opened.page.evaluate("document.scripts.length") == 1


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("name", NAMES)
def test_no_page_is_wider_than_the_screen(open_page: Open, name: str, options: dict[str, Any]) -> None:
    page = open_page(name, **options).page
    page.evaluate("document.querySelectorAll('details').forEach(x => x.open = true)")
    width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1] == (360 if options else 1280)


@pytest.mark.parametrize(
    ("name", "scheme", "script"),
    [
        ("small", "light", True),
        ("small", "dark", True),
        ("small", "light", False),
        ("empty", "light", True),
        ("site", "dark", True),
    ],
)
def test_axe_finds_no_violation(open_page: Open, name: str, scheme: str, script: bool) -> None:
    page = open_page(name, color_scheme=scheme).page
    page.evaluate("document.querySelectorAll('details').forEach(x => x.open = true)")
    if script and name == "small":
        page.locator(".tool", has_text="Flag this").first.click()
    if not script:
        # axe itself is a script, so the page is shown as it is without its own.
        page.evaluate("document.documentElement.classList.remove('js'); document.querySelector('#filter')?.remove()")
    assert violations(page) == []


def test_axe_finds_no_violation_on_a_phone(open_page: Open) -> None:
    assert violations(open_page("small", **PHONE).page) == []


def test_filters_go_to_the_address_and_come_back(open_page: Open) -> None:
    evidence = report_factory.comparison().evidence
    model = next(e for e in evidence if "withdraw its posts" in e.text and e.published and e.kind == "body")
    target = model.stances[0].target
    page = open_page("realistic").page
    page.select_option("#filter [name=outlet]", model.outlet)
    page.select_option("#filter [name=toward]", target)
    page.select_option("#filter [name=stance]", "critical")
    page.select_option("#filter [name=kind]", "body")
    page.fill("#filter [name=from]", model.published or "")
    page.fill("#filter [name=to]", model.published or "")
    page.fill("#filter [name=q]", "withdraw its posts")
    expected = [
        e
        for e in evidence
        if (e.outlet, e.published, e.kind) == (model.outlet, model.published, "body")
        and any((stance.target, stance.label) == (target, "critical") for stance in e.stances)
        and "withdraw its posts" in e.text
    ]
    found = shown(page)
    assert len(found) == len(expected) > 0
    assert re.fullmatch(r"[\w=&+.-]+", fragment(page))
    assert page.locator("#status").inner_text().startswith(f"{len(found)} of ")
    again = open_page("realistic", "#" + fragment(page)).page
    assert shown(again) == found
    assert again.input_value("#filter [name=q]") == "withdraw its posts"
    again.click("text=Show all")
    expect(again.locator("#list li").first).to_be_visible()
    assert len(shown(again)) == len(report_factory.comparison().evidence)


@pytest.mark.parametrize(
    ("field", "value"), [("side", "moscow"), ("frame", "humanitarian"), ("event", "talks"), ("stance", "neutral")]
)
def test_each_filter_keeps_what_it_names(open_page: Open, field: str, value: str) -> None:
    page = open_page("realistic", f"#{field}={value}").page
    keeps = {
        "side": lambda e: e.side == value,
        "frame": lambda e: any(frame == value for frame, _ in e.frames),
        "event": lambda e: e.event == value,
        "stance": lambda e: any(stance.label == value for stance in e.stances),
    }[field]
    assert len(shown(page)) == len([e for e in report_factory.comparison().evidence if keeps(e)]) > 0


def test_a_cell_leads_to_its_sentences_best_first(open_page: Open) -> None:
    comparison = report_factory.comparison()
    entry = View.of(comparison).entries["stance|Caspian Wire|yerevan|quoted"]
    page = open_page("realistic").page
    page.click("label[for=stance-quoted-r]")
    page.click(f"td a[href='#{entry.anchor}']")
    page.wait_for_function("document.querySelector('#status').textContent.includes('Behind the cell')")
    ranked = [comparison.evidence[position].text for position in entry.ranked]
    assert (
        page.eval_on_selector_all(
            "#list li", "all => all.filter(x => x.offsetParent).map(x => x.querySelector('.t').textContent)"
        )
        == ranked
    )
    assert f"{len(ranked)} of {entry.total}" in page.locator("#status").inner_text()
    page.fill("#filter [name=q]", "zzz")
    assert shown(page) == []
    assert "cell=" in fragment(page)
    page.go_back()
    page.click("text=Show all")
    expect(page.locator("#list li").first).to_be_visible()
    order = shown(page)
    assert order == sorted(order, key=lambda name: int(name[1:]))


def test_the_filter_stays_in_view_and_hides_no_sentence_that_a_link_leads_to(open_page: Open) -> None:
    page = open_page("realistic").page
    page.evaluate("location.hash = '#s60'")
    expect(page.locator("#filter")).to_be_in_viewport()
    bar, sentence = (page.locator(name).bounding_box() for name in ("#filter", "#s60"))
    assert bar
    assert sentence
    assert bar["y"] + bar["height"] <= sentence["y"]
    phone = open_page("realistic", "#s60", **PHONE).page
    expect(phone.locator("#s60")).to_be_in_viewport()
    expect(phone.locator("#filter")).not_to_be_in_viewport()


def test_terms_and_war_frames_lead_to_their_sentences(open_page: Open) -> None:
    page = open_page("realistic").page
    for cell in ("#naming tbody th a >> nth=0", "#frames td a:visible >> nth=0"):
        page.click(cell)
        page.wait_for_function("document.querySelector('#status').textContent.includes('Behind the cell')")
        assert len(shown(page)) > 0


def test_a_link_to_a_hidden_sentence_shows_it(open_page: Open) -> None:
    page = open_page("realistic", "#q=zzz").page
    assert shown(page) == []
    page.evaluate("location.hash = '#s5'")
    expect(page.locator("#s5")).to_be_visible()


def download(page: Page, click: str) -> str:
    """The text of the file that a click downloads."""
    with page.expect_download() as waiting:
        page.click(click)
    return Path(waiting.value.path()).read_text(encoding="utf-8")


def test_flags_become_labeled_data(open_page: Open) -> None:
    page = open_page("realistic").page
    evidence = next(e for e in report_factory.comparison().evidence if e.attributions and e.outlet == "Caspian Wire")
    item = page.locator("#list li", has_text=evidence.text).first
    item.get_by_text("Flag this").click()
    flag = item.locator("form")
    flag.locator("[name=holder]").select_option(evidence.side)
    flag.locator("[name=target]").select_option("us")
    flag.locator("[name=stance]").select_option("none")
    for box in flag.locator("[name=frame]").all():
        box.set_checked(box.get_attribute("value") in ("justice", "economy"))
    flag.get_by_text("Keep this correction").click()
    expect(item.get_by_text("Flagged")).to_be_focused()
    rows = [json.loads(line) for line in download(page, "text=Download 1 stance correction").splitlines()]
    assert len(rows) == 1
    row = rows[0]
    assert row["text"] in {e.text for e in report_factory.comparison().evidence}
    source = row["text"][row.pop("holder_start") : row.pop("holder_end")]
    assert source in {"Azerbaijan’s Foreign Ministry", "Armenia’s Foreign Ministry", "A Russian spokesman"} | {
        "An EU envoy",
        "A US official",
    }
    assert row.pop("group").startswith("caspian-wire-")
    assert row == {"text": row["text"], "target": "us", "stance": "none"}
    frames = [json.loads(line) for line in download(page, "text=Download 1 frames correction").splitlines()]
    assert set(frames[0]) == {"text", "group", "frames"}
    assert frames[0]["frames"] == ["economy", "justice"]


def test_a_cancelled_flag_keeps_nothing(open_page: Open) -> None:
    page = open_page("realistic").page
    page.locator(".tool", has_text="Flag this").first.click()
    page.locator("form.flag").get_by_text("Cancel").click()
    assert page.locator("form.flag").count() == 0
    assert page.locator("#flags").is_hidden()


def test_figures_and_tables_download(open_page: Open) -> None:
    opened = open_page("realistic")
    page = opened.page
    svg = download(page, "#gaps .tool >> nth=0")
    assert svg.startswith("<svg")
    assert "<style" in svg
    assert "Toward Baku" in svg
    table = download(page, "text=stances.csv")
    data = json.loads(download(page, "#json button"))
    assert table.splitlines()[0].split(",") == data["stances"]["columns"]
    assert len(table.splitlines()) == len(data["stances"]["rows"]) + 1
    assert data["stances"]["rows"][0][0] == "Caspian Wire"
    assert isinstance(data["stances"]["rows"][0][3], float)
    assert opened.errors == []


def test_without_script_every_figure_is_in_the_text_and_cells_lead_to_lists(open_page: Open) -> None:
    comparison = report_factory.comparison()
    page = open_page("realistic", java_script_enabled=False).page
    page.click("label[for=stance-own-r]")
    for voice in ("quoted", "all", "own"):
        page.click(f"label[for=stance-{voice}-r]")
        text = page.locator("#stance").inner_text().replace("\u2212", "-")
        for stance in comparison.stances:
            if stance.voice == voice and abs(stance.net.value or 0) > 0.005:
                assert f"{stance.net.value:+.2f}" in text
                assert f"{stance.net.total} in {stance.net.clusters} articles" in text
    assert page.locator("#filter").is_hidden()
    entry = View.of(comparison).entries["stance|Caspian Wire|yerevan|own"]
    page.click(f"td a[href='#{entry.anchor}']")
    target = page.locator(f"[id='{entry.anchor}']")
    expect(target).to_be_in_viewport()
    target.locator("a").first.click()
    expect(page.locator(f"#{fragment(page)}")).to_be_in_viewport()
    assert comparison.evidence[entry.ranked[0]].text in page.locator(f"#{fragment(page)} .t").inner_text()


def test_switch_works_by_keyboard(open_page: Open) -> None:
    page = open_page("realistic").page
    page.focus("#stance-own-r")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#stance-quoted-c")).to_be_visible()
    expect(page.locator("#stance-own-c")).to_be_hidden()


def test_print_shows_every_panel_and_no_control(open_page: Open) -> None:
    page = open_page("small").page
    page.emulate_media(media="print")
    for voice in ("own", "quoted", "all"):
        expect(page.locator(f"#stance-{voice}-c")).to_be_visible()
    for control in ("#filter", ".toc", ".tool >> nth=0"):
        expect(page.locator(control)).to_be_hidden()
    # On paper are the sentences behind the findings, and the lists that lead to them.
    printed = page.locator("#list li:visible").count()
    assert 0 < printed < page.locator("#list li").count()
    assert f"On paper are {figures.counted(printed, 'sentence')}" in page.locator("#sentences .paper").inner_text()
    listed = page.locator("#index li:visible")
    entries = View.of(report_factory.comparison(per_outlet=6)).entries.values()
    assert listed.count() == sum(entry.finding for entry in entries) > 0
    for link in listed.locator("a:visible").all():
        expect(page.locator(link.get_attribute("href") or "")).to_be_visible()
    image = page.eval_on_selector("td.few", "x => getComputedStyle(x).backgroundImage")
    assert "gradient" not in image  # thousands of gradients make a PDF of hundreds of megabytes


def test_forced_colors_keep_the_small_cells_marked(open_page: Open) -> None:
    page = open_page("realistic", forced_colors="active").page
    style = page.eval_on_selector("td.few", "x => getComputedStyle(x).borderStyle")
    assert "dashed" in style
    expect(page.locator("td.few em").first).to_have_text("few")


def test_site_cells_lead_to_filtered_evidence(open_page: Open) -> None:
    opened = open_page("site")
    page = opened.page
    page.locator("#stance td a:visible").first.click()
    page.wait_for_function("document.querySelector('#status')?.textContent.includes('Behind the cell')")
    assert "/evidence/" in page.url
    assert len(shown(page)) > 0
    assert opened.errors == []
