"""The search of a site, by keyboard alone: from disk and under a path of a web server; and what it finds at all."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urldefrag, urljoin

from driver import Browser
from selenium.webdriver.common.keys import Keys

# A word, one with a slip, and the field page that both must find.
QUERIES = ("code_verifier", "code_verifer")
WANTED = "fields/code-verifier/index.html"


def problems(browser: Browser, site: Path, serve: Callable[[Path], AbstractContextManager[str]]) -> Iterator[str]:
    """What keeps a reader from finding a page."""
    if not (site / WANTED).exists():
        return
    yield from at(browser, site.as_uri() + "/", thorough=False)
    with tempfile.TemporaryDirectory() as folder:
        # A name with a space stands for any path that a site may be put under.
        place = Path(folder) / "a base" / "path"
        place.parent.mkdir()
        try:
            place.symlink_to(site, target_is_directory=True)
        except OSError:
            shutil.copytree(site, place)
        with serve(Path(folder)) as server:
            yield from at(browser, server + "a%20base/path/", thorough=True)


def at(browser: Browser, home: str, *, thorough: bool) -> Iterator[str]:
    for query in QUERIES:
        browser.resize(1280)
        browser.open(urljoin(home, "scenarios/index.html"))
        browser.driver.switch_to.active_element.send_keys("/")
        if not browser.wait("return document.activeElement.getAttribute('role') === 'combobox'"):
            yield f"{home}: the key / does not open the search"
            return
        browser.driver.switch_to.active_element.send_keys(query)
        hits = browser.wait("return [...document.querySelectorAll('[role=option]')].map(o => o.href)")
        pages = [urldefrag(hit).url for hit in hits] if isinstance(hits, list) else []
        if urljoin(home, WANTED) not in pages:
            yield f"{home}: “{query}” finds {len(pages)} pages, {WANTED} not among them"
            continue
        if not browser.run("return /[0-9]/.test(document.querySelector('dialog [role=status]').textContent)"):
            yield f"{home}: nobody says how many pages were found"
        if not browser.run("return document.querySelectorAll('[role=option] mark').length"):
            yield f"{home}: no hit is marked"
        if thorough and query == QUERIES[0]:
            for problem in browser.axe_problems():
                yield f"{home} with the search open: {problem}"
            browser.resize(1280)
        if not thorough:
            yield from browser.load_problems(home)
        box = browser.driver.switch_to.active_element
        for _ in range(pages.index(urljoin(home, WANTED))):
            box.send_keys(Keys.ARROW_DOWN)
        box.send_keys(Keys.ENTER)
        if not browser.wait(f"return location.href.startsWith({urljoin(home, WANTED)!r})"):
            yield f"{home}: Enter leads to {browser.driver.current_url}"
    browser.open(urljoin(home, "scenarios/index.html"))
    body = browser.driver.switch_to.active_element
    body.send_keys("/")
    browser.wait("return document.querySelector('dialog[open]') !== null")
    browser.driver.switch_to.active_element.send_keys("zzqqx")
    if not browser.wait("return /No/.test(document.querySelector('dialog [role=status]').textContent)"):
        yield f"{home}: a word that is nowhere is not said to be so"
    browser.driver.switch_to.active_element.send_keys(Keys.ESCAPE, Keys.ESCAPE)
    if not browser.wait("return document.querySelector('dialog[open]') === null"):
        yield f"{home}: Escape does not close the search"


# Texts, and what a reader who types this or that must find. The tests of the build hold its side against the same table.
CASES = Path(__file__).with_name("search-cases.json")
SEARCH = """
const done = arguments[arguments.length - 1];
wirescribeSearch.search(arguments[0]).then(r => done([r.count, r.hits.map(h => h[1])]), e => done([0, [String(e)]]));
"""
# What a reader fetches until the first hits are there, without the pages that are shown.
MOST_BYTES = 40_000


def case_problems(browser: Browser, wirescribe: Path, folder: Path) -> Iterator[str]:
    """What the script does not find that it should, on a site with one page for each case."""
    cases = json.loads(CASES.read_text(encoding="utf-8"))
    content = folder / "content"
    content.mkdir(parents=True)
    (folder / "wirescribe.yml").write_text("name: Cases\n")
    for number, case in enumerate(cases):
        text = case["text"].replace("_", "\\_")
        (content / f"case-{number}.md").write_text(f"---\ntitle: Case {number}\n---\n{text}\n", encoding="utf-8")
    (content / "index.md").write_text("---\ntitle: Home\n---\nHome.\n")
    made = subprocess.run(
        [wirescribe, "build", folder, "--output", folder / "_site"], capture_output=True, text=True, timeout=1800
    )
    if made.returncode:
        yield f"the site of cases does not build: {made.stderr}"
        return
    browser.open((folder / "_site/index.html").as_uri())
    for number, case in enumerate(cases):
        for query in case["found"]:
            count, titles = browser.driver.execute_async_script(SEARCH, query)
            if f"Case {number}" not in titles:
                yield f"“{query}” finds {count} pages, {titles}, not the one with “{case['text']}”"
        for query in case.get("missed", []):
            _, titles = browser.driver.execute_async_script(SEARCH, query)
            if f"Case {number}" in titles:
                yield f"“{query}” finds “{case['text']}”"


def size_problems(site: Path) -> Iterator[str]:
    """Whether the files that a first search fetches are small."""
    index = site / "assets/search/index.js"
    if not index.exists():
        return
    shards = sorted((file.stat().st_size for file in index.parent.glob("t*.js")), reverse=True)
    size = index.stat().st_size + (shards[0] if shards else 0)
    if size > MOST_BYTES:
        yield f"{size} bytes are fetched by a first search for one word, more than {MOST_BYTES}"
