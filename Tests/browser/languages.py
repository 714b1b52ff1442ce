"""A manual in several languages, one of them only half translated, two written from right to left, in two versions."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

from driver import Browser
from selenium.webdriver.common.keys import Keys

FILES = {
    "wirescribe.yml": """\
name: Manual
description: One manual in four languages.
url: https://manual.example/
language: en
languages: { de: Deutsch, ar: العربية, he: עברית }
versions:
  - name: "2.0"
  - name: "1.4"
    url: https://manual.example/1.4/
""",
    "content/index.md": "---\ntitle: Home\nsummary: Where to begin.\n---\nRead [how to set it up](guides/setup.md).\n",
    "content/guides/index.md": "---\ntitle: Guides\nweight: 1\n---\nWhat to do, in order.\n",
    "content/guides/setup.md": """\
---
title: Setup
summary: From nothing to a first answer.
weight: 2
tags: [Access tokens]
---
## Install

Call the endpoint `https://mcp.example.com/mcp`.

```json
{"access_token": "a value that is much longer than a phone is wide, so that this line scrolls by itself", "expires_in": 3600}
```

> [!WARNING]
> Keep the token secret.

| Parameter | Meaning |
|---|---|
| `code_challenge_method` | How the challenge was made |

## Keys

See [the guides](index.md).
""",
    "content/de/index.md": "---\ntitle: Startseite\n---\nSiehe [Einrichtung](guides/setup.md).\n",
    "content/de/guides/setup.md": "---\ntitle: Einrichtung\nweight: 2\n---\n## Installieren\n\nRufen Sie den Endpunkt auf.\n",
    "content/ar/index.md": "---\ntitle: الرئيسية\n---\nاقرأ [طريقة الإعداد](guides/setup.md).\n",
    "content/ar/guides/setup.md": """\
---
title: الإعداد
summary: من لا شيء إلى أول إجابة.
weight: 2
tags: [رموز]
---
## التثبيت

استدع نقطة النهاية `https://mcp.example.com/mcp` وأرسل `Authorization: Bearer`.

```json
{"access_token": "a value that is much longer than a phone is wide, so that this line scrolls by itself", "expires_in": 3600}
```

> [!WARNING]
> احتفظ بالرمز سرًا.

| المعامل | المعنى |
|---|---|
| `code_challenge_method` | طريقة التحدي |

## المفاتيح

1. افتح الصفحة.
2. اختر *صندوق* الأدوات.

> اقتباس قصير.
""",
    "content/he/index.md": "---\ntitle: דף הבית\n---\nקראו את [המדריך](guides/setup.md).\n",
}
LANGUAGES = {"en": "ltr", "de": "ltr", "ar": "rtl", "he": "rtl"}
PAGE = "guides/setup/index.html"
# A word of the page of setup in each language that has one, and where a search for it must lead.
WORDS = {"Setup": PAGE, "Einrichtung": "de/" + PAGE, "الإعداد": "ar/" + PAGE}

# The word above a warning, and the one on the button that copies code, in the language of the text and of the page.
SPOKEN = {"en": ("Warning", "Copy"), "ar": ("تحذير", "نسخ")}
WORDING = """
const text = selector => (document.querySelector(selector) || {}).textContent;
return [text('.alert-title'), text('.cp .copy'), text('.choice [hreflang=en]'),
  [...document.querySelectorAll('.nav.pages a')].map(link => link.textContent.replace(/[^←→]/g, ''))
    .every(arrow => '←→'.includes(arrow) && arrow), text('.nav.pages a:not(.nx)')];
"""

# What is laid out against the direction in which the page is read.
ASKEW = """
const wrong = [], rtl = document.documentElement.dir === 'rtl';
// A page that is not translated yet is a text of its own direction.
const isTurned = element => element.closest('[dir]').dir === 'rtl';
for (const code of document.querySelectorAll('pre, code'))
  if (getComputedStyle(code).direction !== 'ltr') wrong.push('code reads from right to left: ' + code.textContent.slice(0, 20));
for (const cell of document.querySelectorAll('.prose th'))
  if (!['start', isTurned(cell) ? 'right' : 'left'].includes(getComputedStyle(cell).textAlign)) wrong.push('a table is aligned at its end');
for (const alert of document.querySelectorAll('.alert'))
  if (getComputedStyle(alert)[isTurned(alert) ? 'borderRightWidth' : 'borderLeftWidth'] !== '4px') wrong.push('an alert is marked at its end');
const prose = document.querySelector('.prose'), aside = document.querySelector('nav.side');
if (prose && aside && innerWidth > 1000) {
  const text = prose.getBoundingClientRect(), list = aside.getBoundingClientRect();
  if (rtl ? list.left < text.right : list.right > text.left) wrong.push('the list of pages stands at the end');
}
for (const block of document.querySelectorAll('pre'))
  if (block.scrollLeft !== 0 || block.firstElementChild.getBoundingClientRect().left < block.getBoundingClientRect().left)
    wrong.push('code begins out of sight');
