#!/usr/bin/env python3
"""Builds sites again and again with the command: after edits, two at once, after kills, with damaged caches.

Usage: check_incremental.py BINARY

Whatever came before, the output must have the bytes that a build from nothing gives.
"""

from __future__ import annotations

import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from check_command import Checker, tree  # noqa: E402

COUNTS = re.compile(r"(\d+) files, (\d+) of them written")
RUNS = re.compile(r"(\d+) runs, (\d+) of them recorded now")


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def page(number: int, words: str) -> str:
    return f"---\ntitle: Page {number}\n---\n## Part\n\n{words} [next](p{(number + 1) % 300:03}.md)\n"


def make_pages(site: Path, words: str) -> None:
    (site / "content").mkdir(parents=True, exist_ok=True)
    (site / "wirescribe.yml").write_text("name: Pages\n")
    (site / "content/index.md").write_text("---\ntitle: Home\n---\nText.\n")
    for number in range(300):
        (site / f"content/p{number:03}.md").write_text(page(number, words))


def cold(check: Checker, site: Path) -> dict[str, bytes]:
    """What a build from nothing gives."""
    output = site.parent / "cold"
    shutil.rmtree(output, ignore_errors=True)
    built = check.run("build", str(site), "--output", str(output), "--no-cache")
    check.expect(built.returncode == 0, "a build without a cache works", built.stderr)
    return files(output)


def check_pages(check: Checker, site: Path) -> None:
    make_pages(site, "First.")
    first = check.run("build", str(site))
    counts = COUNTS.search(first.stderr)
    check.expect(bool(counts) and counts[1] == counts[2], "the first build writes all files and says so", first.stderr)
    check.expect((site / ".wirescribe/.gitignore").read_text() == "*\n", "the cache hides itself from git")
    again = check.run("build", str(site))
    check.expect("nothing has changed" in again.stderr, "a second build has nothing to do", again.stderr)
    check.expect(again.stdout == first.stdout, "it names the same page")
    (site / "content/p007.md").write_text(page(7, "Second."))
    edited = check.run("build", str(site))
    counts = COUNTS.search(edited.stderr)
    check.expect(bool(counts) and 0 < int(counts[2]) < 20, "an edit of one page writes few files", edited.stderr)
    check.expect(files(site / "_site") == cold(check, site), "the output is that of a build from nothing")
    before = {p: p.stat().st_mtime_ns for p in (site / ".wirescribe").rglob("*") if p.is_file()}
    check.run("build", str(site), "--no-cache")
    after = {p: p.stat().st_mtime_ns for p in (site / ".wirescribe").rglob("*") if p.is_file()}
    check.expect(before == after, "--no-cache leaves nothing for the next build")


