#!/usr/bin/env python3
"""Makes a site as a new user would, with a copy of the command that stands alone, and works on it while it is served.

Usage: check_new_site.py BINARY
"""

from __future__ import annotations

import http.client
import json
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from check_command import Checker, tree  # noqa: E402

# In seconds: longer than anything takes on a machine that is busy with other things.
PATIENCE = 600

COMPANY = ["https://mcp.acme.example/mcp", "login.acme.example", "tickets.read", "tickets.write", "search_tickets",
           "close_ticket", "acme-tickets", "AcmeTickets/1.0", "T-1042"]
DEMO = re.compile(r"calendar|list_events|create_event|events\.(read|write)|auth\.example\.com|client\.example\.com", re.I)


def check_init(check: Checker, folder: Path) -> Path:
    site = folder / "docs"
    made = check.run("init", str(site))
    check.expect(made.returncode == 0, "init works", made.stderr)
    check.expect(
        made.stdout.split("\n")[:2] == [f"wirescribe build {site}", f"wirescribe serve {site}"],
        "init prints the next two commands", made.stdout,
    )
    before = tree(site)
    again = check.run("init", str(site))
    check.expect(again.returncode == 1 and again.stderr.count("error:") == 1, "init refuses a folder with files", again.stderr)
    check.expect(tree(site) == before, "a refused init touches nothing")
    built = check.run("build", str(site), "--strict")
    check.expect(built.returncode == 0, "the new site builds, and strictly", built.stderr)
    return site


def check_company(check: Checker, site: Path) -> None:
    pages = sorted((site / "_site/scenarios/connect").rglob("*.html")) + sorted((site / "_site/scenarios/connect").rglob("*.json"))
    check.expect(len(pages) >= 5, "the company's scenario has pages and traces")
    for page in pages:
        found = DEMO.search(page.read_text())
        check.expect(not found, f"{page.relative_to(site)} names nothing of the demo", str(found))
    for page in (site / "_site/scenarios/connect").glob("20*/index.html"):
        text = page.read_text()
        missing = [name for name in COMPANY if name not in text]
        check.expect(not missing, f"{page.parent.name} carries the company's names", str(missing))
        tokens = [e for e in json.loads((page.parent / "trace.json").read_text())["exchanges"] if e["kind"] == "token-request"]
        check.expect('"expires_in":900' in tokens[0]["response"]["body"], f"{page.parent.name}: the company's token rules hold")


def check_choice(check: Checker, site: Path) -> None:
    """Scenarios of Wirescribe's own, told with the company's names."""
    settings = site / "wirescribe.yml"
    good = settings.read_text()
    settings.write_text(good.replace("# scenarios: [A04, B01]", "scenarios: [A04, B07]"))
    built = check.run("build", str(site), "--output", str(site.parent / "chosen"))
    check.expect(built.returncode == 0, "two of Wirescribe's own scenarios are recorded with the company's servers", built.stderr)
    pages = sorted((site.parent / "chosen/scenarios").rglob("*.html"))
    names = {page.relative_to(site.parent / "chosen/scenarios").parts[0] for page in pages}
    check.expect({"connect", "cimd-public-client"} <= names and len(names) >= 4, "both stories have pages", str(names))
    text = (site.parent / "chosen/scenarios/cimd-public-client/2026-07-28/index.html").read_text()
    check.expect("mcp.acme.example" in text and "mcp.calendar.example" not in text, "A04 is told with the company's names")
    settings.write_text(good.replace("# scenarios: [A04, B01]", "scenarios: [A4]"))
    refused = check.run("build", str(site))
    check.expect("wirescribe.yml:" in refused.stderr and "“A4”" in refused.stderr, "an unknown id is named", refused.stderr)
    settings.write_text(good)


class Served:
    """`wirescribe serve` in the background."""

    def __init__(self, binary: str, site: Path) -> None:
        self.process = subprocess.Popen(
            [binary, "serve", str(site), "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout and self.process.stderr
        self.said: list[str] = []
        threading.Thread(target=lambda: self.said.extend(self.process.stderr), daemon=True).start()
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1].strip("/\n"))

    def get(self, path: str, host: str | None = None, method: str = "GET") -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=1800)
        connection.putrequest(method, path, skip_host=True)
        connection.putheader("Host", host or f"127.0.0.1:{self.port}")
        connection.endheaders()
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, body

    def wait(self, holds, seconds: float = PATIENCE) -> float:
        """Seconds until something holds; more than `seconds` if it never does."""
        start = time.monotonic()
        while not holds():
            if time.monotonic() - start > seconds:
                return seconds + 1
            time.sleep(0.01)
        return time.monotonic() - start

    def follow(self, page: str) -> list[dict]:
        """The events that an open page gets, as they come."""
        events: list[dict] = []

        def read() -> None:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=1800)
            connection.request("GET", f"/_wirescribe/events?page={page}")
            for line in connection.getresponse():
                if line.startswith(b"data: "):
                    events.append(json.loads(line[6:]))

        thread = threading.Thread(target=lambda: _quietly(read), daemon=True)
        thread.start()
        self.wait(lambda: bool(events))
        return events


