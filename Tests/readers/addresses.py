#!/usr/bin/env python3
"""Follows every address in every file of a built site, with Python's own parsers and nothing of the program's.

Usage: addresses.py SITE [URL]

URL is the one that the site is published under. Every address must lead to a file of the site and every fragment to
something in it; every page must be reachable from the home page by links.
"""

from __future__ import annotations

import json
import re
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

# Attributes with one address, whatever the element.
SINGLE = {"src", "poster", "action", "formaction", "cite", "longdesc", "background", "manifest", "href", "xlink:href"}
SETS = {"srcset", "imagesrcset"}
PAINT = {"fill", "stroke", "filter", "mask", "clip-path", "marker-start", "marker-mid", "marker-end", "cursor"}
META = {"og:url", "og:image", "og:video", "og:audio", "twitter:image"}
URL = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^"')\s][^)]*?))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')""", re.I)
COMMENT = re.compile(r"/\*.*?\*/", re.S)
ANCHORED = {".html", ".htm", ".svg", ".md"}
ORIGIN = "https://site.invalid/"


@dataclass
class Found:
    """What one file has."""

    addresses: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    anchors: set[str] = field(default_factory=set)


def in_style(text: str) -> Iterator[str]:
    for match in URL.finditer(COMMENT.sub("", text)):
        yield next(group for group in match.groups() if group is not None)


class Reader(HTMLParser):
    """HTML, and SVG, which is close enough to it."""

    def __init__(self, found: Found) -> None:
        super().__init__()
        self.found = found
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: (value or "").strip() for name, value in attrs}
        self.inside = tag if tag == "style" else "data" if values.get("type") == "application/ld+json" else ""
        if "id" in values:
            self.found.anchors.add(values["id"])
        if tag == "a" and "name" in values:
            self.found.anchors.add(values["name"])
        if tag == "a" and "href" in values:
            self.found.links.add(values["href"])
        for name, value in values.items():
            if name in SINGLE or (tag, name) == ("object", "data"):
                self.found.addresses.add(value)
            elif name in SETS:
                self.found.addresses |= {part.split()[0].rstrip(",") for part in re.split(r",\s+|\s*,(?=\S+\s)", value) if part.split()}
            elif name == "style" or name in PAINT:
                self.found.addresses |= set(in_style(value))
        if tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            target = values["content"].partition("=")[2].strip().strip("'\"")
            self.found.addresses.add(target)
            self.found.links.add(target)
        if tag == "meta" and (values.get("property") or values.get("name")) in META:
            self.found.addresses.add(values["content"])

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "style":
            self.found.addresses |= set(in_style(data))
        elif self.inside == "data":
            self.found.addresses |= {text for text in strings(json.loads(data)) if text.startswith("http")}


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)


def slug(text: str) -> str:
    plain = re.sub(r"\[([^]]*)\]\([^)]*\)|[*`\\]", lambda match: match.group(1) or "", text)
    return re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")


def in_markdown(text: str, found: Found) -> None:
    text = re.sub(r"^(```+|~~~+).*?^\1[`~]*\s*$", "", text, flags=re.S | re.M)
    for line in text.splitlines():
        if re.match(r"#{1,6} ", line):
            found.anchors.add(slug(line.lstrip("#").strip()))
    text = re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "", text, flags=re.S)
    text = re.sub(r"\\[\[\]()]", "", text)
    for match in re.finditer(r"\]\(<?([^()\s>]+)>?(?:\s+\"[^\"]*\")?\)|^ {0,3}\[[^]^]+\]:\s*<?(\S+?)>?\s*$", text, re.M):
        found.addresses.add(match.group(1) or match.group(2))
    reader = Reader(found)
    reader.feed(text)


def in_xml(text: str, found: Found) -> None:
    for element in ElementTree.fromstring(text).iter():
        if "href" in element.attrib:
            found.addresses.add(element.attrib["href"])
        name = element.tag.rpartition("}")[2]
        if name == "loc" and element.text:
            found.addresses.add(element.text.strip())
        if name == "content" and element.get("type") == "html":
            Reader(found).feed(element.text or "")


