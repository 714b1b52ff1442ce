"""What the one stylesheet weighs, and how much of it a flow page uses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from driver import Browser

# Bytes of the file, and of the rules that a flow page uses (limit of the design).
FILE = 41_500
SHARE = 22_000

STRING = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'"
# Strings, which may hold anything, and the signs that rules are made of.
TOKEN = re.compile(rf"{STRING}|/\*.*?\*/|[{{}};]", re.S)
GROUP = re.compile(r"@(media|supports|layer|container)\b")
# What an element is only at times, or what is only made of one: the rule belongs to the element.
STATE = re.compile(
    r"::(?:before|after|backdrop|marker|details-content)|:(?:hover|focus-visible|focus|target|checked)(?![\w-])"
)
# The selectors that match something in the page, as places in the list; those that the browser does not know match.
MATCHING = """
return %s.map((selector, place) => {
  try { return document.querySelector(selector) ? place : -1; } catch { return place; }
}).filter(place => place >= 0);
"""


@dataclass(frozen=True)
class Rule:
    """A rule with declarations. One such as ``@page`` has no selectors."""

    # Each selector as it stands, with those that it means: within a rule, one for each selector around it.
    selectors: tuple[tuple[str, tuple[str, ...]], ...]
    # The braces and what stands between them, rules within left out.
    size: int


def rules(style: str, around: tuple[str, ...] = ()) -> Iterator[Rule]:
    """The rules, those within ``@media`` and its like and those within rules too."""
    start = depth = 0
    prelude, opened = "", 0
    for match in TOKEN.finditer(style):
        if match[0] == "{":
            depth += 1
            if depth == 1:
                prelude, opened = style[start : match.start()].strip(), match.end()
        elif match[0] == "}":
            depth -= 1
            if depth == 0:
                yield from rule(prelude, style[opened : match.start()], around)
                start = match.end()
        elif match[0] == ";" and depth == 0:
            start = match.end()


def rule(prelude: str, body: str, around: tuple[str, ...]) -> Iterator[Rule]:
    if GROUP.match(prelude):
        yield from rules(body, around)
        return
    written = () if prelude.startswith("@") else tuple(parts(prelude))
    meant = [(text, tuple(nested(text, outer) for outer in around) or (text,)) for text in written]
    inner = tuple(selector for _, selectors in meant for selector in selectors)
    yield Rule(tuple(meant), len(own(body).encode()) + 2)
    if inner:
        yield from rules(body, inner)


def own(body: str) -> str:
    """The declarations of a rule, without the rules within it."""
    kept, start, depth, told = "", 0, 0, 0
    for match in TOKEN.finditer(body):
        if match[0] == "{":
            if depth == 0:
                kept += body[told:start]
            depth += 1
        elif match[0] == "}":
            depth -= 1
            if depth == 0:
                start = told = match.end()
        elif match[0] == ";" and depth == 0:
            start = match.end()
    return kept + body[told:]


def nested(selector: str, outer: str) -> str:
    return selector.replace("&", outer) if "&" in selector else f"{outer} {selector}"


def parts(selectors: str) -> Iterator[str]:
    """The selectors of a list; commas within parentheses are part of one."""
    depth = start = 0
    for match in re.finditer(rf"{STRING}|[()\[\],]", selectors):
        if match[0] in "([":
            depth += 1
        elif match[0] in ")]":
            depth -= 1
        elif match[0] == "," and depth == 0:
            yield selectors[start : match.start()].strip()
            start = match.end()
    yield selectors[start:].strip()


def without_states(selector: str) -> str:
    """The selector of the elements that may come into the state that a selector names."""
    # `:not()` lists what a rule spares; an element that is spared in a state only is still one of its own.
    bare = re.sub(r":not\(([^()]*)\)", lambda match: sparing(match[1]), selector)
    bare = STATE.sub("", bare)
    # `.a>:hover` has become `.a>`.
    return re.sub(r"(^|[\s>+~,(])(?=$|[\s>+~,)])", r"\1*", bare).strip()


def sparing(spared: str) -> str:
    lasting = [part for part in parts(spared) if not STATE.search(part)]
    return f":not({','.join(lasting)})" if lasting else ""


def share(browser: Browser, style: str) -> int:
    """The bytes of the rules that the open page uses, each with those of its selectors that match something."""
    found = list(rules(style))
    selectors = sorted({selector for rule in found for _, meant in rule.selectors for selector in meant})
    matching = {selectors[place] for place in browser.run(MATCHING % json.dumps([without_states(name) for name in selectors]))}
    total = 0
    for rule in found:
        used = [written for written, meant in rule.selectors if not matching.isdisjoint(meant)]
        if used or not rule.selectors:
            total += rule.size + len(",".join(used).encode())
    return total


def problems(browser: Browser, site: Path, page: Path) -> Iterator[tuple[str, str]]:
    """Prints what was measured; yields what is too heavy."""
    sheets = sorted(site.glob("assets/site*.css"))
    if len(sheets) != 1:
        yield ".", f"the site has {len(sheets)} stylesheets, not one for all pages"
        return
    style = sheets[0].read_text(encoding="utf-8")
    browser.open((site / page).as_uri())
    size, used = len(style.encode()), share(browser, style)
    print(f"stylesheet: {size} bytes, of which a flow page uses {used}")
    if not 0 < used < size:
        yield str(page), f"the share of the stylesheet that it uses cannot be: {used} of {size} bytes"
    for name, measured, limit in (("the file", size, FILE), ("the rules that a flow page uses", used, SHARE)):
        if measured > limit:
            yield sheets[0].relative_to(site).as_posix(), f"{name} has {measured} bytes; at most {limit}"
