"""The pages by keyboard: steps, diagram, help, copying, search, with a focus that one can see."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

from driver import Browser
from selenium.webdriver.common.keys import Keys

AT = "return (document.activeElement.closest('.step') || {}).id || null"

MARKED = "return [...document.querySelectorAll('.at')].map(band => band.id)"


def problems(browser: Browser, home: str, page: str, exchanges: list[str]) -> Iterator[str]:
    """What the keys of a flow page do. It stands on a web server, as copying asks for one."""
    browser.command("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    browser.resize(1280)
    browser.open(urljoin(home, page))
    yield from step_problems(browser, exchanges)
    yield from help_problems(browser)
    yield from value_problems(browser)
    yield from copy_problems(browser)
    yield from search_problems(browser)
    yield from switch_problems(browser, urljoin(home, page), exchanges)


def step_problems(browser: Browser, exchanges: list[str]) -> Iterator[str]:
    """j, k and the arrows go from step to step; d goes to the step's place in the picture, or in the list."""
    first, second, third = (f"s-{name}" for name in exchanges[:3])
    for key, wanted in (
        ("j", first),
        ("j", second),
        (Keys.ARROW_RIGHT, third),
        ("k", second),
        (Keys.ARROW_LEFT, first),
        ("k", first),
    ):
        browser.press(key)
        if not browser.wait(f"return (document.activeElement.closest('.step') || {{}}).id === '{wanted}'"):
            yield f"the key {name_of(key)} leads to {browser.run(AT)}, not to {wanted}"
            return
        if not browser.run(f"return location.hash === '#{wanted}'"):
            yield f"the key {name_of(key)} leaves the address at {browser.run('return location.hash')}"
        if not browser.has_visible_focus():
            yield f"the key {name_of(key)} leads to a step that does not show the focus"
        marked, bands = browser.run(MARKED), [f"{letter}-{wanted.removeprefix('s-')}" for letter in "dm"]
        if marked != bands:
            yield f"at {wanted} the diagram and its list mark {marked}, not {bands}"
    for width, letter in ((1280, "d"), (390, "m")):
        browser.resize(width)
        browser.press("j")
        browser.press("k")
        browser.press("d")
        if not browser.wait(f"return location.hash === '#{letter}-{exchanges[0]}'"):
            yield f"the key d at {width} px leads to {browser.run('return location.hash')}"
    browser.resize(1280)


def name_of(key: str) -> str:
    return {Keys.ARROW_LEFT: "←", Keys.ARROW_RIGHT: "→", Keys.ESCAPE: "Esc"}.get(key, key)


def help_problems(browser: Browser) -> Iterator[str]:
    """? opens the help, the focus goes in and stays, Escape closes it, and the focus is where it was."""
    browser.press("j")
    before = browser.run(AT)
    for way in (Keys.ESCAPE, "Close"):
        browser.press("?")
        if not browser.wait("return document.querySelector('dialog.help[open]') !== null"):
            yield "the key ? does not open the help"
            return
        if not browser.run("return document.querySelector('dialog.help').contains(document.activeElement)"):
            yield "the focus is not in the help"
        if not browser.has_visible_focus():
            yield "the help does not show what has the focus"
        for _ in range(8):
            browser.press(Keys.TAB)
            if browser.run(
                "const e = document.activeElement; return e !== document.body && !document.querySelector('dialog.help').contains(e)"
            ):
                yield "Tab leads out of the help"
                break
        browser.press("j")
        if browser.run(AT) not in (None, before):
            yield "j goes on behind the help"
        if way == Keys.ESCAPE:
            browser.press(way)
        else:
            browser.run(
                "[...document.querySelectorAll('dialog.help button')].find(b => b.textContent === 'Close').focus()"
            )
            browser.press(Keys.ENTER)
        if not browser.wait("return document.querySelector('dialog[open]') === null"):
            yield f"{way if way == 'Close' else 'Escape'} does not close the help"
        if browser.run(AT) != before:
            yield f"after the help the focus is at {browser.run(AT)}, not at {before}"


def value_problems(browser: Browser) -> Iterator[str]:
    """A click lights up every place of a value, Escape puts it out."""
    lit = "return document.querySelectorAll('.lit').length"
    browser.run("document.querySelector('[data-v]').click()")
    wanted = browser.run(
        "return document.querySelectorAll('[data-v=\"' + document.querySelector('[data-v]').dataset.v + '\"]').length"
    )
    if browser.run(lit) != wanted or wanted < 2:
        yield f"a click on a value lights up {browser.run(lit)} of {wanted} places"
    browser.press(Keys.ESCAPE)
    if browser.run(lit):
        yield "Escape does not put the values out"


def copy_problems(browser: Browser) -> Iterator[str]:
    """The button at a block of code copies what the block says, and says so."""
    browser.run("for (const details of document.querySelectorAll('.more details')) details.open = true")
    browser.run("document.querySelector('.more .copy').focus()")
    if not browser.has_visible_focus():
        yield "the button to copy does not show the focus"
    browser.press(Keys.ENTER)
    if not browser.wait("return document.querySelector('.more .copy').textContent === 'Copied'"):
        yield f"the button says {browser.run('return document.querySelector(`.more .copy`).textContent')} after copying"
    copied = browser.driver.execute_async_script(
        "const done = arguments[0]; navigator.clipboard.readText().then(done, error => done('' + error))"
    )
    # The line end behind the last line stays behind: pasted into a terminal it would run the command.
    if copied != browser.run("return document.querySelector('.more pre').textContent.replace(/\\n$/, '')"):
        yield f"the button copies “{copied[:60]}”"


def search_problems(browser: Browser) -> Iterator[str]:
    """/ opens the search and puts the focus in its box; Escape gives it back. In the box, letters are letters."""
    if not browser.run("return !!window.wirescribeSearch"):
        return
    browser.press("j")
    before = browser.run(AT)
    browser.press("/")
    if not browser.wait("return document.activeElement.getAttribute('role') === 'combobox'"):
        yield "the key / does not open the search"
        return
    browser.press("j")
    browser.press("k")
    if browser.run("return document.activeElement.value") != "jk":
        yield "in the box of the search j and k are not letters"
    browser.press(Keys.ESCAPE)
    browser.press(Keys.ESCAPE)
    if not browser.wait("return document.querySelector('dialog[open]') === null"):
        yield "Escape does not close the search"
    if browser.run(AT) != before:
        yield f"after the search the focus is at {browser.run(AT)}, not at {before}"


def switch_problems(browser: Browser, address: str, exchanges: list[str]) -> Iterator[str]:
    """Who has the keys switched off keeps them off on the next page; ? still opens the help."""
    box = "document.querySelector('dialog.help input[type=checkbox]')"
    for state in ("off", "on"):
        browser.press("?")
        browser.wait("return document.querySelector('dialog.help[open]') !== null")
        browser.run(f"{box}.focus()")
        browser.press(" ")
        browser.press(Keys.ESCAPE)
        browser.open(address)
        browser.press("j")
        moved = bool(browser.wait(f"return location.hash === '#s-{exchanges[0]}'", patience=1.0))
        if moved == (state == "off"):
            yield f"with the keys {state}, j {'goes on' if moved else 'does nothing'}"