@cache
def read(file: Path, home: str) -> Found:
    found = Found()
    ending = file.suffix.lower()
    if ending not in ANCHORED | {".css", ".xml", ".webmanifest", ".js", ".txt"}:
        return found
    text = file.read_text(encoding="utf-8")
    if ending in {".html", ".htm", ".svg"}:
        Reader(found).feed(text)
    elif ending == ".css":
        found.addresses |= {address for address in in_style(text) if not address.startswith("#")}
    elif ending == ".md" or file.name == "llms.txt":
        in_markdown(text, found)
    elif ending == ".xml":
        in_xml(text, found)
    elif ending == ".webmanifest":
        manifest = json.loads(text)
        found.addresses |= {manifest[name] for name in ("start_url", "scope") if name in manifest}
        found.addresses |= {icon["src"] for icon in manifest.get("icons", [])}
    elif file.name == "robots.txt":
        found.addresses |= set(re.findall(r"^Sitemap:\s*(\S+)", text, re.M))
    elif re.fullmatch(r"p\d+\.js", file.name) and text.startswith("wirescribeSearch.page("):
        path, _, sections = json.loads(text.partition(",")[2].rstrip().removesuffix(")").replace("\\x3c", "<"))
        found.addresses |= {home + path} | {f"{home}{path}#{section[0]}" for section in sections if section[0]}
    return found


def place(site: Path, file: Path, address: str, home: str) -> tuple[Path, str] | None:
    """The file of the site that an address leads to, with the fragment; nothing for what leads elsewhere."""
    base = home + file.relative_to(site).as_posix()
    target = urlsplit(urljoin(base, re.sub(r"[\t\n\r]", "", address)))
    if target.scheme not in {"http", "https"}:
        return None
    whole = target._replace(query="", fragment="").geturl()
    if not (whole + "/").startswith(home) and not whole.startswith(home):
        # What climbs out of the site is no address of another one.
        return (site / "..", "") if urlsplit(home).netloc == target.netloc and ":" not in address else None
    path = unquote(whole[len(home) :])
    goal = site / path
    return (goal / "index.html" if path.endswith("/") or not path else goal), unquote(target.fragment)


def dead(site: Path, url: str | None = None) -> set[tuple[str, str]]:
    """Every address that leads nowhere, with the file in which it stands."""
    home = (url.rstrip("/") + "/") if url else ORIGIN
    wrong = set()
    for file in sorted(path for path in site.rglob("*") if path.is_file()):
        for address in read(file, home).addresses:
            found = place(site, file, address, home)
            if found is None:
                continue
            goal, fragment = found
            is_missing = not goal.is_file()
            checks = fragment and goal.suffix in ANCHORED and not re.match(r":~:|top$|svgView\(|\w+=", fragment, re.I)
            if is_missing or checks and fragment not in read(goal, home).anchors:
                wrong.add((file.relative_to(site).as_posix(), address))
    return wrong


def unreachable(site: Path, url: str | None = None) -> set[str]:
    """The pages that no way of links from the home page leads to; those that nobody is to come to by a link are left out."""
    home = (url.rstrip("/") + "/") if url else ORIGIN
    start = site / "index.html"
    seen, waiting = {start}, deque([start])
    while waiting:
        file = waiting.popleft()
        if file.suffix != ".html" or not file.is_file():
            continue
        for address in read(file, home).links:
            found = place(site, file, address, home)
            if found and found[0] not in seen:
                seen.add(found[0])
                waiting.append(found[0])
    pages = {page for page in site.rglob("*.html") if page.name != "404.html"}
    moved = {page for page in pages if 'http-equiv="refresh"' in (text := page.read_text()) or "http-equiv=refresh" in text}
    return {page.relative_to(site).as_posix() for page in pages - moved - seen}


def main() -> int:
    site, url = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None
    wrong = dead(site, url)
    lost = unreachable(site, url)
    for file, address in sorted(wrong)[:40]:
        print(f"FAIL  {file}: {address} leads nowhere")
    for page in sorted(lost)[:40]:
        print(f"FAIL  {page}: no link leads here")
    print(f"addresses: {len(wrong)} dead, {len(lost)} pages out of reach")
    return 1 if wrong or lost else 0


if __name__ == "__main__":
    sys.exit(main())
