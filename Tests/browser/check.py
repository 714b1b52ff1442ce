#!/usr/bin/env python3
"""Pages of a built site, in a real Chromium.

    python Tests/browser/check.py _site            # all kinds, with a sample of each
    python Tests/browser/check.py _site --quick    # one page of each kind

By reading the files, for all pages: ids are unique, links and anchors resolve, nothing is loaded from elsewhere, no
script or style stands in the page. In Chromium, from disk, for a sample of each kind: no console error, no request
that leaves the site, no sideways scrolling from 320 to 1440 px, the same text with and without script, the diagram's
links in order of time. In Chromium, from a web server on this machine, for pages of every kind and a sample: axe-core
finds nothing in light and dark, at 390 and 1280 px (all four on the smallest page of a kind), and Tab walks the diagram in order of time; with the browser's
text set to 200 %, a page of each kind neither cuts text off nor lets it stand on other text. The search is used by
keyboard, from disk and under a path; the keys of a flow page do what the help says. A manual in four languages, two
of them from right to left, passes the same checks, and the pages and pictures of recordings full of markup are inert.

Needs Chromium with its driver, and the PyPI packages named in the requirements files here.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import importlib.util
import json
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import inert
import keys
import languages
import markup
import search
import stylesheet
import weight
from driver import Browser, axe_views

PROCESSES = 2
EXTRA_AXE_PAGES = 8
# Pages of each kind that are opened in the browser besides.
PAGES_PER_KIND = 14
# The flow page that is used by keyboard and whose share of the stylesheet is measured.
FLOW_PAGE = Path(inert.RUN).with_name("index.html")


@dataclass(frozen=True)
class Task:
    """One page, and how thoroughly to look at it."""

    path: Path
    kind: str
    size: int
    thorough: bool
    # Whether axe-core looks in both schemes at both widths, and not once in each.
    everywhere: bool = False

    @property
    def axe_runs(self) -> int:
        return len(axe_views(self.everywhere)) if self.thorough else 0


@dataclass
class Outcome:
    """What one process found."""

    pages: int = 0
    axe_runs: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@contextmanager
def web_server(site: Path) -> Iterator[str]:
    """Serves the site on a free port of this machine; yields its address with a final slash."""
    handler = functools.partial(QuietHandler, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def axe_source() -> str:
    """axe-core, as the package axe-playwright-python carries it; the package itself is not run."""
    spec = importlib.util.find_spec("axe_playwright_python")
    if spec is None or spec.origin is None:
        raise SystemExit("axe-core is missing: pip install --no-deps axe-playwright-python")
    return (Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def exchanges_of(site: Path, page: Path) -> list[str]:
    """The ids of the exchanges of the run that a page shows, in order of time; none for other pages."""
    trace = site / page.parent / "trace.json"
    if not trace.exists():
        return []
    return [exchange["id"] for exchange in json.loads(trace.read_text(encoding="utf-8"))["exchanges"]]


def page_problems(browser: Browser, site: Path, server: str, task: Task, shots: Path | None) -> Iterator[str]:
    """Looks at one page in the browser."""
    exchanges = exchanges_of(site, task.path)
    # The page of a missing address is never opened from disk.
    home = server if task.path.name == "404.html" else site.as_uri() + "/"
    address = home + quote(task.path.as_posix())
    browser.resize(1280)
    browser.open(address)
    yield from browser.load_problems(home)
    if exchanges and task.path.name == "index.html":
        yield from browser.diagram_problems(exchanges)
    yield from browser.overflow_problems()
    yield from browser.script_problems(address)
    if task.thorough:
        browser.resize(1280)
        browser.open(server + task.path.as_posix())
        yield from browser.load_problems(server)
        yield from browser.axe_problems(task.everywhere)
        yield from browser.tab_problems(exchanges)
        if shots:
            for scheme in ("light", "dark"):
                for width in (390, 1280):
                    browser.use_scheme(scheme)
                    browser.resize(width)
                    name = "-".join(task.path.with_suffix("").parts)
                    browser.screenshot(shots / f"{name}-{width}-{scheme}.png")
            browser.use_scheme("")


def look(tasks: list[Task], site: Path, server: str, shots: Path | None) -> Outcome:
    """What one process does: its share of the pages in one browser."""
    outcome = Outcome()
    with Browser(axe_source()) as browser:
        for task in tasks:
            try:
                found = list(page_problems(browser, site, server, task, shots))
            except Exception as error:  # A page that breaks the check is a finding, not the end.
                found = [f"could not be checked: {type(error).__name__}: {str(error).splitlines()[0]}"]
            outcome.pages += 1
            outcome.axe_runs += task.axe_runs
            outcome.problems += [(str(task.path), problem) for problem in found]
    return outcome


def look_at_hostile(
    recordings: list[inert.Recording], good: inert.Recording, is_first: bool
) -> list[tuple[str, str]]:
    """What one process finds on the pages of recordings that mean harm."""
    found: list[tuple[str, str]] = []
    with Browser(axe_source()) as browser:
        for recording in recordings:
            name = f"the hostile recording “{recording.name}”"
            try:
                found += [(name, problem) for problem in inert.problems(browser, recording, good)]
            except Exception as error:  # A page that breaks the check is a finding, not the end.
                found.append((name, f"could not be checked: {type(error).__name__}: {str(error).splitlines()[0]}"))
        if is_first:
            found += [("the check itself", problem) for problem in inert.unnoticed(browser, recordings[0], good)]
    return found


def look_at_manual(site: Path) -> Outcome:
    """The manual in several languages: every page of it, and its selectors by keyboard."""
    pages = markup.read_pages(site)
    tasks = [Task(page.path, page.kind, page.size, thorough=True, everywhere=True) for page in pages]
    with web_server(site) as server:
        outcome = look(tasks, site, server, None)
        outcome.problems += markup.problems(site, pages)
        with Browser(axe_source()) as browser:
            outcome.problems += languages.problems(browser, server)
    outcome.problems = [(f"the manual in four languages, {page}", problem) for page, problem in outcome.problems]
    return outcome


def look_at_large_text(pages: list[Path], server: str) -> Outcome:
    """Pages as a reader sees them who has set the browser's text to 200 %."""
    outcome = Outcome()
    with Browser("", font_size=32) as browser:
        for page in pages:
            browser.open(server + quote(page.as_posix()))
            outcome.pages += 1
            outcome.problems += [(str(page), problem) for problem in browser.growth_problems()]
    return outcome


