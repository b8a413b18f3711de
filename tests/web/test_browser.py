"""What a researcher does, in a real browser over a real server; and what axe-core says of it."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.web.browser import SIZES, chromium, violations
from tests.web.invented import odd_archive
from tests.web.site import served

pytestmark = pytest.mark.browser

PAY_PHONE = "/-/onrecord/story/npr/nx-s1-5340027"
PAGES = {
    "front": "/",
    "search": "/?q=the",
    "all speakers": "/?q=the&all=speakers",
    "search in filters": "/?q=the&speaker=renner&since=2024&role=host",
    "nothing found": "/?q=zebra",
    "wrong use": "/?q=x&role=boss",
    "wrong date": "/-/onrecord/mentions?term=snow&since=soon",
    "transcripts": "/-/onrecord/transcripts",
    "transcript": f"{PAY_PHONE}?q=phone&turn=3",
    "people": "/-/onrecord/people",
    "person": "/-/onrecord/person/1",
    "program": "/-/onrecord/program/Morning%20Edition",
    "programs": "/-/onrecord/programs",
    "mentions": "/-/onrecord/mentions?term=snow,rain,the",
    "mentions by program": "/-/onrecord/mentions?term=the&by=program",
    "voices": "/-/onrecord/voices",
    "quote check": "/-/onrecord/quote?text=people+wait+for+it+to+scream",
    "draft": "/-/onrecord/quote?text=Grace+Oyama+reported:+%22They+say+that+it+has+rung+every"
    "+Thursday+since+2011.%22+%22People+wait+for+it,%22+Grace+Oyama+said.",
    "cite": "/-/onrecord/cite?id=nx-s1-5340027%234",
    "corrections": "/-/onrecord/corrections",
    "operations": "/-/onrecord/operations",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    path = chromium()
    sync_playwright = importlib.import_module("playwright.sync_api").sync_playwright
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def site(demo_archive: Path) -> Iterator[str]:
    with served(demo_archive) as address:
        yield address


@pytest.fixture
def page(browser: Any, site: str) -> Iterator[Any]:
    with browser.new_context(base_url=site, viewport={"width": 1280, "height": 900}) as context:
        opened = context.new_page()
        wrong: list[str] = []
        opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        opened.on("pageerror", lambda error: wrong.append(str(error)))
        yield opened
        assert wrong == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(browser: Any, site: str, scheme: str, size: str) -> None:
    shape = {"width": SIZES[size], "height": 900}
    with browser.new_context(base_url=site, viewport=shape, color_scheme=scheme) as context:
        page = context.new_page()
        found = {}
        for name, address in PAGES.items():
            page.goto(address)
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            found[name] = violations(page)
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            assert not wide, f"{name} is wider than the screen"
        assert [f"{name}: {line}" for name, lines in found.items() for line in lines] == []


def test_axe_finds_no_violation_in_doubts_and_notes(browser: Any, tmp_path: Path) -> None:
    path = odd_archive(tmp_path, "odd words")
    with served(path) as address, browser.new_context(base_url=address) as context:
        page = context.new_page()
        for name in ("story/npr/1", "person/1"):
            page.goto(f"/-/onrecord/{name}")
            assert violations(page) == []
        page.goto("/-/onrecord/story/npr/1")
        name = page.locator(".who a.doubted")
        why = page.get_by_role("tooltip").first
        assert not why.is_visible()
        name.focus()
        assert why.is_visible()
        box, words = why.bounding_box(), page.locator("#t1 .words p").bounding_box()
        assert box["x"] + box["width"] <= words["x"], "a reason covers no speech"
        why.hover()
        assert why.is_visible(), "the pointer reaches it"


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    "text",
    [
        "Congresswoman Alexandria Fitzgerald-Montgomery of Massachusetts, who speaks at length",
        "https://www.example.org/" + "a-very-long-path/" * 12,
        "w" * 3_000,
    ],
    ids=["name", "address", "word"],
)
def test_no_text_makes_a_page_wider_than_the_screen(
    browser: Any, tmp_path: Path, text: str, width: int
) -> None:
    path = odd_archive(tmp_path, text)
    word = text.split(maxsplit=1)[0] if width == 390 else text[:20]
    pages = ("", "story/npr/1", "person/1", "people", "programs", "cite?id=npr:1%231", "operations")
    with served(path) as address, browser.new_context(base_url=address) as context:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 800})
        for name in (*pages, f"?q={quote(word[:40])}*"):
            page.goto(f"/-/onrecord/{name}")
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{name} is {wide} px wider than the screen"
            assert violations(page) == [], name


def test_axe_finds_no_violation_in_what_others_see(browser: Any, site: str) -> None:
    elsewhere = {"x-forwarded-for": "203.0.113.9"}
    with browser.new_context(base_url=site, extra_http_headers=elsewhere) as context:
        page = context.new_page()
        for address in ("/?q=the", f"{PAY_PHONE}?q=arturo", "/archive"):
            page.goto(address)
            assert violations(page) == [], address
        assert page.get_by_role("heading", name="Tables are closed here").is_visible()


def test_from_a_word_to_its_place_in_the_transcript(page: Any) -> None:
    page.goto("/")
    page.wait_for_function("document.activeElement.id === 'q'")
    page.keyboard.type('"next week"')
    page.keyboard.press("Enter")
    assert page.get_by_role("status").inner_text().startswith("1 turn matches")
    page.get_by_role("link", name="next week").first.click()
    assert page.url.endswith("?turn=3&q=%22next+week%22#t3")
    assert page.locator("#t3 mark").inner_text() == "next week"


def test_filters_narrow_down_and_widen_again(page: Any) -> None:
    page.goto("/?q=the")
    before = page.get_by_role("status").inner_text()
    page.get_by_role("complementary").get_by_role("link", name="Morning Edition").click()
    assert page.get_by_role("status").inner_text() != before
    page.get_by_role("complementary").get_by_role("link", name="host", exact=True).click()
    assert "role=host" in page.url
    page.get_by_role("link", name="Remove role: host").click()
    page.get_by_role("link", name="Remove program").click()
    assert page.get_by_role("status").inner_text() == before
    page.get_by_role("link", name="newest").click()
    page.get_by_text("Speaker and dates").click()
    page.get_by_label("From").fill("2025")
    page.get_by_role("button", name="Search").click()
    assert "since=2025" in page.url
    assert "sort=newest" in page.url


def test_context_opens_in_place(page: Any) -> None:
    page.goto("/?q=arturo")
    assert not page.locator(".found .context").first.is_visible()
    page.get_by_text("Context").first.click()
    assert page.locator("details[open] .context").first.is_visible()
    assert page.locator("details[open] .context").count() >= 2


def test_a_turn_has_an_address_of_its_own(page: Any) -> None:
    page.goto(PAY_PHONE)
    page.get_by_role("link", name="Link to turn 4").click()
    assert page.url.endswith("?turn=4#t4")
    assert page.locator("#t4").is_visible()


def test_what_the_publisher_corrected_is_compared(page: Any) -> None:
    page.goto("/-/onrecord/corrections")
    page.get_by_role("link", name="A reporter's notebook").click()
    assert page.locator("#corrections del").inner_text().endswith("2011")
    assert page.locator("#corrections ins").inner_text().endswith("2012")


def test_a_term_becomes_a_chart_with_a_table(page: Any) -> None:
    page.goto("/-/onrecord/mentions")
    page.wait_for_function("document.activeElement.id === 'term'")
    page.keyboard.type("snow, rain")
    page.keyboard.press("Enter")
    page.wait_for_url("**term=snow*")
    assert page.get_by_role("img", name="Turns per 1,000 words").is_visible()
    assert page.locator(".chart.broad .line text").all_text_contents() == ["snow", "rain"]
    page.get_by_text("As a table").click()
    assert page.get_by_role("rowheader", name="snow").first.is_visible()
    page.get_by_label("turns", exact=True).check()
    page.get_by_role("button", name="Count").click()
    assert "measure=count" in page.url


def test_a_quotation_is_checked_and_cited(page: Any) -> None:
    page.goto("/")
    page.get_by_role("link", name="Quote check").click()
    page.get_by_label("A quotation, or a draft").fill("people wait for it to scream")
    page.get_by_role("button", name="Check").click()
    assert page.get_by_role(
        "heading", name="“people wait for it to scream” The words differ."
    ).is_visible()
    assert "scream" not in page.url
    page.get_by_role("link", name="Cite this").click()
    assert page.get_by_text("onrecord:npr/nx-s1-5340027#1~").first.is_visible()
    assert page.get_by_role("heading", name="BibTeX").is_visible()


def test_a_search_and_the_corrections_can_be_subscribed_to(page: Any) -> None:
    for address in ("/?q=snow", "/-/onrecord/corrections"):
        page.goto(address)
        feed = page.locator('link[type="application/atom+xml"]').get_attribute("href")
        answer = page.request.get(feed)
        assert answer.status == 200
        assert answer.headers["content-type"].startswith("application/atom+xml")


def test_the_keyboard_skips_to_the_text(page: Any) -> None:
    page.goto(PAY_PHONE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to the text"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_nothing_moves_and_nothing_comes_from_elsewhere(page: Any, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for address in PAGES.values():
        if "role=boss" in address or "since=soon" in address:
            continue
        page.goto(address)
        moved = page.evaluate(
            "new Promise(done => { let sum = 0; new PerformanceObserver(list => list.getEntries()"
            ".forEach(one => sum += one.value)).observe({type: 'layout-shift', buffered: true});"
            " setTimeout(() => done(sum), 100) })"
        )
        assert moved == 0, address
    assert all(url.startswith(site) for url in asked)


def selected(page: Any, selector: str) -> str:
    """What is copied of an element."""
    return str(
        page.evaluate(
            "selector => { const range = document.createRange();"
            " range.selectNodeContents(document.querySelector(selector));"
            " const selection = getSelection(); selection.removeAllRanges();"
            " selection.addRange(range); return selection.toString(); }",
            selector,
        )
    )


def test_what_is_copied_is_the_record_alone(page: Any) -> None:
    page.goto(f"{PAY_PHONE}?turn=4")
    assert selected(page, "#t4 .words").strip() == "Did you ever find Arturo?"
    page.goto("/-/onrecord/quote?text=I+found+three.+Neither+one+wants+to+talk")
    assert selected(page, ".record").strip() == "I found two. Neither one wants to talk to her."
    page.goto("/-/onrecord/corrections")
    assert "removed:" not in selected(page, "main")


def test_a_form_of_a_citation_is_taken_with_one_click(page: Any) -> None:
    page.goto("/-/onrecord/cite?id=nx-s1-5340027%234")
    page.locator("pre").nth(1).click()
    copied = page.evaluate("getSelection().toString()")
    assert copied.startswith("@misc{")
    assert copied.rstrip().endswith("}")
    assert "\n\n" not in copied
    assert "url = {https://www.npr.org/transcripts/nx-s1-5340027#" in copied


def test_what_was_typed_stays_where_a_date_is_wrong(page: Any) -> None:
    page.on("console", lambda said: None)
    answer = page.request.get("/?q=snow&since=yesterday&role=host")
    assert answer.status == 400
    page.set_content(answer.text())
    assert page.get_by_label("Words to find").input_value() == "snow"
    field = page.get_by_label("From")
    assert field.input_value() == "yesterday"
    assert field.get_attribute("aria-invalid") == "true"
    described = page.locator(f"#{field.get_attribute('aria-describedby')}")
    assert described.inner_text().startswith("“yesterday” is not a date")
    assert page.locator("input[name=role]").input_value() == "host"


@pytest.mark.parametrize("width", [390, 820])
def test_nothing_waits_for_a_pointer_on_touch_screens(
    browser: Any, tmp_path: Path, site: str, width: int
) -> None:
    shape = {"width": width, "height": 900}
    path = odd_archive(tmp_path, "odd words")
    with served(path) as address:
        how = {"base_url": address, "viewport": shape, "has_touch": True, "is_mobile": True}
        with browser.new_context(**how) as context:
            page = context.new_page()
            page.goto("/-/onrecord/story/npr/1")
            assert page.get_by_text("This name is uncertain: odd words").first.is_visible()
            assert page.get_by_text("This role is uncertain: odd words").first.is_visible()
            assert violations(page) == []
            page.goto("/?q=odd")
            assert page.get_by_text("This name is uncertain: odd words").first.is_visible()
    with browser.new_context(**{**how, "base_url": site}) as context:
        page = context.new_page()
        page.goto(PAY_PHONE)
        for name in ("Link to turn 4", "Cite turn 4"):
            link = page.get_by_role("link", name=name)
            assert link.evaluate("one => getComputedStyle(one).opacity") == "1"
            assert min(link.bounding_box()[side] for side in ("width", "height")) >= 24
        page.get_by_role("link", name="Cite turn 4").tap()
        page.wait_for_url("**/cite?id=*")
        page.goto("/?q=the")
        page.get_by_text("Narrow down").first.tap()
        page.get_by_role("link", name="Morning Edition").first.tap()
        page.wait_for_url("**program=Morning*")


def test_keyboards_reach_the_cite_link_at_twice_the_size(browser: Any, site: str) -> None:
    shape = {"width": 640, "height": 450}
    with browser.new_context(base_url=site, viewport=shape, device_scale_factor=2) as context:
        page = context.new_page()
        page.goto(PAY_PHONE)
        assert page.get_by_role("link", name="Cite turn 4").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_transcript_prints_without_what_is_for_screens(
    browser: Any, site: str, scheme: str
) -> None:
    # As wide as a sheet of paper, on which the rules for phones must not hold.
    shape = {"width": 670, "height": 900}
    with browser.new_context(base_url=site, viewport=shape, color_scheme=scheme) as context:
        page = context.new_page()
        page.emulate_media(media="print", color_scheme=scheme)
        page.goto(PAY_PHONE)
        assert not page.get_by_role("navigation").first.is_visible()
        assert not page.get_by_role("link", name="Cite this").is_visible()
        assert page.get_by_text("Did you ever find Arturo?").is_visible()
        assert page.get_by_text("#4~6936ea3a").is_visible()
        left = [page.locator(one).first.bounding_box()["x"] for one in ("#t4 .words", ".cue", "h1")]
        assert max(left) - min(left) < 1
        colors = [
            page.locator(f"#corrections {one}").evaluate("one => getComputedStyle(one).color")
            for one in ("del", "ins")
        ]
        assert colors == ["rgb(155, 28, 28)", "rgb(20, 96, 47)"]
        page.goto("/?q=arturo")
        assert not page.get_by_role("searchbox").is_visible()
        assert page.get_by_text("onrecord:npr/nx-s1-5340027#4~").is_visible()


def test_doubts_print_once_at_the_end(browser: Any, tmp_path: Path) -> None:
    with (
        served(odd_archive(tmp_path, "odd words")) as address,
        browser.new_context(base_url=address) as context,
    ):
        page = context.new_page()
        page.emulate_media(media="print")
        page.goto("/-/onrecord/story/npr/1")
        assert page.locator("sup.on-paper").all_inner_texts() == ["1", "2"]
        assert page.locator("ol.numbered li").all_inner_texts() == [
            "This name is uncertain: odd words",
            "This role is uncertain: odd words",
        ]