def check_two_builds(check: Checker, binary: str, site: Path) -> None:
    for round in range(4):
        make_pages(site, f"Two builds, round {round}.")
        both = [subprocess.Popen([binary, "build", str(site)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
                for _ in range(2)]
        said = [build.communicate(timeout=1800)[1] for build in both]
        check.expect([build.returncode for build in both] == [0, 0], "two builds at once both work", "\n".join(said))
        check.expect(sum("nothing has changed" in text for text in said) == 1, "the second finds the work done", "\n".join(said))
        check.expect(sum("waits for it" in text for text in said) <= 1, "at most one of them waits", "\n".join(said))
    check.expect(files(site / "_site") == cold(check, site), "two builds at once leave the output whole")


def check_kills(check: Checker, binary: str, site: Path) -> None:
    numbers = random.Random(5)
    make_pages(site, "Before.")
    started = time.monotonic()
    check.run("build", str(site))
    length = time.monotonic() - started
    before = files(site / "_site")
    for round in range(16):
        make_pages(site, f"After {round}.")
        if round % 4 == 3:
            (site / "content/p001.md").write_text(page(1, "Other."))
        build = subprocess.Popen([binary, "build", str(site)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(numbers.uniform(0.1, 1.1) * length)
        build.send_signal(signal.SIGKILL if round % 2 else signal.SIGINT)
        build.wait(1800)
        left = files(site / "_site")
        # Ctrl-C waits while new files move in. SIGKILL does not: then a journal stands beside the output, and the next
        # build moves the rest.
        is_moving = any((place / "journal").exists() for place in site.glob("._site.wirescribe-*"))
        built = check.run("build", str(site))
        check.expect(built.returncode == 0, f"kill {round}: the next build works", built.stderr)
        after = files(site / "_site")
        if build.returncode != 0 and not (is_moving and round % 2):
            check.expect(left in (before, after), f"kill {round}: the output is whole")
        before = after
        leftovers = sorted(p.name for p in site.iterdir())
        check.expect(leftovers == [".wirescribe", "_site", "content", "wirescribe.yml"], f"kill {round}: nothing is left over", str(leftovers))
    check.expect(before == cold(check, site), "the output after all kills is that of a build from nothing")
    new = [p.name for p in (site / ".wirescribe").rglob("*.new")]
    check.expect(len(new) <= 1, "half written files of the cache do not pile up", str(new))


def check_damage(check: Checker, site: Path) -> None:
    good = cold(check, site)
    for name in ("pages", "output"):
        for part in (0.0, 0.3, 0.99):
            place = site / ".wirescribe" / name
            whole = place.read_bytes()
            place.write_bytes(whole[: int(len(whole) * part)])
            (site / "_site/index.html").write_text("by hand")
            built = check.run("build", str(site))
            check.expect(built.returncode == 0, f"a cache cut at {part} of {name} does no harm", built.stderr)
            check.expect(files(site / "_site") == good, f"a cache cut at {part} of {name} gives the same output")
    shutil.rmtree(site / ".wirescribe")
    (site / ".wirescribe").write_text("no folder")
    built = check.run("build", str(site))
    check.expect(built.returncode == 0 and files(site / "_site") == good, "a site without a place for a cache builds", built.stderr)
    (site / ".wirescribe").unlink()


def check_runs(check: Checker, site: Path) -> None:
    """A site with recorded runs."""
    check.run("init", str(site))
    first = check.run("build", str(site))
    runs = RUNS.search(first.stderr)
    check.expect(bool(runs) and runs[1] == runs[2] and int(runs[1]) > 0, "the first build records every run", first.stderr)
    recorded = files(site / "_site")
    again = check.run("build", str(site))
    check.expect("nothing has changed" in again.stderr, "a second build of it has nothing to do", again.stderr)
    shutil.rmtree(site / "_site")
    read = check.run("build", str(site))
    check.expect("0 of them recorded now" in read.stderr, "runs are read from the cache", read.stderr)
    check.expect(files(site / "_site") == recorded, "pages of cached runs have the same bytes")
    prose = site / "content/connect.md"
    prose.write_text(prose.read_text() + "\nOne more sentence.\n")
    edited = check.run("build", str(site))
    counts, runs = COUNTS.search(edited.stderr), RUNS.search(edited.stderr)
    check.expect(bool(runs) and runs[2] == "0", "prose records nothing", edited.stderr)
    check.expect(bool(counts) and 0 < int(counts[2]) < 20, "an edit of prose writes few files", edited.stderr)
    check_run_edits(check, site)
    settings = site / "wirescribe.yml"
    settings.write_text(settings.read_text().replace("lifetime: 15m", "lifetime: 20m"))
    company = check.run("build", str(site))
    runs = RUNS.search(company.stderr)
    check.expect(bool(runs) and runs[1] == runs[2], "other token rules record every run", company.stderr)
    for place in (site / ".wirescribe/runs").iterdir():
        place.write_bytes(place.read_bytes()[:-7])
    (site / "_site/index.html").unlink()
    damaged = check.run("build", str(site))
    runs = RUNS.search(damaged.stderr)
    check.expect(bool(runs) and runs[1] == runs[2], "damaged runs are recorded again", damaged.stderr)
    check.expect(files(site / "_site") == cold(check, site), "the site is that of a build from nothing")


def check_run_edits(check: Checker, site: Path) -> None:
    """Edits of everything that the pages of runs are made from."""
    story = site / "content/scenarios/connect.md"
    text = story.read_text()
    (site / "content/fields").mkdir()
    (site / "content/exchanges").mkdir()
    field = "---\nfield: state\nplaces: [query]\ntitle: The state\n---\n{}\n"
    message = "---\nkind: token-request\ntitle: {}\nsummary: s\nhappens: h\nwhy: w\nskipped: x\n---\nText.\n"
    second = text.replace("id: CONNECT", "id: AGAIN").replace("weight: 1", "weight: 2")
    edits = [
        ("prose", "content/troubleshooting.md", (site / "content/troubleshooting.md").read_text() + "\nMore.\n"),
        ("the text of a scenario", "content/scenarios/connect.md", text + "\nMore.\n"),
        ("a second scenario", "content/scenarios/again.md", second),
        ("a field", "content/fields/state.md", field.format("Once.")),
        ("the text of a field", "content/fields/state.md", field.format("Twice.")),
        ("a message", "content/exchanges/token-request.md", message.format("A trade")),
        ("the text of a message", "content/exchanges/token-request.md", message.format("A deal")),
        ("a scenario", "content/scenarios/connect.md", text.replace("    - call: close_ticket\n", "    - call: close_ticket\n    - call: search_tickets\n")),
        ("a template", "templates/footer.mustache", "<footer>{{siteName}}</footer>"),
        ("the settings", "wirescribe.yml", (site / "wirescribe.yml").read_text().replace("Acme Tickets", "Acme Desk")),
        ("a scenario that is gone", "content/scenarios/again.md", None),
    ]
    for name, path, new in edits:
        place = site / path
        place.parent.mkdir(exist_ok=True)
        place.unlink() if new is None else place.write_text(new)
        built = check.run("build", str(site))
        check.expect(built.returncode == 0, f"{name}: the build works", built.stderr)
        check.expect(files(site / "_site") == cold(check, site), f"{name}: the output is that of a build from nothing")


def main() -> int:
    binary = sys.argv[1]
    check = Checker(binary)
    with tempfile.TemporaryDirectory() as name:
        pages = Path(name) / "pages" / "site"
        check_pages(check, pages)
        check_two_builds(check, binary, pages)
        check_kills(check, binary, pages)
        check_damage(check, pages)
        check_runs(check, Path(name) / "runs" / "site")
    print(f"incremental: {check.passed} passed, {check.failed} failed")
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main())
