"""Chromium under test: one page at a time, in every width and colour scheme, with and without script."""

from __future__ import annotations

import json
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from selenium import webdriver
from selenium.webdriver.common.keys import Keys

WIDTHS = (320, 390, 768, 1081, 1280, 1440)
AXE_WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")
HEIGHT = 900

# The texts a reader sees, without the controls that a script may add. Folded-away details count as seen.
TEXTS = """
for (const details of document.querySelectorAll('details')) details.open = true;
const texts = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const text = walker.currentNode.data.replace(/\\s+/g, ' ').trim(), parent = walker.currentNode.parentElement;
  if (!text || parent.closest('script, style, template, noscript, button, dialog, output, [role=status]')) continue;
  if (parent.checkVisibility({visibilityProperty: true})) texts.push(text);
}
return texts;
"""

OVERFLOW = """
const root = document.documentElement;
const clipped = [root, document.body].some(e => ['hidden', 'clip'].includes(getComputedStyle(e).overflowX));
if (!clipped && root.scrollWidth <= root.clientWidth) return null;
let widest = null, most = 0.5;
for (const element of document.body.querySelectorAll('*')) {
  const box = element.getBoundingClientRect(), over = Math.max(box.right - root.clientWidth, root.dir === 'rtl' ? -box.left : 0);
  if (over > most && getComputedStyle(element).position !== 'fixed') { most = over; widest = element; }
}
const name = widest && widest.tagName.toLowerCase() + (widest.id ? '#' + widest.id : '') +
  (widest.getAttribute('class') ? '.' + widest.getAttribute('class').split(' ').join('.') : '');
return clipped && !widest ? null : (root.scrollWidth - root.clientWidth) + ' px too wide, ' + name;
"""

AXE = """
const done = arguments[arguments.length - 1];
axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}}).then(
  result => done(result.violations.map(v => [v.id, v.help, v.nodes.length, v.nodes[0].target.join(' '),
    (v.nodes[0].failureSummary || '').split('\\n').slice(1, 2).join(' ').trim()])),
  error => done([['axe', String(error), 1, '', '']]));
"""

DIAGRAM = "return [...document.querySelectorAll('svg a.ex')].map(link => link.dataset.x);"

LINKS = "return [...document.querySelectorAll('.flow a[id^=\"%s-\"]')].map(link => link.id);"

# Text that a box cuts off, and text that stands on other text. What sticks to the window's edge is let go first; what is
# moved out of sight for screen readers is left out.
CROWDED = """
const wrong = [];
const name = e => e.tagName.toLowerCase() + (e.getAttribute('class') ? '.' + e.getAttribute('class').split(' ').join('.') : '');
for (const element of document.body.querySelectorAll('*')) {
  const style = getComputedStyle(element);
  if (style.position === 'sticky') element.style.position = 'static';
  if (!['hidden', 'clip'].includes(style.overflowX) || style.clipPath !== 'none' || element.closest('svg')) continue;
  if (!element.textContent.trim() || !element.checkVisibility()) continue;
  if (element.scrollWidth > element.clientWidth + 1) wrong.push('text is cut off in ' + name(element));
  if (element.scrollHeight > element.clientHeight + 1) wrong.push('text is cut off below in ' + name(element));
}
const boxes = [], range = document.createRange();
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const node = walker.currentNode, parent = node.parentElement;
  if (!node.data.trim() || parent.closest('svg, .skip, .vh, script') || !parent.checkVisibility()) continue;
  range.selectNodeContents(node);
  for (const box of range.getClientRects()) if (box.width > 1) boxes.push([box, node]);
}
boxes.sort((a, b) => a[0].top - b[0].top);
let open = [];
for (const [box, node] of boxes) {
  open = open.filter(other => other[0].bottom > box.top);
  for (const [other, second] of open) {
    const width = Math.min(box.right, other.right) - Math.max(box.left, other.left);
    const height = Math.min(box.bottom, other.bottom) - box.top;
    if (width > 2 && height > 0.4 * Math.min(box.height, other.height))
      wrong.push('“' + node.data.trim().slice(0, 20) + '” stands on “' + second.data.trim().slice(0, 20) + '” in ' + name(node.parentElement));
  }
  open.push([box, node]);
}
return [...new Set(wrong)].slice(0, 3);
"""