def by_keyboard(browser: Browser, site: Path) -> list[tuple[str, str]]:
    """The keys of a flow page, on one of those that are long enough to walk through."""
    if not (site / FLOW_PAGE).exists():
        return []
    with web_server(site) as server:
        return [
            (str(FLOW_PAGE), problem)
            for problem in keys.problems(browser, server, FLOW_PAGE.as_posix(), exchanges_of(site, FLOW_PAGE))
        ]


def plan(pages: list[markup.Page], quick: bool) -> list[Task]:
    """The largest and the smallest page of each kind are looked at thoroughly; of the others a sample is opened.

    On the smallest of each kind axe-core looks in light and dark at both widths. It takes half a minute for each look at a
    page of thousands of lines, whose parts are those of the smallest: there it looks once in each scheme and at each width.
    The files of all pages have been read before: links, anchors and ids are checked on every one.
    """
    kinds: dict[str, list[markup.Page]] = {}
    for page in sorted(pages, key=lambda page: page.size):
        kinds.setdefault(page.kind, []).append(page)
    thorough = {page.path for group in kinds.values() for page in (group[-1:] if quick else (group[0], group[-1]))}
    if quick:
        chosen = [page for page in pages if page.path in thorough]
    else:
        dice = random.Random(1)
        opened = {page.path for group in kinds.values() for page in dice.sample(group, min(PAGES_PER_KIND, len(group)))}
        chosen = [page for page in pages if page.path in opened | thorough]
        rest = [page for page in chosen if page.path not in thorough]
        thorough |= {page.path for page in dice.sample(rest, min(EXTRA_AXE_PAGES, len(rest)))}
    smallest = {group[0].path for group in kinds.values()}
    return [Task(page.path, page.kind, page.size, page.path in thorough, page.path in smallest) for page in chosen]


