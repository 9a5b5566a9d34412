"""Takes a picture of Neo4j Browser that shows a saved query in the colours of `kg/browse/style.grass`.

    python examples/browser_screenshot.py http://localhost:7474 PASSWORD graph.png --query neighbourhood --set name=soil

It needs Playwright (`pip install playwright`) and a Chromium: `--chromium`, else the one on the PATH.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kg import browse

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATIENCE = 30_000
"""Milliseconds that anything may take to appear."""

_DROP = """([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name, { type: "text/plain" }));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    const event = new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data });
    document.querySelector("[data-testid=main]").dispatchEvent(event);
  }
}"""

_STILL = """() => {
  const boxes = [...document.querySelectorAll("g.node")].map((node) => node.getBoundingClientRect());
  const places = boxes.map((box) => [box.x, box.y, box.width].map(Math.round)).join();
  const still = window.places === places;
  window.places = places;
  return still;
}"""

_RECTANGLES = """() => {
  const boxes = [...document.querySelectorAll("g.node")].map((node) => node.getBoundingClientRect());
  const [left, top] = [Math.min(...boxes.map((b) => b.left)), Math.min(...boxes.map((b) => b.top))];
  const [right, bottom] = [Math.max(...boxes.map((b) => b.right)), Math.max(...boxes.map((b) => b.bottom))];
  const canvas = document.querySelector("svg:has(g.node)").getBoundingClientRect();
  const panel = document.querySelector("[data-testid=vizInspector]").getBoundingClientRect();
  return [[left, top, right - left, bottom - top], [canvas.x, canvas.y, panel.x - canvas.x, canvas.height]];
}"""

ZOOM = 1.3
"""By how much a click on the zoom button enlarges."""

SHARPNESS = 1.5
"""Pixels of the picture for each of the window."""


def chromium() -> str | None:
    """Return the path of a Chromium on this machine, None where there is none."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextmanager
def opened(address: str, password: str, binary: str, width: int = 1100, height: int = 680) -> Iterator[Page]:
    """Yield Neo4j Browser in a headless Chromium, connected as the user `neo4j` of the server at `address`."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=binary, args=["--no-sandbox"])
        try:
            page = chrome.new_page(viewport={"width": width, "height": height}, device_scale_factor=SHARPNESS)
            page.set_default_timeout(PATIENCE)
            page.goto(f"{address.rstrip('/')}/browser/")
            page.fill("[data-testid=username]", "neo4j")
            page.fill("[data-testid=password]", password)
            page.click("[data-testid=connect]")
            page.get_by_text(":play start").first.wait_for()  # what Browser runs once it is connected
            yield page
        finally:
            chrome.close()


def drop(page: Page, file: Path) -> None:
    """Drop a file on the window, as a user does with the style sheet."""
    page.evaluate(_DROP, [file.name, file.read_text(encoding="utf-8")])


def styled(page: Page) -> None:
    """Drop our style sheet, and wait until Browser shows that it has taken it."""
    drop(page, browse.STYLE)
    page.wait_for_selector("[data-testid=exportGraSSButton]", state="attached")
    enter(page, ":clear")
    page.wait_for_selector("[data-testid=frame]", state="detached")


def enter(page: Page, text: str) -> None:
    """Type a command or a query and have it run."""
    page.locator("[data-testid=activeEditor] .monaco-editor").first.click()
    page.keyboard.insert_text(text)
    page.keyboard.press("Control+Enter")


def run(page: Page, cypher: str) -> tuple[int, int]:
    """Run a query and return how many nodes and relationships are drawn, once they stand still."""
    enter(page, cypher)
    page.wait_for_selector("g.node")
    settle(page)
    return page.locator("g.node").count(), page.locator("g.relationship").count()


def settle(page: Page) -> None:
    """Wait until the nodes stand still."""
    page.evaluate("window.places = null")
    page.wait_for_function(_STILL, polling=1_000)


def enlarge(page: Page) -> None:
    """Let the graph that was drawn last fill the window, beside the panel on the right."""
    page.get_by_test_id("frame").first.get_by_title("Fullscreen").click()
    settle(page)
    page.get_by_label("zoom-to-fit").click()
    settle(page)
    for _ in range(6):
        drawn, room = _rectangles(page)
        if max(drawn[2] / room[2], drawn[3] / room[3]) * ZOOM > 1:
            break
        page.get_by_label("zoom-in").click()
        settle(page)
    drawn, room = _rectangles(page)
    x, y = room[0] + 5, room[1] + room[3] - 5
    page.mouse.move(x, y)
    page.mouse.down()
    right, down = ((room[i] + room[i + 2] / 2) - (drawn[i] + drawn[i + 2] / 2) for i in (0, 1))
    page.mouse.move(x + right, y + down)
    page.mouse.up()
    settle(page)


def select(page: Page, caption: str) -> None:
    """Click on the first edge of this caption: its properties, the quotes among them, come up on the right."""
    page.locator("g.relationship", has_text=caption).locator("text").first.click(force=True)
    quotes = page.get_by_test_id("vizInspector").get_by_text("quotes", exact=True)
    quotes.wait_for()
    quotes.evaluate("(name) => name.closest('tr').scrollIntoView({ block: 'end' })")


def _rectangles(page: Page) -> tuple[list[float], list[float]]:
    """Return (x, y, width, height) of what is drawn, and of the room that there is for it."""
    drawn, room = page.evaluate(_RECTANGLES)
    return drawn, room


def main() -> None:
    """Take the picture that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address", help="of the server, such as http://localhost:7474")
    parser.add_argument("password", help="of the user neo4j")
    parser.add_argument("out", type=Path, help="the PNG file to write")
    parser.add_argument("--query", default="neighbourhood", help="a saved query: see `kg browse`")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a parameter of the query")
    parser.add_argument("--edge", metavar="CAPTION", help="an edge to click on, so that its quotes are shown")
    parser.add_argument("--chromium", default=chromium(), help="the program")
    parser.add_argument("--width", type=int, default=1100)
    parser.add_argument("--height", type=int, default=680)
    asked = parser.parse_args()
    if asked.chromium is None:
        parser.error("no Chromium on the PATH; name one with --chromium")
    cypher = browse.ready(browse.query(asked.query), dict(pair.split("=", 1) for pair in asked.set))
    with opened(asked.address, asked.password, asked.chromium, asked.width, asked.height) as page:
        styled(page)
        nodes, relationships = run(page, cypher)
        enlarge(page)
        if asked.edge:
            select(page, asked.edge)
        page.screenshot(path=asked.out)
    print(f"{asked.out}: {nodes} nodes, {relationships} relationships")


if __name__ == "__main__":
    main()