# Whether the focused element looks different from the same element without focus.
FOCUS = """
const element = document.activeElement;
const look = () => { const s = getComputedStyle(element);
  return [s.outlineStyle === 'none' ? '' : s.outlineWidth + s.outlineStyle + s.outlineColor, s.boxShadow, s.backgroundColor,
    s.borderColor, s.textDecorationLine].join('|'); };
if (!element || element === document.body) return false;
const withFocus = look();
element.blur();
const without = look();
element.focus({preventScroll: true, focusVisible: true});
return withFocus !== without;
"""

BACKGROUND = """
let element = document.body;
for (const candidate of [document.body, document.documentElement]) {
  const colour = getComputedStyle(candidate).backgroundColor;
  if (!colour.endsWith(', 0)')) return colour.match(/[\\d.]+/g).slice(0, 3).map(Number).reduce((a, b) => a + b);
}
return getComputedStyle(document.documentElement).colorScheme.includes('dark') ? -1 : -2;
"""


def axe_views(everywhere: bool) -> list[tuple[str, int]]:
    """The schemes and widths that axe-core looks at a page in: each with each, or once in each."""
    if everywhere:
        return [(scheme, width) for scheme in SCHEMES for width in AXE_WIDTHS]
    return list(zip(SCHEMES, reversed(AXE_WIDTHS), strict=True))


def find_program(*names: str) -> str:
    for name in names:
        if found := shutil.which(name):
            return found
    raise SystemExit(f"none of {', '.join(names)} is installed")