return wrong;
"""


def build(wirescribe: Path, folder: Path) -> Path:
    """Writes the manual and builds it; returns its site."""
    for name, text in FILES.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    site = folder / "_site"
    command = [wirescribe, "build", folder, "--strict", "--output", site]
    subprocess.run(command, check=True, capture_output=True)
    return site


def problems(browser: Browser, home: str) -> Iterator[tuple[str, str]]:
    """How each page says and shows its language, and how a reader without a mouse goes from one to another."""
    for code, direction in LANGUAGES.items():
        page = PAGE if code == "en" else f"{code}/{PAGE}"
        for width in (1280, 390):
            browser.resize(width)
            browser.open(urljoin(home, page))
            root = browser.run(
                "const r = document.documentElement; return [r.lang, r.dir, getComputedStyle(r).direction]"
            )
            if root != [code, direction, direction]:
                yield page, f"is in {root[0]} from {root[1]}, drawn {root[2]}"
            yield from ((page, f"{problem} at {width} px") for problem in browser.run(ASKEW))
        yield from ((page, problem) for problem in selector_problems(browser, home, page, code))
        yield from ((page, problem) for problem in word_problems(browser, home, page, code))
    for word, wanted in WORDS.items():
        yield from ((wanted, problem) for problem in search_problems(browser, home, word, wanted))


def word_problems(browser: Browser, home: str, page: str, code: str) -> Iterator[str]:
    """Words and arrows that are not part of the text: in the page's language, and in its direction."""
    browser.open(urljoin(home, page))
    title, copy, english, has_arrows, previous = browser.run(WORDING)
    if code in SPOKEN and (title, copy) != SPOKEN[code]:
        yield f"says {title} and {copy}, not {' and '.join(SPOKEN[code])}"
    if english != "English":
        yield f"calls English “{english}”"
    back = "→" if LANGUAGES[code] == "rtl" else "←"
    if not has_arrows or not (previous or "").startswith(back):
        yield f"leads back with “{previous}”"
    browser.press("?")
    shown = browser.wait("return (document.querySelector('dialog.help[open] button') || {}).textContent")
    wanted = {"en": "Close", "de": "Schließen", "ar": "إغلاق", "he": "Close"}[code]
    if shown != wanted:
        yield f"closes the help with {shown}, not {wanted}"


def selector_problems(browser: Browser, home: str, page: str, code: str) -> Iterator[str]:
    """Both selectors: the current entry is marked, and Tab and Enter lead to the same page in each other language."""
    browser.resize(1280)
    browser.open(urljoin(home, page))
    current = browser.run(
        "return [...document.querySelectorAll('.choice')].map("
        "nav => [...nav.querySelectorAll('[aria-current]')].map(link => link.textContent).join())"
    )
    if len(current) != 2 or current[0] != "2.0" or not current[1]:
        yield f"the selectors are at {current}"
    for other, direction in LANGUAGES.items():
        browser.open(urljoin(home, page))
        link = f".choice a[hreflang={other}]"
        shown = browser.run(f"const a = document.querySelector('{link}'); return a && [a.lang, a.dir]")
        if shown != [other, direction]:
            yield f"the link to {other} is marked as {shown}"
            continue
        for _ in range(20):
            browser.press(Keys.TAB)
            if browser.run(f"return document.activeElement.matches('{link}')"):
                break
        if not browser.has_visible_focus():
            yield f"the link to {other} does not show that it has the focus"
        browser.press(Keys.ENTER)
        wanted = urljoin(home, PAGE if other == "en" else f"{other}/{PAGE}")
        if not browser.wait(f"return location.href.split('#')[0] === {wanted!r}"):
            yield f"from {code}, Enter on the link to {other} leads to {browser.driver.current_url}"


def search_problems(browser: Browser, home: str, word: str, wanted: str) -> Iterator[str]:
    """The search by keyboard, opened on the page itself: its word leads back to it."""
    browser.resize(1280)
    browser.open(urljoin(home, wanted))
    browser.press("/")
    if not browser.wait("return document.activeElement.getAttribute('role') === 'combobox'"):
        yield "the key / does not open the search"
        return
    if not browser.has_visible_focus():
        yield "the box of the search does not show the focus"
    browser.driver.switch_to.active_element.send_keys(word)
    target = urljoin(home, wanted)
    hit = f"[...document.querySelectorAll('[role=option]')].findIndex(o => o.href.split('#')[0] === {target!r})"
    if not browser.wait(f"return {hit} >= 0"):
        yield f"“{word}” does not find it"
        return
    yield from (f"with the search open: {problem}" for problem in browser.axe_problems())
    browser.resize(1280)
    for _ in range(browser.run(f"return {hit}")):
        browser.press(Keys.ARROW_DOWN)
    browser.press(Keys.ENTER)
    if not browser.wait(
        f"return location.href.split('#')[0] === {target!r} && !document.querySelector('dialog[open]')"
    ):
        yield f"Enter leads to {browser.driver.current_url}"
