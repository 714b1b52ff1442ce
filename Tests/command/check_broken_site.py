#!/usr/bin/env python3
"""Breaks a small site in every way that authors do, one mistake at a time.

Usage: check_broken_site.py BINARY

Each mistake must end the build with exit code 1, say what is wrong and where in one message, and leave the old output as
it was, byte for byte. Things that only look like mistakes (a byte order mark, CRLF) must simply work.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

sys.path.insert(0, str(Path(__file__).parent))
from check_command import Checker, tree  # noqa: E402

HEAD = "---\ntitle: Page\n---\n"
PAGE = "content/page.md"


@dataclass
class Mistake:
    """A change of the site and what the build must say: where, and every one of some texts."""

    name: str
    make: Callable[[Path], object]
    place: str
    says: list[str]


def write(path: str, text: str | bytes) -> Callable[[Path], object]:
    def make(site: Path) -> None:
        file = site / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    return make


def append(path: str, text: str) -> Callable[[Path], object]:
    return lambda site: (site / path).write_text((site / path).read_text() + text)


MISTAKES = [
    Mistake("unclosed front matter", write(PAGE, "---\ntitle: Page\n\nText.\n"), f"{PAGE}:1:", ["never closed"]),
    Mistake("unknown key of a page", write(PAGE, "---\ntitel: Page\n---\n"), f"{PAGE}:2:1:", ["“titel”", "“title”"]),
    Mistake("unknown key of the site", append("wirescribe.yml", "colour: red\n"), "wirescribe.yml:", ["“colour”"]),
    Mistake("dead link", write(PAGE, HEAD + "\n[x](/nowhere/)\n"), f"{PAGE}:5", ["/nowhere/"]),
    Mistake("dead anchor", write(PAGE, HEAD + "\n[x](/connect/#nowhere)\n"), f"{PAGE}:5", ["#nowhere"]),
    Mistake("missing image", write(PAGE, HEAD + "\n![x](/missing.png)\n"), f"{PAGE}:5", ["missing.png"]),
    Mistake("bad template", write("templates/footer.mustache", "<p>\n{{#titel}}x{{/titel}}</p>\n"), "templates/footer.mustache:2:", ["titel"]),
    Mistake("unclosed section of a template", write("templates/footer.mustache", "<p>\n{{#title}}x</p>\n"), "templates/footer.mustache:2:", ["never closed"]),
    Mistake("two pages of one address", write("content/connect/index.md", HEAD), "content/connect", ["/connect/", "Rename one"]),
    Mistake("no UTF-8", write(PAGE, HEAD.encode() + b"\nGr\xfc\xdfe\n"), f"{PAGE}:5:", ["UTF-8"]),
    Mistake("a name that leaves the folder", write("content/up%2F..%2F..%2Fpage.md", HEAD), "content/up%2F..%2F..%2Fpage.md", ["part of an address"]),
    Mistake("a colour that nobody can read", append("wirescribe.yml", 'theme: {light: {ink: "#EEEEEE"}}\n'), "wirescribe.yml:", ["contrast", "nearest"]),
    Mistake("a stylesheet that is not there", append("wirescribe.yml", "theme: {css: brand.css}\n"), "wirescribe.yml:", ["brand.css"]),
    Mistake("an include that is not there", write(PAGE, HEAD + "\n1. Step\n\n   <!-- include: /shared/none.md -->\n"), f"{PAGE}:7", ["/none.md"]),
    Mistake("an include within a line", write(PAGE, HEAD + "\nText <!-- include: /shared/x.md -->\n"), f"{PAGE}:5", ["line of its own"]),
    Mistake("an include that is misspelt", write(PAGE, HEAD + "\n<!-- inlcude: /shared/x.md -->\n"), f"{PAGE}:5", ["inlcude", "include:"]),
    Mistake("a script for a link", write(PAGE, HEAD + "\n[x](JavaScript&colon;alert(1))\n"), f"{PAGE}:5", ["runs a script"]),
    Mistake("a disk for a link", write(PAGE, HEAD + "\n[x](file:///etc/hosts)\n"), f"{PAGE}:5", ["reader's own disk"]),
    Mistake("an alert with a title", write(PAGE, HEAD + "\n> [!NOTE] Mind this\n> Text.\n"), f"{PAGE}:5", ["[!NOTE]", "new line"]),
    Mistake("an unknown alert", write(PAGE, HEAD + "\n> [!DANGER]\n> Text.\n"), f"{PAGE}:5", ["[!DANGER]", "[!CAUTION]"]),
    Mistake("a footnote that is not defined", write(PAGE, HEAD + "\nText[^nope].\n"), f"{PAGE}:5", ["[^nope]"]),
    Mistake("a footnote that nobody reads", write(PAGE, HEAD + "\nText.\n\n[^1]: Note.\n"), f"{PAGE}:7", ["nothing refers"]),
    Mistake("a link without its address", write(PAGE, HEAD + "\n[text][nope]\n"), f"{PAGE}:5", ["[nope]"]),
    Mistake("a fence that is never closed", write(PAGE, HEAD + "\n```sh\nls\n"), f"{PAGE}:5", ["never closed"]),
    Mistake("a base that is not the file's", write(PAGE, HEAD + "\n[home](../)\n"), f"{PAGE}:5", ["leads out of the site", "write “/”"]),
    Mistake("a comment that eats the page", lambda site: (append("wirescribe.yml", "markdown: {html: allow}\n")(site), write(PAGE, HEAD + "\n<!-- a\n")(site)), f"{PAGE}:5", ["comment", "not closed"]),
    Mistake("a picture of a stylesheet", lambda site: (append("wirescribe.yml", "theme: {css: static/a.css}\n")(site), write("static/a.css", "a{}\nb{background:url(none.png)}\n")(site)), "static/a.css:2", ["none.png"]),
    Mistake("a redirect to nowhere", append("wirescribe.yml", "redirects: {/old/: /connect/#nowhere}\n"), "wirescribe.yml:", ["nowhere"]),
    Mistake("a path out of the site", append("wirescribe.yml", "theme: {css: ../../etc/passwd}\n"), "wirescribe.yml:", ["../../etc/passwd"]),
]


def build(
    check: Checker, site: Path, output: Path, *flags: str, limit: Callable[[], object] | None = None, user: int | None = None
):
    def prepare() -> None:
        if limit:
            limit()

    return subprocess.run(
        [check.binary, "build", str(site), "--output", str(output), *flags], capture_output=True, text=True,
        errors="replace", timeout=1800, preexec_fn=prepare, user=user)


def one_message(check: Checker, name: str, result: subprocess.CompletedProcess[str], place: str, says: list[str]) -> None:
    seen = result.stderr
    check.expect(result.returncode == 1, f"{name}: exit code 1, not {result.returncode}", seen)
    check.expect(seen.count("error:") == 1, f"{name}: one message", seen)
    check.expect(f"error: {place}" in seen, f"{name}: names {place}", seen)
    for text in says:
        check.expect(text in seen, f"{name}: says {text}", seen)


def check_mistakes(check: Checker, good: Path, output: Path, folder: Path) -> None:
    before = tree(output)
    for mistake in MISTAKES:
        site = folder / "broken"
        shutil.copytree(good, site)
        mistake.make(site)
        one_message(check, mistake.name, build(check, site, output), mistake.place, mistake.says)
        check.expect(tree(output) == before, f"{mistake.name}: the old output is whole")
        shutil.rmtree(site)


def check_unreadable(check: Checker, good: Path, folder: Path) -> None:
    """A file without read permission. The superuser may read everything, so then another user builds."""
    user = 65534 if os.getuid() == 0 else None
    site = folder / "unreadable"
    shutil.copytree(good, site)
    file = site / PAGE
    file.write_text(HEAD)
    file.chmod(0)
    for path in [folder, site, *site.rglob("*")]:
        if path != file:
            path.chmod(0o755 if path.is_dir() else 0o644)
    out = folder / "by-another"
    out.mkdir(mode=0o777)
    out.chmod(0o777)
    result = build(check, site, out / "site", user=user)
    one_message(check, "no permission to read", result, PAGE, ["cannot be read", "permission"])
    file.chmod(0o644)
    shutil.rmtree(site)


def check_harmless(check: Checker, good: Path, folder: Path) -> None:
    site, output = folder / "harmless", folder / "harmless-out"
    shutil.copytree(good, site)
    write("content/bom.md", b"\xef\xbb\xbf---\ntitle: With a mark\n---\nText.\n")(site)
    write("content/crlf.md", b"---\r\ntitle: From Windows\r\n---\r\nOne.\r\n\r\n| a |\r\n|---|\r\n| b |\r\n")(site)
    settings = (site / "wirescribe.yml").read_bytes()
    (site / "wirescribe.yml").write_bytes(b"\xef\xbb\xbf" + settings.replace(b"\n", b"\r\n"))
    (site / "content/loop").symlink_to(site / "content", target_is_directory=True)
    (site / "content/self.md").symlink_to("self.md")
    result = build(check, site, output)
    # The link that leads to itself is a file that cannot be read; everything else is fine.
    one_message(check, "a link that leads to itself", result, "content/self.md", ["cannot be read"])
    (site / "content/self.md").unlink()
    result = build(check, site, output)
    check.expect(result.returncode == 0, "a byte order mark, CRLF and a circle of links simply work", result.stderr)
    if result.returncode == 0:
        check.expect("<h1>With a mark</h1>" in (output / "bom/index.html").read_text(), "a byte order mark is dropped")
        windows = (output / "crlf/index.html").read_text()
        check.expect("<h1>From Windows</h1>" in windows and "<table>" in windows, "CRLF is read as LF")
        check.expect(not (output / "loop").exists(), "a circle of links gives no pages")
    shutil.rmtree(site)


def check_huge_page(check: Checker, good: Path, folder: Path) -> None:
    site = folder / "huge"
    shutil.copytree(good, site)
    with (site / PAGE).open("w") as file:
        file.write(HEAD)
        for number in range(500_000):
            file.write(f"Paragraph {number} of a page that somebody generated, without an end in sight as it seems.\n\n")
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    result = build(check, site, folder / "huge-out")
    one_message(check, "a page of 50 MB", result, PAGE, ["MB"])
    spent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    check.expect(spent < 60, "a page of 50 MB is refused at once", f"{spent} s of CPU")
    shutil.rmtree(site)


def check_interruptions(check: Checker, good: Path, output: Path, folder: Path) -> None:
    before = tree(output)

    def full() -> None:
        # A write beyond this size fails, as on a disk that is full.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    # Of the same site there would be nothing to write.
    other = folder / "other"
    shutil.copytree(good, other, symlinks=True)
    config = other / "wirescribe.yml"
    config.write_text(config.read_text().replace("name: ", "name: Another ", 1))
    result = build(check, other, output, "--no-cache", limit=full)
    shutil.rmtree(other)
    check.expect(result.returncode == 1 and "cannot be written" in result.stderr, "a full disk is one error", result.stderr)
    check.expect(tree(output) == before, "a full disk leaves the old output whole")
    for wait in (0.2, 0.6, 1.5):
        process = subprocess.Popen(
            [check.binary, "build", str(good), "--output", str(output), "--no-cache"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(wait)
        process.send_signal(signal.SIGINT)
        process.wait(1800)
        check.expect(tree(output) == before, f"Ctrl-C after {wait} s leaves a whole output")
    check.run("build", str(good), "--output", str(output))
    leftovers = [p.name for p in output.parent.iterdir() if p.name.startswith("." + output.name)]
    check.expect(not leftovers, "the next build clears away what interrupted ones left", str(leftovers))
    if os.getuid() != 0:
        closed = folder / "closed"
        closed.mkdir(mode=0o555)
        result = build(check, good, closed / "site")
        check.expect(result.returncode == 1 and result.stderr.count("error:") == 1, "a closed folder is one error", result.stderr)


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        binary = str(shutil.copy(sys.argv[1], folder / "wirescribe"))
        check = Checker(binary)
        good, output = folder / "site", folder / "out"
        check.run("init", str(good))
        # Prose is enough to break; without scenarios nothing need be recorded.
        shutil.rmtree(good / "content/scenarios")
        for page in ("index.md", "connect.md"):
            file = good / "content" / page
            lines = [line for line in file.read_text().split("\n") if "/scenarios/" not in line and "featured" not in line]
            file.write_text("\n".join(lines))
        index = good / "content/index.md"
        index.write_text("---\ntitle: Home\n---\nText.\n")
        first = check.run("build", str(good), "--output", str(output))
        check.expect(first.returncode == 0, "a site without a scenario builds", first.stderr)
        if first.returncode == 0:
            check_mistakes(check, good, output, folder)
            check_unreadable(check, good, folder)
            check_harmless(check, good, folder)
            check_huge_page(check, good, folder)
            check_interruptions(check, good, output, folder)
    print(f"broken site: {check.passed} passed, {check.failed} failed")
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main())
