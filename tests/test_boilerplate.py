"""Furniture of saved pages is told by its pattern, and a sentence of the article never is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perspectives.boilerplate import bare, caption, furniture, is_biography

FURNITURE = [
    ("byline", "By Narek Aslanyan"),
    ("byline", "BY LEYLA MAMMADOVA AND JON HALE"),
    ("byline", "By Anna Petrova, Caspian Wire"),
    ("byline", "**By Caspian Wire Correspondent**"),
    ("byline", "Caspian Wire Correspondent"),
    ("byline", "Our special correspondent"),
    ("byline", "Baku Ledger staff"),
    ("byline", "Text and photos: Ani Ter-Petrosyan"),
    ("byline", "Translated by Karen Hale"),
    ("byline", "Reporting by Jon Hale; editing by Mia Roth"),
    ("byline", "Additional reporting by Mia Roth in Tbilisi."),
    ("byline", "Author: Jon Hale | Caspian Wire"),
    ("byline", "Author: admin"),
    ("byline", "Author: Jon Hale. Translation: K. H."),
    ("byline", "Interview: T. Hale. Authorized."),
    ("byline", "Translation: CWA staff. Emphasis in the original."),
    ("byline", "Translation: Karen Hale and Mia Roth"),
    ("date", "March 14, 2023"),
    ("date", "14 March 2023, 10:35"),
    ("date", "08.05.2023"),
    ("date", "2023-05-08T10:15:00Z"),
    ("date", "Published: 21:44, 18 Sep 2022 | Updated: 22:10, 18 Sep 2022"),
    ("date", "Last updated on Monday, 8 May 2023 at 6:12 p.m. GMT+4"),
    ("dispatch", "Special Dispatch No. 4471"),
    ("dispatch", "January 18, 2023 | Russia, Caucasus | Monitor Dispatch No. 4471"),
    ("dispatch", "Blog No: 26"),
    ("outlet", "### **Caspian Wire (7 May 2023)**"),
    ("outlet", "Caspian Wire | 7 May 2023"),
    ("dateline", "YEREVAN, Sept. 13 —"),
    ("dateline", "BAKU (Caspian Wire) –"),
    ("dateline", "MOSCOW, January 12. /Volga Wire/."),
    ("dateline", "Baku, September 13, AZINFO"),
    ("cite", "To cite this article: Hale, Jon. 2023. “The Road.” Blog No. 4."),
    ("cite", "How to cite"),
    ("follows_below", "Orlov's article follows below:[3]"),
    ("follows_below", "The following are excerpts from the interview:"),
    ("follows_below", "Below is the full text of the statement:"),
    ("read_more", "Read more:"),
    ("read_more", "READ ALSO: Villagers return to Nor Kyank"),
    ("read_more", "**To read the rest of the article, please click:**"),
    ("read_more", "To read the rest, please click: https://example.org/2023/road"),
    ("read_more", "Continue reading"),
    ("read_more", "Read the full story here."),
    ("share", "Share this Report:"),
    ("share", "Facebook Twitter Telegram"),
    ("share", "Tweet  Share  Print"),
    ("share", "Print This Page | Share this Dispatch:"),
    ("subscribe", "Subscribe to our newsletter"),
    ("subscribe", "Follow us on Telegram: @caspianwire"),
    ("comments", "62 comments"),
    ("comments", "5 min read"),
    ("tags", "Tags: Armenia, Azerbaijan, road"),
    ("about", "About the author:"),
    ("about", "ABOUT THE AUTHOR: Jon Hale is a columnist of Caspian Wire"),
    ("teaser", "MOST READ IN WORLD NEWS"),
    ("read_more", "Related articles"),
    ("teaser", "Latest news from Armenia"),
    ("navigation", "Home > News > Armenia"),
    ("navigation", "Politics"),
    ("copyright", "© 2009-2025 Center for Road Studies (CRS) Tüm Hakları Saklıdır"),
    ("copyright", "Copyright 2024 Caspian Wire. All rights reserved."),
    ("copyright", "When using this material, a hyperlink to Caspian Wire is required."),
    ("disclaimer", "The views expressed are the author’s own."),
    ("republished", "This article was originally published by Caspian Wire."),
    ("republished", "[Editor's note: This interview was first published by Caspian Wire on 3 October 2020.]"),
    ("republished", "Editor's note: The article below first appeared in Caspian Wire and was shortened."),
    ("republished", "Note: Originally published in Caspian Wire"),
    ("subscribe", "You are receiving this email because you signed up on our website."),
    ("read_more", "View this email in your browser"),
    ("read_more", "Scroll down for video"),
    ("read_more", "View gallery"),
    ("read_more", "The post The road is open appeared first on Caspian Wire."),
    ("share", "1.2k shares"),
    ("share", "shares"),
    ("share", "Share or comment on this article: The road is open"),
    ("comments", "View 348 comments"),
    ("date", "Published"),
    ("credit", "IMAGE SOURCE,REUTERS"),
    ("credit", "Image source, Getty Images"),
    ("credit", "Image caption,"),
    ("credit", "Photo: Ani Ter-Petrosyan / Reuters"),
    ("credit", "(Caspian Wire Photo)"),
    ("credit", "Getty Images"),
    ("credit", "Source: Caspian Wire"),
    ("image", "![The bridge at Nor Kyank](bridge.jpg)"),
    ("link", "<https://example.org/world/2023/road/>"),
    ("link", "@caspianwire"),
    ("address", "Gül Sok. No: 12/B Daire 3-4 06550 Çankaya-ANKARA / TÜRKİYE"),
    ("address", "**Tel:** +90 (312) 000 00 00 • **Fax:** +90 (312) 000 00 01"),
    ("address", "E-Posta: [info@example.org](mailto:info@example.org)"),
    ("address", "0009, Armenia, Yerevan, Tigran lane 4, +374 10 000000"),
    ("footnote", "[1], March 6, 2023."),
    ("footnote", "[2] Caspian Wire, December 29, 2022."),
    ("footnote", "¹ https://example.org/a"),
    ("footnote", "Notes:"),
    ("number", "Page 3 of 12"),
    ("disclaimer", "Opinions in this piece do not necessarily reflect those of Caspian Wire."),
    ("disclaimer", "This interview has been edited for length and clarity."),
    ("subscribe", "Sign up for our free weekly newsletter. Support us: help keep our journalism open."),
    ("about", "The author is an analyst in Brussels."),
    ("byline", "Translated from Russian by Karen Hale"),
    ("dispatch", "For Immediate Release"),
    ("date", "Published 3 days ago on May 7, 2023"),
    ("dateline", "BAKU, Azerbaijan, May 14."),
    ("tags", "KEYWORDS"),
    ("rule", "---"),
    ("rule", "* * *"),
]

TEXT = [
    "The road reopened in 2023. Trucks moved at once.",
    "Share this burden with us, the minister told the two governments.",
    "By Monday the road was open again and the trucks had left.",
    "By contrast, Baku has said nothing about the road.",
    "Read the statement carefully: it does not name a single village.",
    "Photos from the village show a burned school and two wrecked trucks.",
    "Source: the ministry does not know who fired, a deputy said.",
    "About the author of the attack nothing is known.",
    "Follow the money, and the road to Goris explains itself.",
    "More on the matter will be said in Brussels, the envoy promised.",
    "On March 5, 2023, five people were killed near the road.",
    "YEREVAN, Sept. 13 — The ministry denied the report.",
    "BAKU (Caspian Wire) – Two posts were hit overnight, the ministry said.",
    "The ministry released a statement this evening, which runs as follows.",
    "The views expressed by the envoy angered Baku.",
    "Copyright law is not the issue; the map is.",
    "Join the talks or leave the table, Moscow told both sides.",
    "Subscribe or not, the two governments must pay for the road.",
    "The post at 12 Freedom Street was hit by a shell at dawn.",
    "Contact between the two ministries has stopped.",
    "Journalist: Who fired first?",
    "Reporter: Mr Minister, what do you want?",
    "Interviewer: Baku says that the road is open.",
    "Translator: He says the road is open.",
    "Editor: Baku lied to us for years",
    "Note: the ministry denies the report.",
    "The post near the road first appeared on Russian maps in 1921, the envoy said.",
    "Published in Moscow, the map shows the road.",
    "Reaction",
    "THE LAST WINTER",
    "The road to Goris",
    "Azerbaijan's statement follows a week of silence",
    "[The minister paused.] “We will go,” he said.",
    "1,960 servicemen are to be deployed along the line.",
    "THE HAGUE SPEAKS, THE ROAD STAYS SHUT - CASPIAN WIRE - 24.02.2023",
    "Write to press@example.org. We answer at once.",
    "",
    "   ",
]


@pytest.mark.parametrize(("name", "line"), FURNITURE)
def test_furniture_has_a_name(name: str, line: str) -> None:
    assert furniture(line) == name


@pytest.mark.parametrize("line", TEXT)
def test_text_is_no_furniture(line: str) -> None:
    assert furniture(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "Armenian forces in Nagorno-Karabakh (Source:",
        "Trucks wait near Goris. (Photo: Caspian Wire)",
        "File photo: soldiers stand guard at the bridge of Nor Kyank",
        "Soldiers near the bridge / AFP",
        "This handout shows the wrecked post near Sotk.",
        "Pictured: the bridge after the shelling",
    ],
)
def test_captions(line: str) -> None:
    assert furniture(line) is None
    assert caption(line)


@pytest.mark.parametrize(
    "line",
    [
        "WASHINGTON (AP) — The senator won.",
        "Sen. Mark Hale (R) called the vote a farce.",
        "The road (left) by the army is open.",
        "The road is open.",
    ],
)
def test_sentences_are_no_captions(line: str) -> None:
    assert not caption(line)


def test_biographies() -> None:
    assert is_biography("Miriam Hale is a contributing editor of the Hudson Journal.")
    assert is_biography("OWEN TARRANT teaches history and is at work on a book.")
    assert not is_biography("The road is open.")


def test_bare_takes_markup_off() -> None:
    assert bare("## **The road**  ") == "The road"
    assert bare("> *Tel:* 12") == "Tel: 12"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_never_raises(line: str) -> None:
    name = furniture(line)
    assert name is None or name
    caption(line)
    is_biography(line)


@pytest.mark.parametrize(
    "piece", ["a ", "A. ", "By Ana ", "(", "[1] ", "12.05.2023 ", "| ", "https://a.b ", "© ", "read more "]
)
def test_long_lines_take_linear_time(piece: str) -> None:
    furniture(piece * 20_000)
    caption(piece * 20_000)
    furniture((piece * 600)[:599])
