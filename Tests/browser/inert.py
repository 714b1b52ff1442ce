"""Recordings of a peer that means harm, in Chromium: nothing of what it wrote runs, loads, hides or becomes an element.

The traces are those of `Tests/readers/hostile.py`, which also reads their exports without a browser.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from driver import TEXTS, Browser

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "Tests" / "readers"))
import hostile  # noqa: E402

# A confidential client, so that every kind of parameter and header occurs.
RUN = "scenarios/dcr-client-secret-basic/2026-07-28/trace.json"
# One that marks up, one that turns, one that is long: what the others do to a page's structure, these do.
AXE = ("script", "direction", "long")
# So often a short text must be there to read; it stands in some hundred places.
LEAST = 50
# A page that shows all of every long text would be this many times as long as one without.
MOST = 20

# Before any page: what a script of the peer would call, and every way in which a page can ask for attention.
WATCH = """
window.hits = [];
window.hit = function (number) { window.hits.push('hit(' + number + ')'); };
for (const name of ['alert', 'confirm', 'prompt', 'open', 'print'])
  window[name] = function () { window.hits.push(name); };
"""

# Names of elements with those of their attributes, and addresses that are no plain links.
ELEMENTS = """
const names = new Set(), addresses = [];
for (const element of document.querySelectorAll('*')) {
  names.add(element.localName);
  for (const attribute of element.attributes) {
    if (!attribute.name.startsWith('data-')) names.add(element.localName + '[' + attribute.name + ']');
    if (/^(href|src|action|data|xlink:href)$/.test(attribute.name)
        && /^[\\s\\x00-\\x1f]*(javascript|data|vbscript|blob):/i.test(attribute.value)) addresses.push(attribute.value);
  }
}
return [[...names].sort(), addresses];
"""

# Texts that are wider than what is around them, and cut off there without a mark.
CUT = """
const cut = [];
for (const element of document.querySelectorAll('main *')) {
  const style = getComputedStyle(element);
  if (element.children.length || !element.textContent.trim() || style.overflowX === 'auto' || style.overflowX === 'scroll')
    continue;
  if (element.closest('svg, pre')) continue;
  const clips = ['hidden', 'clip'].includes(style.overflowX) && style.textOverflow !== 'ellipsis';
  if (clips && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1)
    cut.push(element.localName + '.' + element.className + ': ' + element.textContent.slice(0, 40));
}
return cut;
"""


@dataclass(frozen=True)
class Recording:
    """One hostile recording, exported: the page in a folder, the picture beside it, and a page with the picture in it."""

    name: str
    text: str
    folder: Path


def export(wirescribe: Path, site: Path, folder: Path) -> list[Recording]:
    """Writes the pages of all hostile recordings, the good one they were made from first; none for a site without runs."""
    if not (site / RUN).exists():
        return []
    trace = json.loads((site / RUN).read_text(encoding="utf-8"))
    good = ("good", "", trace)
    found = []
    for name, text, changed in (good, *hostile.variants(trace)):
        place = folder / name
        place.mkdir(parents=True)
        file = folder / f"{name}.json"
        file.write_text(json.dumps(changed, ensure_ascii=False), encoding="utf-8")
        for format, out in (("html", place), ("svg", place / "picture.svg")):
            command = [wirescribe, "export", file, "--format", format, "--site", ROOT, "--out", out]
            subprocess.run(command, check=True, capture_output=True)
        (place / "image.html").write_text(
            "<!DOCTYPE html><html lang='en'><title>A picture</title><img src='picture.svg' alt='A flow'></html>",
            encoding="utf-8",
        )
        found.append(Recording(name, text, place))
    return found


def problems(browser: Browser, recording: Recording, good: Recording) -> Iterator[str]:
    """What a hostile recording did to its page and its pictures."""
    browser.command("Page.enable")
    script = browser.command("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
    home = recording.folder.as_uri() + "/"
    try:
        plain = names_in(browser, good.folder / "index.html")
        browser.resize(1280)
        browser.open(home + "index.html")
        yield from browser.load_problems(home)
        yield from harm(browser, plain)
        yield from legibility(browser, recording, (good.folder / "index.html").stat().st_size)
        yield from browser.overflow_problems()
        yield from (f"text is cut off without a mark: {place}" for place in browser.run(CUT)[:3])
        if recording.name in AXE:
            browser.resize(1280)
            yield from browser.axe_problems()
        yield from picture_problems(browser, recording, good)
    finally:
        browser.command("Page.removeScriptToEvaluateOnNewDocument", identifier=script["identifier"])


def names_in(browser: Browser, page: Path) -> set[str]:
    browser.resize(1280)
    browser.open(page.as_uri())
    names: list[str] = browser.run(ELEMENTS)[0]
    return set(names)


def harm(browser: Browser, plain: set[str]) -> Iterator[str]:
    """What ran, and which elements came from the recorded text; `plain` are those of a page without harm."""
    # Links of the peer's own making would have their say only when somebody follows them.
    if hits := browser.run("return window.hits"):
        yield f"a script of the peer ran: {', '.join(hits)}"
    names, addresses = browser.run(ELEMENTS)
    if more := set(names) - plain:
        yield f"elements or attributes that a good recording has not: {', '.join(sorted(more)[:5])}"
    if addresses:
        yield f"a link to {addresses[0][:60]}"


def legibility(browser: Browser, recording: Recording, size: int) -> Iterator[str]:
    """Whether a reader sees what the peer wrote, whole or with a mark where something is left out."""
    seen: list[str] = browser.run(TEXTS)
    text = "\n".join(seen)
    if match := hostile.HIDDEN.search(text.replace("\n", "")):
        yield f"the character U+{ord(match[0]):04X} stands in the text"
    if len(recording.text) < 1000:
        wanted = " ".join(hostile.shown(recording.text, hostile.PAGE_NAMES).split())
        if text.count(wanted) < LEAST:
            yield f"“{wanted}” is seen {text.count(wanted)} times"
    else:
        if sum("characters …" in line for line in seen) < 10:
            yield "long texts are cut without a mark"
        if (recording.folder / "index.html").stat().st_size > MOST * size:
            yield "long texts are not cut"


def picture_problems(browser: Browser, recording: Recording, good: Recording) -> Iterator[str]:
    """The standalone picture, opened by itself and as an image of another page."""
    home = recording.folder.as_uri() + "/"
    plain = names_in(browser, good.folder / "picture.svg")
    browser.open(home + "picture.svg")
    yield from (f"picture: {problem}" for problem in browser.load_problems(home))
    yield from (f"picture: {problem}" for problem in harm(browser, plain))
    seen: str = browser.run("return document.documentElement.textContent")
    wanted = hostile.shown(recording.text, hostile.PICTURE_NAMES)[:12]
    if wanted not in seen:
        yield f"picture: “{wanted}” is not to be seen"
    browser.open(home + "image.html")
    yield from (f"picture in a page: {problem}" for problem in browser.load_problems(home))
    drawn: Any = browser.run(
        "const i = document.images[0]; return i.complete && i.naturalWidth > 500 && i.naturalHeight > 500"
    )
    if not drawn or browser.run("return window.hits.length"):
        yield "picture in a page: it is not drawn"


def unnoticed(browser: Browser, recording: Recording, good: Recording) -> Iterator[str]:
    """The page of a writer that forgot to escape must be found out."""
    page = recording.folder / "index.html"
    whole = page.read_text(encoding="utf-8")
    without_policy = whole.replace("http-equiv=", "data-was=")
    spoilt = without_policy.replace("&lt;script&gt;", "<script>").replace("&lt;/script&gt;", "</script>")
    try:
        page.write_text(spoilt, encoding="utf-8")
        script = browser.command("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
        plain = names_in(browser, good.folder / "index.html")
        browser.open(page.as_uri())
        if not any("ran" in problem for problem in harm(browser, plain)):
            yield "a script that stands in the page unescaped was not noticed"
        browser.command("Page.removeScriptToEvaluateOnNewDocument", identifier=script["identifier"])
    finally:
        page.write_text(whole, encoding="utf-8")