def _quietly(action) -> None:
    try:
        action()
    except (OSError, http.client.HTTPException):
        pass  # The server was stopped, as it should be.


def check_serve(check: Checker, binary: str, site: Path) -> None:
    output = tree(site / "_site")
    served = Served(binary, site)
    try:
        status, page = served.get("/connect/")
        check.expect(status == 200 and "Give your client this address" in page, "serve shows the site")
        check.expect("/_wirescribe/live.js" in page and "connect-src 'self'" in page, "a served page follows the builds")
        check.expect("_wirescribe" not in (site / "_site/connect/index.html").read_text(), "a built page does not")
        check.expect(served.get("/assets/site.css")[0] == 200, "serve shows the stylesheet")
        check.expect(served.get("/nowhere/")[0] == 404, "an unknown address is 404")
        check.expect(served.get("/../wirescribe.yml")[0] == 404 and served.get("/%2e%2e/wirescribe.yml")[0] == 404, "nothing outside the site is served")
        check.expect(served.get("/", host="evil.example")[0] == 403, "a foreign name that leads here is refused")
        check.expect(served.get("/", host=f"127.0.0.1.evil.example:{served.port}")[0] == 403, "a name that begins like ours is refused")
        check.expect(served.get("/", host=f"localhost:{served.port}")[0] == 200, "localhost is answered")
        check.expect(served.get("/", method="POST")[0] == 405, "only GET and HEAD are answered")

        events, other = served.follow("/connect/"), served.follow("/troubleshooting/")
        file = site / "content/connect.md"
        good = file.read_text()
        stamp, stamp_elsewhere = events[-1]["stamp"], other[-1]["stamp"]
        file.write_text(good + "\nEdited while served.\n")
        took = served.wait(lambda: "Edited while served." in served.get("/connect/")[1])
        check.expect(took < PATIENCE, "an edit shows")
        served.wait(lambda: events[-1]["stamp"] != stamp)
        check.expect(events[-1]["stamp"] > stamp and not events[-1]["problems"], "the open page is told", str(events))
        check.expect(other[-1]["stamp"] == stamp_elsewhere, "a page that did not change is left alone", str(other))

        file.write_text(good + "\n[dead](/nowhere/)\n")
        served.wait(lambda: bool(events[-1]["problems"]))
        told = "\n".join(events[-1]["problems"])
        check.expect("content/connect.md:" in told and "/nowhere/" in told and "|" in told, "the open page is shown what is wrong", told)
        check.expect("Edited while served." in served.get("/connect/")[1], "the last good page stays")
        served.wait(lambda: any("/nowhere/" in line for line in served.said))
        check.expect(any("/nowhere/" in line for line in served.said), "the terminal is told as well", str(served.said))

        (site / "wirescribe.yml").rename(site / "wirescribe.old")
        served.wait(lambda: any("wirescribe.yml" in p for p in events[-1]["problems"]))
        check.expect(served.process.poll() is None and served.get("/")[0] == 200, "even a missing configuration is survived")
        (site / "wirescribe.old").rename(site / "wirescribe.yml")

        file.write_text(good)
        served.wait(lambda: not events[-1]["problems"])
        check.expect(not events[-1]["problems"] and "Edited" not in served.get("/connect/")[1], "a mended site is shown again")

        folder = site / "content/new"
        folder.mkdir()
        (folder / "page.md").write_text("---\ntitle: New\n---\nIn a new folder.\n")
        check.expect(served.wait(lambda: served.get("/new/page/")[0] == 200) < PATIENCE, "a page in a new folder shows")
        (folder / "page.md").write_text("---\ntitle: New\n---\nChanged in a new folder.\n")
        check.expect(served.wait(lambda: "Changed in a new" in served.get("/new/page/")[1]) < PATIENCE, "its edits show")
        shutil.rmtree(folder)
        check.expect(served.wait(lambda: served.get("/new/page/")[0] == 404) < PATIENCE, "a vanished page is gone")
    finally:
        served.process.send_signal(signal.SIGINT)
        try:
            code = served.process.wait(1800)
        except subprocess.TimeoutExpired:
            served.process.kill()
            code = None
    check.expect(code == 0, f"Ctrl-C ends serve with 0, not {code}")
    check.expect(tree(site / "_site") == output, "serve writes nothing to disk")


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # The command must not need the place where it was built.
        binary = str(shutil.copy(sys.argv[1], folder / "wirescribe"))
        check = Checker(binary)
        site = check_init(check, folder)
        check_company(check, site)
        check_choice(check, site)
        check_serve(check, binary, site)
    print(f"new site: {check.passed} passed, {check.failed} failed")
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main())