class Browser:
    """One Chromium with its driver. Use it in a `with` statement."""

    def __init__(self, axe: str, *, font_size: int = 16) -> None:
        """- font_size: what the reader has set in the browser, in pixels."""
        options = webdriver.ChromeOptions()
        options.add_experimental_option("prefs", {"webkit.webprefs.default_font_size": font_size})
        options.binary_location = find_program("chromium", "chromium-browser", "google-chrome")
        for flag in (
            "--headless=new",
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-extensions",
            "--no-first-run",
            "--lang=en",
        ):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        service = webdriver.ChromeService(find_program("chromedriver"))
        self.driver = webdriver.Chrome(options=options, service=service)
        self.driver.set_script_timeout(1800)
        self.driver.set_page_load_timeout(1800)
        self.axe = axe
        self._messages: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.driver.quit()

    def command(self, name: str, **parameters: Any) -> Any:
        return self.driver.execute_cdp_cmd(name, parameters)

    def resize(self, width: int) -> None:
        self.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=HEIGHT, deviceScaleFactor=1, mobile=False
        )

    def use_scheme(self, scheme: str) -> None:
        self.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def open(self, address: str, *, scripts: bool = True) -> None:
        """Opens a page afresh; what was logged before is dropped."""
        self.command("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.driver.get("about:blank")
        self.driver.get_log("browser")
        self.driver.get_log("performance")
        self.driver.get(address)

    def run(self, script: str) -> Any:
        return self.driver.execute_script(script)

    def load_problems(self, home: str) -> Iterator[str]:
        """Console errors, failed loads, and requests that leave the site, since the page was opened."""
        for entry in self.driver.get_log("browser"):
            if entry["level"] in ("SEVERE", "WARNING"):
                yield f"console: {entry['message'][:200]}"
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                address = message["params"]["request"]["url"]
                if not address.startswith((home, "data:", "about:")):
                    yield f"it asks for {address[:120]}"
            elif message["method"] == "Network.loadingFailed":
                yield f"a load failed: {message['params'].get('errorText', '')}"

    def overflow_problems(self) -> Iterator[str]:
        for width in WIDTHS:
            self.resize(width)
            if found := self.run(OVERFLOW):
                yield f"scrolls sideways at {width} px: {found}"

    def growth_problems(self) -> Iterator[str]:
        """With letters of twice the size nothing is cut off, stands on something else, or scrolls sideways."""
        self.resize(1280)
        if self.run("return parseFloat(getComputedStyle(document.body).fontSize)") != 32:
            yield "does not follow the font size that the reader has set"
        if found := self.run(OVERFLOW):
            yield f"with text of 200 % it scrolls sideways: {found}"
        for found in self.run(CROWDED):
            yield f"with text of 200 %: {found}"

    def script_problems(self, address: str) -> Iterator[str]:
        """Compares the texts with and without script; the page is open with script."""
        self.resize(1280)
        with_script = Counter(self.run(TEXTS))
        self.open(address, scripts=False)
        without = Counter(self.run(TEXTS))
        self.command("Emulation.setScriptExecutionDisabled", value=False)
        if not without:
            yield "shows no text without script"
        for text in list(with_script - without)[:2]:
            yield f"shows “{text[:60]}” only with script"
        for text in list(without - with_script)[:2]:
            yield f"shows “{text[:60]}” only without script"

    def axe_problems(self, everywhere: bool = True) -> Iterator[str]:
        """Runs axe-core in both schemes and widths on the open page: each with each, or once in each."""
        views = axe_views(everywhere)
        self.run(self.axe)
        backgrounds: dict[str, float] = {}
        found: dict[str, list[str]] = {}
        for scheme, width in views:
            self.use_scheme(scheme)
            backgrounds[scheme] = self.run(BACKGROUND)
            self.resize(width)
            for rule, help_text, count, place, detail in self.driver.execute_async_script(AXE):
                problem = f"axe {rule}: {help_text}; {count} times, first at {place}: {detail}"
                found.setdefault(problem, []).append(f"{width} {scheme}")
        self.use_scheme("")
        for problem, where in found.items():
            yield problem if len(where) == len(views) else f"{problem} ({', '.join(where)})"
        if backgrounds["dark"] >= backgrounds["light"]:
            yield "is not darker in the dark scheme"

    def diagram_problems(self, exchanges: list[str]) -> Iterator[str]:
        """The links of the diagram stand in the order of the exchanges, which is the order of time."""
        self.resize(1280)
        links = self.run(DIAGRAM)
        if links != exchanges:
            yield f"the diagram links {', '.join(links[:6])}…, the run has {', '.join(exchanges[:6])}…"

    def tab_problems(self, exchanges: list[str]) -> Iterator[str]:
        """Presses Tab through the diagram, and through the list that stands for it on narrow screens: every exchange, and
        between them what a party makes by itself."""
        if not exchanges:
            return
        for width, letter, name in ((1280, "d", "diagram"), (390, "m", "list")):
            self.resize(width)
            links = self.run(LINKS % letter)
            self.run(f"document.getElementById('{links[0]}').focus()")
            visited = [self.focused()]
            while len(visited) < len(links):
                self.press(Keys.TAB)
                visited.append(self.focused())
            if visited != links:
                yield f"Tab visits {', '.join(map(str, visited[:8]))}… of the {name}, not its links in order"

    def press(self, key: str) -> None:
        """Presses one key where the focus is."""
        webdriver.ActionChains(self.driver, duration=0).send_keys(key).perform()

    def wait(self, script: str, patience: float = 600) -> Any:
        """What a script returns once that is true, or the last false value."""
        end = time.monotonic() + patience
        while not (value := self.run(script)) and time.monotonic() < end:
            time.sleep(0.02)
        return value

    def has_visible_focus(self) -> bool:
        return bool(self.run(FOCUS))

    def focused(self) -> str | None:
        found: str | None = self.run("return document.activeElement && document.activeElement.id")
        return found

    def screenshot(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.driver.save_screenshot(str(path))