def shares(tasks: list[Task]) -> list[list[Task]]:
    """The tasks for each process, about equally heavy."""
    heavy_first = sorted(tasks, key=lambda task: (task.thorough, task.size), reverse=True)
    return [heavy_first[number::PROCESSES] for number in range(PROCESSES)]


def report(problems: list[tuple[str, str]], limit: int = 40) -> None:
    """One line for each problem, with the number of pages that have it."""
    places: dict[str, list[str]] = {}
    for page, problem in problems:
        places.setdefault(problem, []).append(page)
    most_first = sorted(places.items(), key=lambda item: len(item[1]), reverse=True)
    for problem, found in most_first[:limit]:
        more = f" (and {len(set(found)) - 1} other pages)" if len(set(found)) > 1 else ""
        print(f"FAIL  {found[0]}: {problem}{more}")
    if len(places) > limit:
        print(f"FAIL  and {len(places) - limit} other problems")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path, help="the folder of a built site")
    parser.add_argument("--quick", action="store_true", help="one page of each kind in the browser")
    parser.add_argument(
        "--wirescribe", type=Path, default=inert.ROOT / ".build" / "debug" / "wirescribe", help="the command, for exports"
    )
    parser.add_argument("--screenshots", type=Path, help="keep pictures of the thoroughly checked pages here")
    options = parser.parse_args()
    start = time.monotonic()
    site: Path = options.site.resolve()

    pages = markup.read_pages(site)
    if not pages:
        print(f"browser: there is no page in {options.site}")
        return 1
    problems = list(markup.problems(site, pages)) + list(weight.problems(site))
    links = sum(len(page.links) for page in pages)
    seconds = time.monotonic() - start
    print(
        f"files: {len(pages)} pages of {len({page.kind for page in pages})} kinds, {links} links read in {seconds:.1f} s"
    )

    tasks = plan(pages, options.quick)
    with (
        web_server(site) as server,
        ProcessPoolExecutor(PROCESSES) as pool,
        tempfile.TemporaryDirectory() as folder,
    ):
        looks = [pool.submit(look, share, site, server, options.screenshots) for share in shares(tasks)]
        large = list({task.kind: task.path for task in tasks if task.thorough}.values())
        looks.append(pool.submit(look_at_large_text, large, server))
        recordings = inert.export(options.wirescribe, site, Path(folder))
        manual = languages.build(options.wirescribe, Path(folder) / "manual")
        looks.append(pool.submit(look_at_manual, manual))
        hostile = [
            pool.submit(look_at_hostile, recordings[1:][number::PROCESSES], recordings[0], number == 0)
            for number in range(PROCESSES if recordings else 0)
        ]
        outcomes = [future.result() for future in looks]
        for outcome in outcomes:
            problems += outcome.problems
        for found in hostile:
            problems += found.result()
    with Browser(axe_source()) as browser:
        problems += [("the search", problem) for problem in search.problems(browser, site, web_server)]
        problems += [("the search", problem) for problem in search.size_problems(site)]
        with tempfile.TemporaryDirectory() as folder:
            cases = search.case_problems(browser, options.wirescribe, Path(folder))
            problems += [("the search", problem) for problem in cases]
        problems += by_keyboard(browser, site)
        if (site / FLOW_PAGE).exists():
            problems += stylesheet.problems(browser, site, FLOW_PAGE)
    thorough = Counter(task.kind for task in tasks if task.thorough)
    print(
        f"chromium: {sum(outcome.pages for outcome in outcomes)} pages, "
        f"axe-core {sum(outcome.axe_runs for outcome in outcomes)} times on {sum(thorough.values())} pages "
        f"in {time.monotonic() - start - seconds:.1f} s"
    )
    report(problems)
    failed = {page for page, _ in problems}
    print(f"browser: {len(pages) - len(failed)} pages passed, {len(failed)} failed in {time.monotonic() - start:.1f} s")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
