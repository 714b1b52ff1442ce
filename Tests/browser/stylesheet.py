"""What the one stylesheet weighs, and how much of it a flow page uses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from driver import Browser

# Bytes of the file, and of the rules that a flow page uses.
FILE = 46_300
SHARE = 24_300

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
    """A rule with declarations; one such as ``@page`` has no selectors."""

    selectors: tuple[str, ...]
    size: int


def rules(style: str) -> Iterator[Rule]:
    """The rules, those within ``@media`` and its like too."""
    start = depth = 0
    prelude: str | None = None
    opened = 0
    for match in TOKEN.finditer(style):
        sign = match[0]
        if sign == "{":
            if prelude is None and GROUP.match(style[start : match.start()].strip()):
                start = match.end()
                continue
            if prelude is None:
                prelude, opened = style[start : match.start()].strip(), match.end()
            depth += 1
        elif sign == "}" and prelude is not None:
            depth -= 1
            if depth == 0:
                body = style[opened : match.start()]
                yield Rule(() if prelude.startswith("@") else tuple(parts(prelude)), len(body.encode()) + 2)
                prelude, start = None, match.end()
        elif prelude is None and sign in ("}", ";"):
            start = match.end()


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
    selectors = sorted({selector for rule in found for selector in rule.selectors})
    matching = {selectors[place] for place in browser.run(MATCHING % json.dumps([without_states(name) for name in selectors]))}
    total = 0
    for rule in found:
        used = [selector for selector in rule.selectors if selector in matching]
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
