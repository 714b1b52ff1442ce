#!/usr/bin/env python3
"""Runs the curl lines that pages print, with curl, against `wirescribe mock`.

Usage: check_curl.py BINARY SITE

For each run below: its page is exported, the mock is started under the same revision, and every line of the page is run
in order. Variables get values as the page tells its reader to: from the mock's first line, from a fresh verifier, and
from earlier answers. Every answer must have the status that the page shows for that step.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, quote_plus, urlsplit

# Public clients and confidential ones, with and without sessions, with one origin and with two.
RUNS = ["A06/2026-07-28", "A07/2026-07-28", "A06/2025-11-25", "A08/2025-11-25", "A06/2025-06-18", "A06/2025-03-26"]
VARIABLE = re.compile(r"\$\{?([A-Z_]+)")


@dataclass
class Step:
    """One step of a page: the status it shows and its curl line, where it has one."""

    id: str
    statuses: list[int] = field(default_factory=list)
    curl: str = ""


class PageReader(HTMLParser):
    """Finds the steps of a flow page."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[Step] = []
        self._summary = ""
        self._is_curl = False
        self._is_status = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        attrs = {name: value or "" for name, value in attributes}
        classes = attrs.get("class", "").split()
        if tag == "section" and "step" in classes:
            self.steps.append(Step(attrs["data-x"]))
        self._is_status = tag == "span" and "hs" in classes
        if tag == "summary":
            self._summary = ""
        self._is_curl = self._is_curl or tag == "pre" and self._summary == "The request with curl"

    def handle_endtag(self, tag: str) -> None:
        self._is_status = False
        if tag == "pre":
            self._is_curl = False

    def handle_data(self, data: str) -> None:
        self._summary += data
        if not self.steps:
            return
        if self._is_curl:
            self.steps[-1].curl += data
        elif self._is_status:
            self.steps[-1].statuses.append(int(data))


class Hidden(HTMLParser):
    """The hidden fields of the forms of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        attrs = {name: value or "" for name, value in attributes}
        if tag == "input" and attrs.get("type") == "hidden":
            self.fields[attrs["name"]] = attrs["value"]


@contextmanager
def mock(binary: str, options: str) -> Iterator[dict[str, str]]:
    """The servers alone; yields what they print when they are ready."""
    process = subprocess.Popen([binary, "mock", *shlex.split(options)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=1800)


def first_variables(ready: dict[str, str]) -> dict[str, str]:
    verifier = secrets.token_urlsafe(32)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    url = urlsplit(ready["url"])
    return {
        "MCP": f"{url.scheme}://{url.netloc}",
        "AUTH": ready["issuer"],
        "CODE_VERIFIER": verifier,
        "CODE_CHALLENGE": challenge,
        "PASSWORD": "demo-password-1",
    }


def learn(answer: str, variables: dict[str, str]) -> int:
    """Takes the values of an answer as variables; returns its status."""
    head, _, body = answer.replace("\r\n", "\n").partition("\n\n")
    lines = head.split("\n")
    kind = ""
    for name, _, value in (line.partition(": ") for line in lines[1:]):
        match name.lower():
            case "set-cookie":
                cookie, _, text = value.partition(";")[0].partition("=")
                variables["COOKIE_" + cookie.upper()] = text
            case "mcp-session-id":
                variables["SESSION_ID"] = value
            case "location":
                variables.update({key.upper(): text for key, text in parse_qsl(urlsplit(value).query)})
            case "content-type":
                kind = value
    if "json" in kind:
        members = json.loads(body).items()
        variables.update({name.upper(): value for name, value in members if isinstance(value, str)})
    elif "html" in kind:
        variables.update({name.upper(): value for name, value in Hidden(body).fields.items()})
    if "CLIENT_ID" in variables and "CLIENT_SECRET" in variables:
        pair = ":".join(quote_plus(variables[name]) for name in ("CLIENT_ID", "CLIENT_SECRET"))
        variables["BASIC"] = base64.b64encode(pair.encode()).decode()
    return int(lines[0].split()[1])


def run(line: str, variables: dict[str, str]) -> str:
    script = 'curl() { command curl --silent --show-error --max-time 20 "$@"; }\n' + line
    path = {"PATH": "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin"}
    return subprocess.run(["sh", "-c", script], env=path | variables, capture_output=True, text=True, check=True).stdout


def check(binary: str, site: str, name: str, folder: Path) -> Iterator[str]:
    """Problems of one run's page."""
    out = folder / name.replace("/", "-")
    subprocess.run(
        [binary, "export", name, "--format", "html", "--out", str(out), "--site", site], check=True, capture_output=True
    )
    page = (out / "index.html").read_text(encoding="utf-8")
    reader = PageReader()
    reader.feed(page)
    command = re.search(r"<code>wirescribe mock (.*?)</code>", page)
    if command is None:
        yield "the page does not say how to start the mock"
        return
    with mock(binary, command[1]) as ready:
        variables = first_variables(ready)
        done = 0
        for step in reader.steps:
            if not step.curl:
                continue
            done += 1
            missing = set(VARIABLE.findall(step.curl)) - variables.keys()
            if missing:
                yield f"{step.id}: no earlier answer has {', '.join(sorted(missing))}"
                continue
            answer = run(step.curl, variables)
            status = learn(answer, variables)
            if [status] != step.statuses[-1:]:
                yield f"{step.id}: the page shows {step.statuses[-1:]}, the mock answers {status}: {answer[-300:]}"
        if len(reader.steps) - done > 3 or done < 8:
            yield f"only {done} of {len(reader.steps)} steps have a curl line"
        print(f"curl: {name}: {done} lines of {len(reader.steps)} steps run")


def main() -> int:
    binary, site = sys.argv[1:3]
    if not shutil.which("curl"):
        print("curl: it is not installed")
        return 1
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in RUNS:
            for problem in check(binary, site, name, Path(folder)):
                failed += 1
                print(f"FAILED: {name}: {problem}")
    print(f"curl: {len(RUNS)} runs, {failed} problems")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
