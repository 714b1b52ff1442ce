#!/usr/bin/env python3
"""Builds small sites and follows every address in their files, as the build itself does.

Usage: check_addresses.py BINARY

A site in two languages with a feed, tags, redirects, a glossary and files of its author has no dead address and no page
out of reach. Then addresses that lead nowhere are planted wherever one can stand: the build refuses the site and names
exactly those that a reader in Python, which shares nothing with it, finds in the same files.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "readers"))
from addresses import dead, unreachable  # noqa: E402
from check_command import Checker, tree  # noqa: E402

HOME = "https://docs.example/base/"
GOOD = {
    "wirescribe.yml": f"name: Manual\nurl: {HOME}\nlanguages: {{de: Deutsch, ar: العربية}}\nmarkdown: {{html: allow}}\n"
    "redirects: {/old/: /guide/}\n",
    "content/index.md": "---\ntitle: Home\ndate: 2026-01-02\n---\n[guide](guide/index.md) [there](guide/setup.md#keys) ![p](p.png)\n",
    "content/p.png": "x",
    "content/guide/index.md": "---\ntitle: Guide\ntags: [Access tokens]\naliases: [/older/]\n---\n## One\n\n[home](../index.md) [up](#one)[^1]\n\n[^1]: A note.\n",
    "content/guide/setup.md": "---\ntitle: Set up\n---\n## Keys\n\n<img src=\"../p.png\" alt=\"x\">\n"
    "\n<a id=\"own\"></a>[x](#own) [tag](/tags/access-tokens/) [c](#c-d)\n\n## C & D!\n\n## C D\n",
    "content/glossary/token.md": "---\ntitle: Token\nsummary: A secret.\n---\nA token. [g](../guide/index.md#one)\n",
    "content/de/index.md": "---\ntitle: Start\n---\n[x](guide/setup.md#keys)\n",
    "static/own/page.html": "<!DOCTYPE html><title>x</title><link rel=stylesheet href=own.css><a href='../guide/'>x</a><a href=/base/own/page.html#a name=a>y</a>",
    "static/own/own.css": "@import 'more.css'; a{background:url(dot.svg#d)}",
    "static/own/more.css": "",
    "static/own/dot.svg": "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'><g id='d'/><use xlink:href='#d'/></svg>",
    "static/site.webmanifest": '{"start_url":"./","icons":[{"src":"own/dot.svg"}]}',
}
# Files of the author's, with an address of its own for each place.
BAD = {
    "static/bad.html": "<!DOCTYPE html><title>x</title><link rel=stylesheet href=no1.css><img src='no2.png' srcset='no3.png 1x, no4.png 2x'>"
    "<video poster=no5.png></video><form action=no6.html><button formaction=no7.html>x</button></form><q cite=no8.html>x</q>"
    "<object data=no9.svg></object><p style='background:url(no10.png)'>x</p><style>a{background:url(no11.png)}</style>"
    "<svg><use xlink:href='no12.svg#x'/><rect fill='url(#no13)'/><image href=no14.png /></svg><a href='#no15'>x</a>"
    "<a href='index.html#no16'>x</a><meta http-equiv=refresh content='0; url=no17.html'><meta property=og:image content='no18.png'>"
    "<a href='https://docs.example/base/no19/'>x</a><script src=no20.js></script><iframe src=no21.html></iframe>"
    "<body background=no22.png><link rel=preload as=image imagesrcset='no23.png 1x, no24.png 2x'>"
    "<script type='application/ld+json'>{\"url\": \"https://docs.example/base/no25/\"}</script><a href=' no26.html '>x</a>",
    "static/bad.css": "@import \"no30.css\"; /* url(no) */ a{background:url( 'no31.png' )} b{background:URL(no32.png)}",
    "static/bad.svg": "<svg xmlns='http://www.w3.org/2000/svg'><image href='no40.png'/><rect fill='url(#no41)'/><style>a{fill:url(no42.svg)}</style></svg>",
    "static/bad.md": "# A\n\n[x](no50.html) ![y](no51.png) [z](#no52)\n\n[d]: no53.html\n\n<a href=\"no54.html\">q</a> `[c](fine.html)`\n\n```\n[d](fine.html)\n```\n",
    "static/bad.webmanifest": '{"start_url": "no60.html", "icons": [{"src": "no61.png"}]}',
    "static/bad.xml": "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>https://docs.example/base/no70/</loc></url></urlset>",
}


def write(site: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        file = site / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def build(check: Checker, site: Path, output: Path) -> subprocess.CompletedProcess[str]:
    return check.run("build", str(site), "--output", str(output))


def check_good(check: Checker, site: Path, output: Path, url: str | None) -> None:
    built = build(check, site, output)
    check.expect(built.returncode == 0, "the good site builds", built.stderr)
    for pretty in (False, True):
        if pretty:
            settings = site / "wirescribe.yml"
            settings.write_text(settings.read_text() + "links: {style: pretty}\n")
            check.expect(build(check, site, output).returncode == 0, "the site builds with pretty links")
        found = dead(output, url)
        check.expect(not found, "no address of the finished site leads nowhere", str(sorted(found)[:10]))
        lost = unreachable(output, url) - {"own/page.html"}
        check.expect(not lost, "links lead from the home page to all pages", str(sorted(lost)))


def check_stand_ins(check: Checker, output: Path) -> None:
    """A page in a language into which nobody translated it says so to programs too."""
    text = (output / "de/guide/setup/index.html").read_text()
    check.expect(f'rel="canonical" href="{HOME}guide/setup/"' in text, "a stand-in names the original as its address")
    check.expect("hreflang" not in text.split("</head>")[0], "a stand-in says of no page that it is a translation")
    check.expect('"inLanguage":"en"' in text, "its text is in the original's language")
    for part in ("<h1", '<ul lang="en"', "<title"):
        tag = re.search(part + "[^>]*>", text)
        check.expect(tag is not None and 'lang="en"' in tag.group(), f"{part} of a stand-in says that it is English", str(tag))
    original = (output / "guide/setup/index.html").read_text().split("</head>")[0]
    check.expect("hreflang" not in original, "a page that is not translated names no translation")
    home = (output / "index.html").read_text().split("</head>")[0]
    check.expect(set(re.findall(r'hreflang="(\w+)"', home)) == {"en", "de"}, "the home page names its one translation and itself")
    listed = (output / "sitemap.xml").read_text() + (output / "feed.xml").read_text() + (output / "llms.txt").read_text()
    check.expect("/de/guide" not in listed and "/ar/" not in listed, "no list has a stand-in")


def check_feed(check: Checker, site: Path, output: Path) -> None:
    check.expect("feed.xml" in (output / "index.html").read_text(), "where there is a feed, every page names it")
    home = site / "content/index.md"
    home.write_text(home.read_text().replace("date: 2026-01-02\n", ""))
    check.expect(build(check, site, output).returncode == 0, "the site builds without news")
    check.expect(not (output / "feed.xml").exists(), "without news there is no feed")
    named = [page for page in output.rglob("*.html") if "feed.xml" in page.read_text()]
    check.expect(not named, "without a feed no page names it", str(named[:3]))


def check_planted(check: Checker, site: Path, output: Path, folder: Path) -> None:
    before = tree(output)
    write(site, BAD)
    refused = build(check, site, output)
    check.expect(refused.returncode == 1, "a site with dead addresses is refused", refused.stderr)
    check.expect(tree(output) == before, "the old output is whole")
    # The author's files are published as they are, so the finished site is known without a build.
    whole = folder / "whole"
    shutil.copytree(output, whole)
    shutil.copytree(site / "static", whole, dirs_exist_ok=True)
    expected = dead(whole, HOME)
    numbers = {re.search(r"no\d+", address).group() for _, address in expected}  # type: ignore[union-attr]
    check.expect(len(expected) == len(numbers) and len(numbers) == 40, "the reader finds what is planted", str(len(expected)))
    said = set(re.findall(r"error: static/(\S+?): in \S+ the link “ ?(.*?) ?” ", refused.stderr))
    said = {(path, address.strip()) for path, address in said}
    wanted = {(path, address.strip()) for path, address in expected}
    check.expect(said == wanted, "the build names the same addresses in the same files", f"{sorted(said ^ wanted)}\n{refused.stderr[:2000]}")
    ignored = site / "wirescribe.yml"
    text = ignored.read_text()
    ignored.write_text(text.replace("links: {style: pretty}", "links: {style: pretty, ignore: [/bad*]}"))
    check.expect(build(check, site, output).returncode == 0, "files of the author's can be left out of the check")


def main() -> int:
    check = Checker(str(Path(sys.argv[1]).resolve()))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site, output = folder / "site", folder / "out"
        write(site, GOOD)
        check_good(check, site, output, HOME)
        check_stand_ins(check, output)
        check_planted(check, site, output, folder)
        for file in BAD:
            (site / file).unlink()
        check_feed(check, site, output)
    print(f"addresses: {check.passed} passed, {check.failed} failed")
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main())
