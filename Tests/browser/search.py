"""The search of a site, by keyboard alone: from disk and under a path of a web server."""

from __future__ import annotations

import shutil
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
