#!/usr/bin/env python3
"""Uses the wirescribe command as a person would: good calls, misuse, broken pages.

Usage: check_command.py BINARY SITE

Every broken page must end the build with exit code 1 and one message that names file, line and the way out, and must
leave the old output as it was, byte for byte.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Mistake:
    """A change of one page and what the build must say about it."""

    name: str
    page: str
    old: str
    new: str
    line_of: str
    says: list[str]


PAGE = "content/scenarios/cimd-public-client.md"

MISTAKES = [
    Mistake("key", PAGE, "  steps: [connect,", "  stpes: [connect,", "stpes:", ["“stpes”", "“steps”"]),
    Mistake("exchange", PAGE, "cimd-fetch, login", "cimd-fetsh, login", "cimd-fetsh", ["“cimd-fetsh”", "“cimd-fetch”"]),
    Mistake(
        "unclosed section", PAGE, "\n---\n", "\n---\n\n{{#exchange.token-request}}\n\n", "{{#exchange.token-request}}",
        ["exchange.token-request"],
    ),
    Mistake(
        "unknown tag", PAGE, "\n---\n", "\n---\n\n{{#exchange.token-reqest}}x{{/exchange.token-reqest}}\n\n",
        "{{#exchange.token-reqest}}", ["token-reqest", "token-request"],
    ),
    Mistake("false outcome", PAGE, "outcome: success", "outcome: denied", "outcome: denied", ["expected outcome denied"]),
    Mistake(
        "false exchange", PAGE, "never: [registration]", "never: [cimd-fetch]", "never: [cimd-fetch]", ["must not occur"]
    ),
    Mistake("dead link", PAGE, "\n---\n", "\n---\n\n[x](/scenarios/nowhere/)\n\n", "[x](/scenarios/nowhere/)", ["nowhere"]),
]


def tree(folder: Path) -> str:
    """One hash over the paths and bytes of a folder."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


class Checker:
    """Counts what holds and prints what does not."""

    def __init__(self, binary: str) -> None:
        self.binary = binary
        self.passed = 0
        self.failed = 0

    def run(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run([self.binary, *arguments], capture_output=True, text=True, input=stdin, timeout=1800)

    def expect(self, holds: bool, what: str, seen: str = "") -> None:
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED: {what}\n{seen.strip()[:1200]}")


def check_broken_pages(check: Checker, site: Path, output: Path) -> None:
    before = tree(output)
    for mistake in MISTAKES:
        page = site / mistake.page
        good = page.read_text()
        bad = good.replace(mistake.old, mistake.new, 1)
        check.expect(bad != good, f"{mistake.name}: the fixture changes the page")
        page.write_text(bad)
        line = next(number for number, text in enumerate(bad.split("\n"), 1) if mistake.line_of in text)
        result = check.run("build", str(site), "--output", str(output))
        page.write_text(good)
        seen = result.stderr
        check.expect(result.returncode == 1, f"{mistake.name}: exit code 1, not {result.returncode}", seen)
        check.expect(f"{mistake.page}:{line}" in seen, f"{mistake.name}: names {mistake.page}:{line}", seen)
        for text in mistake.says:
            check.expect(text in seen, f"{mistake.name}: says {text}", seen)
        check.expect(tree(output) == before, f"{mistake.name}: the old output is whole")
        leftovers = [p.name for p in output.parent.iterdir() if p.name not in {"site", "out"}]
        check.expect(not leftovers, f"{mistake.name}: leaves nothing behind", str(leftovers))


def check_commands(check: Checker, site: Path) -> None:
    listed = check.run("list", "scenarios", "--format", "json", "--site", str(site))
    scenarios = json.loads(listed.stdout)
    check.expect(len(scenarios) >= 31, "list scenarios names at least 31")
    for scenario in scenarios:
        told = {"recorded": "runs", "compared": "compares", "excluded": "reason", "missing": "title"}.get(scenario["state"])
        check.expect(bool(told and scenario.get(told)), f"list scenarios says what there is of {scenario['id']}", str(scenario))
    text = check.run("list", "scenarios", "--site", str(site)).stdout.splitlines()
    check.expect(
        [line.split()[:2] for line in text] == [[scenario["id"], scenario["state"]] for scenario in scenarios],
        "list scenarios says the same as text",
    )
    runs = json.loads(check.run("list", "runs", "--format", "json", "--site", str(site)).stdout)
    check.expect(len(runs) >= 60, "list runs names at least 60")
    for arguments in (["record", "A99"], ["record", "A04", "--revision", "2026-07-29"], ["export", "A04/2025-03-26", "--format", "har"]):
        result = check.run(*arguments, "--site", str(site))
        check.expect(result.returncode == 64, f"{' '.join(arguments)}: misuse is exit code 64", result.stderr)
        check.expect(bool(result.stderr.strip()), f"{' '.join(arguments)}: says why")
    trace = check.run("record", "A04", "--site", str(site))
    check.expect(trace.returncode == 0 and json.loads(trace.stdout)["run"] == "A04/2026-07-28", "record prints a trace")
    again = check.run("record", "A04", "--revision", "draft", "--site", str(site))
    check.expect(again.stdout == trace.stdout, "draft is the newest revision, and a second recording has the same bytes")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "trace.json"
        file.write_text(trace.stdout)
        for kind in ("json", "har", "mermaid", "plantuml", "svg"):
            from_file = check.run("export", str(file), "--format", kind)
            from_run = check.run("export", "A04/2026-07-28", "--format", kind, "--site", str(site))
            check.expect(
                from_file.returncode == 0 and bool(from_file.stdout) and from_file.stdout == from_run.stdout,
                f"export --format {kind} of the file and of the run are equal", from_file.stderr + from_run.stderr,
            )
        file.write_text(trace.stdout[: len(trace.stdout) // 2])
        truncated = check.run("export", str(file), "--format", "har")
        check.expect(truncated.returncode == 1 and str(file) in truncated.stderr, "a truncated trace is one clear error", truncated.stderr)
    html = check.run("markdown", stdin="# Title\n\n| a |\n|---|\n| `b` |\n")
    check.expect("<table>" in html.stdout and 'id="title"' in html.stdout, "markdown renders tables and anchors")
    plain = check.run("markdown", "--plain", stdin="# Title\n")
    check.expect(plain.stdout == "<h1>Title</h1>\n", "markdown --plain is CommonMark only", plain.stdout)


def main() -> int:
    binary, source = sys.argv[1], Path(sys.argv[2])
    check = Checker(binary)
    with tempfile.TemporaryDirectory() as folder:
        site, output = Path(folder) / "site", Path(folder) / "out"
        site.mkdir()
        for name in ("wirescribe.yml", "content", "templates", "static"):
            entry = source / name
            if entry.is_dir():
                shutil.copytree(entry, site / name)
            elif entry.exists():
                shutil.copy(entry, site / name)
        first = check.run("build", str(site), "--output", str(output))
        check.expect(first.returncode == 0, "the site builds", first.stderr)
        if first.returncode == 0:
            check_broken_pages(check, site, output)
        stranger = Path(folder) / "out2"
        stranger.mkdir()
        (stranger / "mine.txt").write_text("mine")
        refused = check.run("build", str(site), "--output", str(stranger))
        check.expect(
            refused.returncode == 1 and (stranger / "mine.txt").exists(), "a folder that is not ours is not replaced",
            refused.stderr,
        )
        shutil.rmtree(stranger)
        check_commands(check, site)
    print(f"command: {check.passed} passed, {check.failed} failed")
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main())
