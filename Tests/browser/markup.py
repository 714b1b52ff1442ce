"""What can be read from a built site without a browser: ids, links, anchors, and what a page loads.

Uses nothing but Python's standard library.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Attributes whose address the browser loads by itself.
LOADED = {
    ("audio", "src"),
    ("embed", "src"),
    ("feimage", "href"),
    ("iframe", "src"),
    ("image", "href"),
    ("image", "xlink:href"),
    ("img", "src"),
    ("input", "src"),
    ("link", "href"),
    ("object", "data"),
    ("script", "src"),
    ("source", "src"),
    ("track", "src"),
    ("use", "href"),
    ("use", "xlink:href"),
    ("video", "poster"),
    ("video", "src"),
}
NOT_LOADED_LINKS = {"canonical", "alternate", "author", "license", "help", "next", "prev"}
ID_LISTS = {"aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-details", "headers"}
ID_REFERENCES = {"for", "list", "form", "aria-activedescendant"}
CSS_URL = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']""")


@dataclass
class Page:
    """One HTML file of the site, as its markup says."""

    path: Path
    kind: str
    size: int
    ids: Counter[str] = field(default_factory=Counter)
    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    oddities: list[str] = field(default_factory=list)


class MarkupReader(HTMLParser):
    """Collects the ids, links and loaded addresses of one page."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.body_class = ""
        self._script: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        attrs = {name: value or "" for name, value in attributes}
        if len(attrs) < len(attributes):
            self.page.oddities.append(f"<{tag}> has an attribute twice")
        if tag == "body":
            self.body_class = attrs.get("class", "")
        if "id" in attrs:
            self.page.ids[attrs["id"]] += 1
        if tag in ("a", "area"):
            self.page.links += [attrs[name] for name in ("href", "xlink:href") if name in attrs]
        for name, value in attrs.items():
            if (tag, name) in LOADED and not (tag == "link" and attrs.get("rel") in NOT_LOADED_LINKS):
                self.page.loaded.append(value)
            elif name == "srcset":
                self.page.loaded += [part.split()[0] for part in value.split(",") if part.split()]
            elif name == "style":
                self.page.loaded += addresses_in_css(value)
                self.page.oddities.append(f"<{tag}> has a style attribute, which the page's policy forbids")
            elif name in ID_LISTS:
                self.page.references += value.split()
            elif name in ID_REFERENCES:
                self.page.references.append(value)
            elif name.startswith("on"):
                self.page.oddities.append(f"<{tag}> has a script in {name}")
            elif name == "tabindex" and value.lstrip("-").isdigit() and int(value) > 0:
                self.page.oddities.append(f"<{tag}> jumps the tab order with tabindex {value}")
        if tag == "script":
            self._script = attrs

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._script = None

    def handle_data(self, data: str) -> None:
        script = self._script
        if script is not None and "src" not in script and data.strip() and "json" not in script.get("type", ""):
            self.page.oddities.append("a script stands in the page")


def addresses_in_css(text: str) -> list[str]:
    return [first or second for first, second in CSS_URL.findall(text)]


def read_page(site: Path, path: Path) -> Page:
    """One page with its kind: the class of its body and where it stands."""
    relative = path.relative_to(site)
    text = path.read_text(encoding="utf-8")
    page = Page(relative, "", len(text))
    reader = MarkupReader(page)
    reader.feed(text)
    reader.close()
    top = relative.parts[0] if len(relative.parts) > 1 else relative.name
    page.kind = f"{top} {reader.body_class}".strip() + f" {len(relative.parts)}"
    return page


def read_pages(site: Path) -> list[Page]:
    """All pages of the site, read by two processes."""
    with ProcessPoolExecutor(2) as pool:
        return list(pool.map(functools.partial(read_page, site), sorted(site.rglob("*.html")), chunksize=40))


def problems(site: Path, pages: list[Page]) -> Iterator[tuple[str, str]]:
    """What is wrong, as page and problem."""
    by_path = {page.path: page for page in pages}
    for page in pages:
        where = str(page.path)
        for name, count in page.ids.items():
            if count > 1:
                yield where, f"the id “{name}” occurs {count} times"
            if not name or re.search(r"\s", name):
                yield where, f"“{name}” is no id"
        for name in page.references:
            if name not in page.ids:
                yield where, f"a reference to the id “{name}”, which does not exist"
        for oddity in page.oddities:
            yield where, oddity
        for address in page.links:
            yield from ((where, problem) for problem in link_problems(site, by_path, page, address))
        for address in page.loaded:
            address = from_root(page.path, address)
            yield from ((where, problem) for problem in load_problems(site, page.path.parent, address))
    for sheet in sorted(site.rglob("*.css")):
        relative = sheet.relative_to(site)
        for address in addresses_in_css(sheet.read_text(encoding="utf-8")):
            yield from ((str(relative), problem) for problem in load_problems(site, relative.parent, address))


def target(site: Path, base: Path, path: str) -> Path | None:
    """The file of the site that a relative address means, or None where it leads outside or nowhere."""
    found = Path(site / base / unquote(path)).resolve()
    if not found.is_relative_to(site.resolve()) or not found.is_file():
        return None
    return found.relative_to(site.resolve())


def from_root(page: Path, address: str) -> str:
    """The page of a missing address is shown at any depth, so it may say where the site's root is."""
    return address.lstrip("/") if page.name == "404.html" and not address.startswith("//") else address


def link_problems(site: Path, pages: dict[Path, Page], page: Page, address: str) -> Iterator[str]:
    parts = urlsplit(from_root(page.path, address))
    if parts.scheme in ("http", "https") and parts.netloc:
        return
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        yield f"the link “{address[:80]}” works neither on disk nor on every host"
        return
    found = target(site, page.path.parent, parts.path) if parts.path else page.path
    if found is None:
        yield f"the link “{address}” leads nowhere"
    elif parts.fragment and found.suffix == ".html" and unquote(parts.fragment) not in pages[found].ids:
        yield f"the anchor of “{address}” does not exist"


def load_problems(site: Path, base: Path, address: str) -> Iterator[str]:
    parts = urlsplit(address)
    if parts.scheme == "data" or (not parts.path and parts.fragment):
        return
    if parts.scheme or parts.netloc:
        yield f"it loads “{address[:80]}” from elsewhere"
    elif target(site, base, parts.path) is None:
        yield f"it loads “{address}”, which does not exist"
