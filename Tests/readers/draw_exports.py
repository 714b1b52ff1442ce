#!/usr/bin/env python3
"""Draws and reads the exports of runs with the programs that people open them with, and looks for every text in the result.

    python3 Tests/readers/draw_exports.py _site --wirescribe .build/debug/wirescribe --runs 40

SVG by librsvg (as PDF, read back by pdftotext), and for ten runs the pictures of librsvg, CairoSVG, resvg, Inkscape and
ImageMagick's own renderer beside Chromium's; PlantUML by PlantUML; Mermaid by Mermaid in Chromium; HAR by haralyzer and
mitmproxy. Each program starts once for all runs. Needs the Debian packages below and `requirements.txt`.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mermaid
import pictures
import proxies
from browser import Browser

ROOT = Path(__file__).resolve().parents[2]
# Programs, and the Debian packages that have them.
PROGRAMS = {
    "rsvg-convert": "librsvg2-bin",
    "pdftotext": "poppler-utils",
    "plantuml": "plantuml",
    "convert": "imagemagick",
    "inkscape": "inkscape",
    "chromium": "chromium",
    "chromedriver": "chromium-driver",
}
SUFFIX = {"svg": "svg", "plantuml": "puml", "mermaid": "mmd", "har": "har"}
# Runs whose texts were once lost, and with every kind of picture; they are always among those that are drawn.
CHOSEN = ["cimd-public-client/2026-07-28", "several-authorization-servers"]
SVG = "{http://www.w3.org/2000/svg}"


@dataclass
class Run:
    """One trace and its exports in a folder."""

    name: str
    trace: Any
    base: Path

    def path(self, format: str) -> Path:
        return self.base.with_suffix("." + SUFFIX[format])

    def text(self, format: str) -> str:
        return self.path(format).read_text(encoding="utf-8")


def squashed(text: str) -> str:
    """A text without its white space, of which every program has its own idea."""
    return re.sub(r"\s+", "", text)


def missing(wanted: Iterable[str], found: str) -> list[str]:
    whole = squashed(found)
    return [text for text in wanted if squashed(text) not in whole]


def export(run: Run, source: Path, wirescribe: Path, format: str) -> None:
    """The file beside the trace, or else what `export` writes."""
    beside = sorted(source.parent.glob("*." + SUFFIX[format])) if source.name == "trace.json" else []
    if beside:
        shutil.copyfile(beside[0], run.path(format))
        return
    command = [wirescribe, "export", source, "--format", format, "--out", run.path(format)]
    subprocess.run(command, check=True, capture_output=True)


def svg_texts(source: str) -> list[str]:
    return ["".join(element.itertext()) for element in ElementTree.fromstring(source).iter(SVG + "text")]


def pdf_problems(runs: list[Run], folder: Path) -> Iterator[str]:
    """Every text of a picture is in the PDF that librsvg makes of it."""
    for start in range(0, len(runs), 50):
        part = runs[start : start + 50]
        pdf = folder / "all.pdf"
        subprocess.run(["rsvg-convert", "--format=pdf", f"--output={pdf}", *(run.path("svg") for run in part)], check=True)
        # A run of text follows the other as it was drawn; the layout of a page would mix neighbours.
        command = ["pdftotext", "-raw", "-enc", "UTF-8", pdf, "-"]
        pages = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout.split("\f")
        if len(pages) - 1 != len(part):
            yield f"librsvg: {len(pages) - 1} pages of {len(part)} pictures"
        for run, page in zip(part, pages):
            wanted = svg_texts(run.text("svg"))
            lost = missing(wanted, page)
            if not wanted or lost:
                yield f"{run.name}: librsvg lost {len(lost)} of {len(wanted)} texts: {lost[:3]}"


PLANTUML_LINE = re.compile(
    r'^(?:title (?P<title>.*)|box "(?P<box>.*)" #\w+|participant "(?P<lane>.*)" as (?P<name>P\d+)|== (?P<divider>.*) =='
    r"|note (?:across|over P\d+) : (?P<note>.*)|P\d+ (?:->|-->|-->x|->>) P\d+ : (?P<message>.*))$"
)


def plantuml_lines(source: str) -> Iterator[tuple[str, str]]:
    """The texts of a PlantUML file as its reader should show them, with what they are."""
    for line in source.splitlines():
        if match := PLANTUML_LINE.match(line):
            kind, text = next((kind, text) for kind, text in match.groupdict().items() if text is not None and kind != "name")
            for part in text.split("\\n"):
                yield kind, re.sub(r"<U\+([0-9A-F]+)>", lambda code: chr(int(code[1], 16)), part)


def plantuml_problems(runs: list[Run]) -> Iterator[str]:
    files = [str(run.path("plantuml")) for run in runs]
    # Its pictures stand beside the exports of Wirescribe, under another name.
    out = runs[0].base.parent / "plantuml"
    command = ["plantuml", "-charset", "UTF-8", "-tsvg", "-o", str(out), *files]
    result = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace")
    if result.returncode:
        yield f"plantuml ended with {result.returncode}: {result.stderr[:300]}"
    for run in runs:
        drawn = out / (run.base.name + ".svg")
        if not drawn.exists():
            yield f"{run.name}: PlantUML drew nothing"
            continue
        texts = re.findall(r"<text[^>]*>(.*?)</text>", drawn.read_text(encoding="utf-8"), re.S)
        found = "\n".join(html.unescape(re.sub(r"<[^>]+>", "", text)) for text in texts)
        lines = list(plantuml_lines(run.text("plantuml")))
        lost = missing((text for _, text in lines), found)
        if lost or "Syntax Error" in found:
            yield f"{run.name}: PlantUML lost {len(lost)} of {len(lines)} texts: {lost[:3]}"
        # What the Mermaid file says was compared with the trace; both say the same.
        mine = "".join(text for kind, text in lines if kind == "message")
        theirs = "".join(message.text for message in mermaid.read(run.text("mermaid"))[0])
        if squashed(mine) != squashed(theirs):
            yield f"{run.name}: PlantUML and Mermaid are given other messages"


def mermaid_texts(source: str) -> list[str]:
    texts: list[str] = []
    for line in source.splitlines():
        match = re.match(r"\s*(?:participant \w+ as |Note over [\w,]+: |\w+(?:->>|-->>|--x|-\))\w+: )(.*)$", line)
        if match:
            texts += [mermaid.unescaped(part) for part in match[1].split("<br/>")]
    return texts


def mermaid_problems(runs: list[Run], browser: Browser) -> Iterator[str]:
    for run, drawn in zip(runs, browser.mermaid([run.text("mermaid") for run in runs])):
        if isinstance(drawn, str):
            yield f"{run.name}: Mermaid says {drawn[:200]}"
            continue
        wanted = mermaid_texts(run.text("mermaid"))
        lost = missing(wanted, "\n".join(drawn))
        if not wanted or lost:
            yield f"{run.name}: Mermaid lost {len(lost)} of {len(wanted)} texts: {lost[:3]}"
        yield from (f"{run.name}: {problem}" for problem in mermaid.problems(run.text("mermaid"), run.trace))


def har_problems(runs: list[Run]) -> Iterator[str]:
    for run in runs:
        yield from (f"{run.name}: {problem}" for problem in proxies.problems(run.text("har"), run.trace))


def spoilt_problems(run: Run, browser: Browser) -> Iterator[str]:
    """Exports that were spoilt on purpose must be found out."""
    texts = svg_texts(run.text("svg"))
    if not missing(texts, "".join(texts[1:])):
        yield "a text less in a picture is not noticed"
    source = run.text("mermaid").replace("#", "%", 1) if "#" in run.text("mermaid") else run.text("mermaid").replace("->>", "=>", 1)
    drawn = browser.mermaid([source])[0]
    if not isinstance(drawn, str) and not missing(mermaid_texts(run.text("mermaid")), "\n".join(drawn)):
        yield "a broken Mermaid file is not noticed"
    archive = json.loads(run.text("har"))
    archive["log"]["pages"][0]["pageTimings"] = {}
    archive["log"]["entries"][0]["response"]["content"]["text"] = "x"
    if len(list(proxies.problems(json.dumps(archive), run.trace))) < 2:
        yield "a broken archive is not noticed"


def chosen(files: list[tuple[Path, str]], count: int) -> list[tuple[Path, str]]:
    """So many runs: those that are always drawn, and others at even distances."""
    if count <= 0 or count >= len(files):
        return files
    first = [file for file in files if any(name in file[1] for name in CHOSEN)][: count // 2]
    rest = [file for file in files if file not in first]
    room = count - len(first)
    return first + [rest[number * len(rest) // room] for number in range(room)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", nargs="+", type=Path, help="built sites, or single trace files")
    parser.add_argument("--wirescribe", type=Path, default=ROOT / ".build" / "debug" / "wirescribe")
    parser.add_argument("--runs", type=int, default=0, help="how many runs to draw; 0: all")
    parser.add_argument("--keep", type=Path, help="a folder for the exports and pictures")
    options = parser.parse_args()
    lacking = sorted({package for program, package in PROGRAMS.items() if not shutil.which(program)})
    if lacking:
        print("drawn: missing programs. Debian: apt-get install " + " ".join(lacking))
        return 1
    start = time.monotonic()
    files: list[tuple[Path, str]] = []
    for place in options.places:
        if place.is_dir():
            files += [(path, str(path.parent.relative_to(place))) for path in sorted(place.rglob("trace.json"))]
        else:
            files.append((place, place.name))
    files = chosen(files, options.runs)
    if not files:
        print("drawn: there is no trace to read")
        return 1
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.keep or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        runs = [
            Run(name, json.loads(path.read_text(encoding="utf-8")), folder / f"run{number:04}")
            for number, (path, name) in enumerate(files)
        ]
        with ThreadPoolExecutor(max_workers=2) as pool:
            jobs = [
                pool.submit(export, run, path, options.wirescribe, format)
                for run, (path, _) in zip(runs, files)
                for format in SUFFIX
            ]
            for job in jobs:
                job.result()
        problems: list[str] = []
        marks: list[str] = []

        def check(name: str, found: Iterator[str]) -> None:
            began = time.monotonic()
            problems.extend(found)
            marks.append(f"{name} {time.monotonic() - began:.0f} s")

        check("PDF", pdf_problems(runs, folder))
        check("PlantUML", plantuml_problems(runs))
        check("HAR", har_problems(runs))
        with Browser() as browser:
            check("Mermaid", mermaid_problems(runs, browser))
            paths = [run.path("svg") for run in runs[:: max(1, len(runs) // 10)][:10]]
            check("pictures", pictures.problems(paths, browser, folder))
            check("spoilt", spoilt_problems(runs[0], browser))
    for problem in problems[:40]:
        print("FAIL  " + problem)
    failed = len({problem.split(":")[0] for problem in problems})
    print(
        f"drawn: {len(runs)} runs in {time.monotonic() - start:.0f} s ({', '.join(marks)}):"
        f" {len(runs) - min(failed, len(runs))} passed, {failed} failed"
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
