"""The web application in Chromium: each page and interaction at the widths of a desk and of a phone, light and dark,
with no request to elsewhere, no error on the console, and nothing that axe-core finds in the way of a reader."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "serve"))
from sites import HOSTILE, hostile_graph, sample_graph

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = "/usr/bin/chromium"
pytestmark = [pytest.mark.browser, pytest.mark.skipif(not Path(CHROMIUM).exists(), reason=f"no Chromium at {CHROMIUM}")]
AXE = Path(__file__).with_name("axe.min.js").read_text(encoding="utf-8")
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
WIDTHS = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
PAGES = ["/", "/search?q=amazon", "/queries", "/queries/results-vs-expected?metric=revenue&period=2025-Q4",
         "/query", "/read", "/entity/amazon", "/entity/andy-jassy", "/metric/revenue",
         "/period/2025-Q4", "/unit/USD?page=2", "/ontology/Fact", "ARTICLE", "FACT", "/entity/nope",
         "/queries/layoffs?company=Amazn"]
REFUSED = ("status of 404 (Not Found)", "status of 400 (Bad Request)")  # what the console says of an error page


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """`kg serve` over the graph, in a process of its own; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "kg", "serve", "--graph", str(folder), "--port", str(port)],
                               stderr=subprocess.PIPE, text=True)
    address = f"http://127.0.0.1:{port}"
    try:
        assert process.stderr is not None
        assert "serving" in process.stderr.readline()
        for _ in range(100):
            try:
                urllib.request.urlopen(address + "/read", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(sample_graph(tmp_path_factory.mktemp("serve") / "graph")) as address:
        yield address


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(hostile_graph(tmp_path_factory.mktemp("serve") / "graph")) as address:
        yield address


@pytest.fixture
def show(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page; at the end no page has asked for anything elsewhere, logged an error, thrown or shown a dialog."""
    troubles: list[str] = []
    contexts = []

    def open_page(address: str, **options: Any) -> Any:
        context = browser.new_context(**({"viewport": DESKTOP, "reduced_motion": "reduce", "locale": "en-GB"} | options))  # noqa: E501
        contexts.append(context)
        origin = "/".join(address.split("/")[:3])

        def guard(route: Any) -> None:
            if route.request.url.startswith(origin + "/"):
                route.continue_()
            else:
                troubles.append(f"request {route.request.url}")
                route.abort()

        context.route("**/*", guard)
        page = context.new_page()
        page.set_default_timeout(15000)
        page.on("console", lambda message: (message.text.endswith(REFUSED) and message.location["url"] == address)
                or troubles.append(f"{message.type} {message.text}"))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("dialog", lambda dialog: (troubles.append("dialog"), dialog.dismiss()))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


def place(sample: str, path: str) -> str:
    """The path, or where it is the name of a kind of page, one of that kind."""
    if path not in ("ARTICLE", "FACT"):
        return sample + path
    source = "/" if path == "ARTICLE" else "/entity/amazon"
    html = urllib.request.urlopen(sample + source).read().decode()
    start = html.index(f'href="/{path.lower()}/') + 6
    return sample + html[start:html.index('"', start)]


def ready(page: Any) -> Any:
    """The page once its editor, if it has one, stands."""
    if page.locator("#editor").count():
        page.locator(".yasqe_queryButton").wait_for()
    return page


def violations(page: Any, *rules: str) -> list[str]:
    # By the browser's debugger, which the page's policy does not bind.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    # The names of what axe-core found, and where; the editor's own insides are another project's.
    only = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
    found = page.evaluate("options => axe.run({ exclude: [['.yasgui']] }, { resultTypes: ['violations'], ...options })",
                          only)["violations"]
    return [f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:200]}" for one in found for node in one["nodes"]]  # noqa: E501


@WIDTHS
@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_its_window_and_every_reader(
        show: Callable[..., Any], sample: str, path: str, viewport: dict[str, int]) -> None:
    address = place(sample, path)
    page = ready(show(address, viewport=viewport))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        assert page.locator("h1").count() == 1
        # The colours are other ones in the dark, and the places on a phone; names, roles and order are the same.
        rules = () if viewport is DESKTOP and scheme == "light" else ("color-contrast", "target-size",
                                                                      "scrollable-region-focusable")
        assert not (found := violations(page, *rules)), "\n".join(found)


#: What is painted lighter than its ground on paper, or darker than paper is.
ON_PAPER = """() => {
  const light = (colour) => {
    const [r, g, b, a] = colour.match(/[\\d.]+/g).map(Number);
    return a === 0 ? null : (r + g + b) / 765;
  };
  return [...document.querySelectorAll("body, main *")].filter((node) => {
    if (!node.getClientRects().length || node.closest("svg, .dot")) return false;
    const style = getComputedStyle(node), ground = light(style.backgroundColor);
    return light(style.color) > 0.6 || (ground !== null && ground < 0.8);
  }).map((node) => node.outerHTML.slice(0, 90));
}"""


@pytest.mark.parametrize("path", ["/", "/entity/amazon", "ARTICLE", "FACT", "/metric/revenue",
                                  "/queries/results-vs-expected?metric=revenue&period=2025-Q4", "/queries/layoffs"])
def test_paper_is_light_and_wide_enough_also_from_a_dark_screen(
        show: Callable[..., Any], sample: str, path: str) -> None:
    page = show(place(sample, path), viewport={"width": 688, "height": 1000}, color_scheme="dark")  # A4 without margins
    page.emulate_media(media="print")
    assert page.evaluate(ON_PAPER) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 688
    assert all(page.evaluate("[...document.querySelectorAll('.wide')].map((box) => box.scrollWidth <= box.clientWidth + 1)"))  # noqa: E501
    assert not page.locator(".top, form, .foot").first.is_visible()


@WIDTHS
def test_pointing_at_a_fact_lights_up_the_other_side(
        show: Callable[..., Any], sample: str, viewport: dict[str, int]) -> None:
    page = show(place(sample, "ARTICLE"), viewport=viewport)
    mark = page.locator(".m.observation").first
    key = mark.get_attribute("data-in").split()[0]
    mark.click()
    if viewport is PHONE:
        sheet = page.locator(".sheet")
        assert sheet.is_visible()
        assert sheet.locator(".entry").count() == len(mark.get_attribute("data-in").split())
        page.keyboard.press("Escape")
        assert sheet.is_hidden()
    else:
        assert "hot" in page.locator(f"[id='{key}']").get_attribute("class")
        assert page.url.endswith("#" + key)
        page.locator(f"[id='{key}'] .back").click()
        assert page.locator(".m.hot").first.inner_text() == mark.inner_text()


def test_kinds_can_be_left_out_and_links_lead_both_ways_without_a_script(
        show: Callable[..., Any], sample: str) -> None:
    page = show(place(sample, "ARTICLE"), java_script_enabled=False)
    entry = page.locator(".entry.observation").first
    page.locator(".m.observation").first.click()
    assert page.locator(".entry:target").count() == 1
    page.locator(".entry:target .back").click()
    assert "#at-fact-" in page.url
    page.locator("#show-observation").uncheck()
    assert entry.is_hidden()


@WIDTHS
def test_a_pasted_article_is_read(show: Callable[..., Any], sample: str, viewport: dict[str, int]) -> None:
    for script in (True, False):
        page = show(sample + "/read", viewport=viewport, java_script_enabled=script)
        page.locator("#text").fill("Amazon's profit rises\n\nAmazon reported revenue of $213.4 billion for the fourth "
                                   "quarter of 2025. Its chief executive Andy Jassy spoke for 40 minutes.")
        page.locator("#day").fill("2026-02-06")
        page.locator("form.paste button").click()
        page.locator(".outcome").wait_for()
        assert page.locator(".m.observation").count() >= 1
        assert page.locator(".entry.unread").inner_text().startswith("40")
        if script:
            assert not (found := violations(page)), "\n".join(found)
            with page.expect_download() as download:
                page.locator("button[value=jsonl]").click()
            assert b'"net_income"' in download.value.path().read_bytes() or b'"revenue"' in (
                download.value.path().read_bytes())


def test_search_and_questions_work_from_the_keyboard(show: Callable[..., Any], sample: str) -> None:
    page = show(sample + "/")
    page.locator(".hero input").fill("jassy")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Andy Jassy").click()
    assert page.url.endswith("/entity/andy-jassy")
    page.goto(sample + "/queries/layoffs")
    page.get_by_label("Company").fill("Microsoft")
    page.get_by_role("button", name="Answer").press("Enter")
    page.wait_for_url("**company=Microsoft*")
    assert set(page.locator("tbody tr td:first-child").all_inner_texts()) == {"Microsoft"}
    page.locator(".notes a").first.click()
    assert page.locator(".sources li:target").count() == 1


def test_the_language_is_kept(show: Callable[..., Any], sample: str) -> None:
    page = show(sample + "/entity/amazon")
    page.locator("a.language").click()
    page.goto(sample + "/queries")
    assert page.locator("html").get_attribute("lang") == "nl"


@WIDTHS
def test_the_editor_answers_as_table_chart_and_graph(
        show: Callable[..., Any], sample: str, viewport: dict[str, int]) -> None:
    page = ready(show(sample + "/query?query=PREFIX%20kg%3A%20%3Chttps%3A%2F%2Fw3id.org%2Ftech-giants%2Fontology%2F%3E%20SELECT%20%3Fs%20%3Fvalue%20%7B%20%3Ff%20kg%3Asubject%20%3Fs%20%3B%20kg%3A"  # noqa: E501
                      "value%20%3Fvalue%20%7D%20LIMIT%205", viewport=viewport))
    # A linked query is asked at once; the button would stop it while it runs.
    page.locator(".dataTable tbody a.iri").first.wait_for()
    assert page.locator(".dataTable tbody tr").count() == 5
    page.locator(".select_chart").click()
    assert page.locator(".kg-chart rect").count() == 5
    page.locator("#examples").select_option("competitors")
    page.locator(".select_graph").click()
    page.locator(".kg-stage canvas").wait_for()
    page.locator(".select_response").click()
    page.locator(".yasr_results .CodeMirror").wait_for()


def test_the_editor_speaks_dutch_and_calls_names_by_their_names(show: Callable[..., Any], sample: str) -> None:
    page = ready(show(sample + "/query?query=CONSTRUCT%20WHERE%20%7B%20%3Fa%20kg%3AcompetesWith%20%3Fb%20%7D",
                      locale="nl-NL"))
    page.locator(".yasr_response_chip", has_text="rijen, in").wait_for()
    page.locator(".select_graph", has_text="Graaf").click()
    page.locator(".kg-legend", has_text="concurreert met").wait_for()
    page.locator(".select_table", has_text="Tabel").click()
    page.locator(".pageSizerLabel", has_text="Rijen per pagina").wait_for()
    assert page.locator(".tableFilter").get_attribute("placeholder") == "Zoek in de rijen"
    assert page.locator(".select_response").inner_text().strip() == "Antwoord"
    assert page.locator(".tab").count() == 1
    # Another link comes beside it, and what was there stays.
    page.goto(sample + "/query?query=ASK%20%7B%7D")
    page.locator(".tab").nth(1).wait_for()
    texts = page.locator(".yasqe .CodeMirror").evaluate_all("rows => rows.map((row) => row.CodeMirror.getValue())")
    assert texts[-1] == "ASK {}"
    assert "kg:competesWith" in texts[0]


def test_the_editor_completes_our_terms_and_declares_their_prefix(show: Callable[..., Any], sample: str) -> None:
    page = ready(show(sample + "/query?query=SELECT%20*%20%7B%20%3Ff%20%3Fp%20%3Fo%20.%20%20%7D%20LIMIT%201"))
    page.locator(".yasqe .CodeMirror").click()
    page.evaluate("document.querySelector('.yasqe .CodeMirror').CodeMirror.setCursor(0, 22)")
    page.keyboard.type("?f kg:subj")
    page.keyboard.press("Control+Space")
    page.locator(".CodeMirror-hint", has_text="kg:subject").first.click()
    text = page.evaluate("document.querySelector('.yasqe .CodeMirror').CodeMirror.getValue()")
    assert "kg:subject" in text
    assert "PREFIX kg: <https://w3id.org/tech-giants/ontology/>" in text


@pytest.mark.parametrize("path", ["/", "/read", "/queries/companies", "/queries/statements", "/queries/articles",
                                  "/metric/revenue", "/unit/USD", "ARTICLE"])
def test_nothing_of_a_hostile_graph_runs(show: Callable[..., Any], hostile: str, path: str) -> None:
    page = show(place(hostile, path))
    assert page.evaluate("document.querySelectorAll('img, script:not([src])').length") == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= DESKTOP["width"]


def test_nothing_of_a_hostile_answer_runs_in_the_editor(show: Callable[..., Any], hostile: str) -> None:
    page = ready(show(hostile + "/query?query=SELECT%20%3Fs%20%3Fp%20%3Fo%20%7B%20%3Fs%20%3Fp%20%3Fo%20FILTER(CONTAINS("
                      "STR(%3Fo)%2C%20%22script%22))%20%7D"))
    # A link's query is asked at once; a click would stop it.
    page.locator(".dataTable tbody tr").first.wait_for()
    assert HOSTILE in page.locator(".dataTable").inner_text()
    assert page.locator(".yasr img, .yasr script").count() == 0
    page.locator(".select_graph").click()
    page.locator(".kg-stage canvas").wait_for()
