#!/usr/bin/env python3
"""Uses the command where streams, places and ports cannot be used, or are other things than files.

Usage: check_places.py BINARY SITE

Whatever is wrong, the command says so in one line and ends with exit code 1; it never crashes, and loses no recording.
What needs no rights works for an ordinary user: run by root, the checks of servers run as another user too.
"""

from __future__ import annotations

import http.client
import json
import os
import resource
import shlex
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from contextlib import contextmanager
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parent))
from check_command import Checker  # noqa: E402

TRACE = Path(__file__).parent.parent / "TracesTests/Fixtures/A04-2026-07-28.json"


def shell(check: Checker, line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs a line of a shell, with the command as `$W`."""
    environment = os.environ | {"W": check.binary}
    return subprocess.run(
        ["bash", "-c", line], cwd=folder, env=environment, capture_output=True, text=True, errors="replace", timeout=1800)


def one_line(check: Checker, name: str, result: subprocess.CompletedProcess[str], *says: str) -> None:
    seen = result.stderr
    check.expect(result.returncode == 1, f"{name}: exit code 1, not {result.returncode}", seen)
    check.expect(seen.count("\n") == 1 and seen.startswith("error: "), f"{name}: one line", seen)
    for text in ("NSCocoa", "Domain=", "errno", "NSError", "Fatal", "(("):
        check.expect(text not in seen, f"{name}: no words of the machinery", seen)
    for text in says:
        check.expect(text in seen, f"{name}: says {text}", seen)


def check_streams(check: Checker, folder: Path) -> None:
    calls = ["list revisions", "--help", "help list", "--version", "reference limits", "export t.json --format mermaid"]
    for call in calls:
        one_line(check, f"{call}: stdout closed", shell(check, f"$W {call} >&-", folder), "standard output")
        one_line(check, f"{call}: stdout full", shell(check, f"$W {call} >/dev/full", folder), "No space left")
        result = shell(check, f"$W {call} 2>&-", folder)
        check.expect(result.returncode == 0 and bool(result.stdout), f"{call}: stderr is not needed", result.stderr)
        result = shell(check, f"$W {call} <&-", folder)
        check.expect(result.returncode == 0 and bool(result.stdout), f"{call}: stdin is not needed", result.stderr)
        result = shell(check, f"$W {call} >&- 2>&- <&-", folder)
        check.expect(result.returncode == 1, f"{call}: nothing can be said, exit code 1, not {result.returncode}")
        result = shell(check, f"(trap '' PIPE; $W {call}; echo $? >rc) | true; cat rc", folder)
        check.expect(result.stdout.strip() in {"0", "1"}, f"{call}: a reader who is gone", result.stdout + result.stderr)
        result = shell(check, f"$W {call} | head -c 1 >/dev/null; echo ${{PIPESTATUS[0]}}", folder)
        check.expect(result.stdout.strip() in {"0", "141"}, f"{call}: a reader who leaves", result.stdout + result.stderr)
    for name, redirection in (("closed", "2>&-"), ("full", "2>/dev/full")):
        result = shell(check, f"rm -rf said; $W init said {redirection}; echo $?; ls said", folder)
        lines = result.stdout.split("\n")
        check.expect("1" in lines and "wirescribe.yml" in lines, f"stderr {name}: the work is done, exit code 1", result.stdout)
        result = shell(check, f"$W lst {redirection}", folder)
        check.expect(result.returncode == 64, f"stderr {name}: misuse stays misuse")
    one_line(check, "stdin closed", shell(check, "$W markdown <&-", folder), "standard input")
    one_line(check, "stdin is a folder", shell(check, "$W markdown </tmp", folder), "Is a directory")
    one_line(check, "stdin only for writing", shell(check, "$W markdown 0>/dev/null", folder), "standard input")
    most = 64 << 20
    result = shell(check, f"head -c {most + 1} /dev/zero | $W markdown", folder)
    one_line(check, "stdin beyond its limit", result, "64 MB")
    # A message must never get into a file that happens to have the number of a closed stream.
    result = shell(check, "$W export t.json --format mermaid --out closed.mmd >&- 2>&-; cmp closed.mmd good.mmd", folder)
    check.expect(result.returncode == 0, "closed streams leave results alone", result.stdout + result.stderr)


def check_results(check: Checker, folder: Path) -> None:
    good = (folder / "good.mmd").read_bytes()
    export = "$W export t.json --format mermaid --out"
    for name in ("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "to-stdout"):
        if not (folder / "to-stdout").is_symlink():
            (folder / "to-stdout").symlink_to("/dev/stdout")
        result = shell(check, f"{export} {name} | cat", folder)
        check.expect(result.stdout.encode() == good, f"{name} is standard output", result.stderr)
    result = shell(check, f"echo before >both; {export} /dev/stdout >>both; cat both", folder)
    check.expect(result.stdout.encode() == b"before\n" + good, "what is appended to stays", result.stdout[:200])
    for device in ("/dev/null", "/dev/full"):
        before = os.stat(device)
        result = shell(check, f"{export} {device}", folder)
        after = os.stat(device)
        check.expect(stat.S_ISCHR(after.st_mode) and after.st_rdev == before.st_rdev, f"{device} stays a device")
        if device == "/dev/null":
            check.expect(result.returncode == 0, "/dev/null takes everything", result.stderr)
        else:
            one_line(check, device, result, "/dev/full cannot be written", "No space left")
    os.mkfifo(folder / "fifo")
    result = shell(check, f"cat fifo >from-fifo & {export} fifo; wait; cmp from-fifo good.mmd && test -p fifo", folder)
    check.expect(result.returncode == 0, "a FIFO is written into and stays one", result.stderr)
    result = shell(check, f"{export} >(cat >from-shell); sleep 0.5; cmp from-shell good.mmd", folder)
    check.expect(result.returncode == 0, "a process of the shell gets the result", result.stderr)
    check_links(check, folder, export, good)
    one_line(check, "a folder", shell(check, f"{export} .", folder), "this is a folder")
    one_line(check, "no folder", shell(check, f"{export} no/such/file", folder), "there is no folder", "no/such")
    one_line(check, "a name with a slash", shell(check, f"{export} new/", folder), "new/")
    one_line(check, "a file as folder", shell(check, f"{export} good.mmd/x", folder), "good.mmd/x")
    one_line(check, "no name", shell(check, f"{export} ''", folder), "needs a name")
    one_line(check, "a stream that is not open", shell(check, f"{export} /dev/fd/77", folder), "Bad file descriptor")
    one_line(check, "a name beyond the system's limit", shell(check, f"{export} {'x' * 300}", folder), "too long")


def check_links(check: Checker, folder: Path, export: str, good: bytes) -> None:
    target, link = folder / "kept/target.mmd", folder / "link.mmd"
    target.parent.mkdir()
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to("kept/target.mmd")
    (folder / "second.mmd").symlink_to("link.mmd")
    result = shell(check, f"{export} second.mmd", folder)
    check.expect(result.returncode == 0 and target.read_bytes() == good, "what a link leads to is replaced", result.stderr)
    check.expect(link.is_symlink() and (folder / "second.mmd").is_symlink(), "links stay links")
    check.expect(stat.S_IMODE(target.stat().st_mode) == 0o640, "permissions stay")
    (folder / "dangling.mmd").symlink_to("kept/new.mmd")
    result = shell(check, f"umask 027; {export} dangling.mmd", folder)
    check.expect((folder / "kept/new.mmd").read_bytes() == good, "a link to nothing yet is followed", result.stderr)
    check.expect(stat.S_IMODE((folder / "kept/new.mmd").stat().st_mode) == 0o640, "a new file has the permissions of others")
    (folder / "circle").symlink_to("circle")
    one_line(check, "a link to itself", shell(check, f"{export} circle", folder), "circle cannot be written")
    (folder / "whole.mmd").write_text("old")
    result = shell(check, f"ulimit -f 0; {export} whole.mmd", folder)
    one_line(check, "no room", result, "whole.mmd cannot be written")
    check.expect((folder / "whole.mmd").read_text() == "old", "a result that has no room leaves the old one whole")
    left = [path.name for path in folder.rglob(".wirescribe-*")]
    check.expect(not left, "nothing is left over", str(left))
    if os.getuid() != 0:
        (folder / "whole.mmd").chmod(0o400)
        one_line(check, "a file that may not be written", shell(check, f"{export} whole.mmd", folder), "Permission denied")
        (folder / "whole.mmd").chmod(0o600)
        (folder / "kept").chmod(0o500)
        result = shell(check, f"{export} kept/target.mmd", folder)
        check.expect(result.returncode == 0, "a file in a closed folder is filled anew", result.stderr)
        one_line(check, "a closed folder", shell(check, f"{export} kept/other.mmd", folder), "Permission denied")
        (folder / "kept").chmod(0o700)


@contextmanager
def running(check: Checker, *arguments: str, user: int | None = None, cwd: Path | None = None) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [check.binary, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, user=user, cwd=cwd)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(1800)


def get(address: str) -> int:
    with urllib.request.urlopen(address, timeout=1800) as answer:
        answer.read()
        return int(answer.status)


def check_servers(check: Checker, site: Path) -> None:
    """As whoever runs this, and as somebody without rights."""
    for user in {None, 65534 if os.getuid() == 0 else None}:
        with running(check, "serve", str(site), "--port", "0", user=user) as served:
            assert served.stdout and served.stderr
            threading.Thread(target=served.stderr.read, daemon=True).start()
            address = served.stdout.readline().strip()
            check.expect(address.startswith("http://127.0.0.1:"), f"serve is ready as {user or 'oneself'}", address)
            for path in ("", "connect/", "assets/site.css"):
                check.expect(get(address + path) == 200, f"serve answers /{path} as {user or 'oneself'}")
            check_live(check, address)
            check_waiting(check, address)
        with running(check, "mock", user=user) as mocked:
            assert mocked.stdout
            ready = json.loads(mocked.stdout.readline())
            status = get(ready["issuer"] + "/.well-known/oauth-authorization-server")
            check.expect(status == 200, f"mock answers as {user or 'oneself'}")
            check.expect("“person” or “second”" in login_page(ready), "the login page says who can log in, and where the passwords stand")


def check_waiting(check: Checker, address: str) -> None:
    """Whoever holds content back until the server has spoken gets that word once, and in HTTP/1.0 none (RFC 9110, 10.1.1)."""
    port = int(address.split(":")[2].strip("/"))
    for version, value, waits in (("1.1", "100-continue", True), ("1.1", "100-Continue", True), ("1.0", "100-continue", False)):
        with socket.create_connection(("127.0.0.1", port), 1800) as peer:
            head = f"POST / HTTP/{version}\r\nHost: 127.0.0.1:{port}\r\nExpect: {value}\r\nContent-Length: 3\r\nConnection: close\r\n\r\n"
            peer.sendall(head.encode())
            answers = peer.makefile("rb")
            if waits:
                word = answers.readline() + answers.readline()
                check.expect(word == b"HTTP/1.1 100 Continue\r\n\r\n", f"serve lets content of {version} come", repr(word))
            peer.sendall(b"a=b")
            answer = answers.read()
            check.expect(answer.startswith(b"HTTP/1.") and b" 405 " in answer[:16], f"serve answers {version} behind content", repr(answer[:300]))
            check.expect(b" 100 " not in answer, f"serve says it once in {version}", repr(answer[:300]))


def login_page(ready: dict[str, str]) -> str:
    """The page that the authorization server shows to a person."""
    home = "http://127.0.0.1:9/callback"
    body = json.dumps({"redirect_uris": [home], "token_endpoint_auth_method": "none"}).encode()
    request = urllib.request.Request(ready["issuer"] + "/register", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=1800) as answer:
        client = json.loads(answer.read())["client_id"]
    query = urlencode({
        "response_type": "code", "client_id": client, "redirect_uri": home, "state": "s", "resource": ready["url"],
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256",
    })
    with urllib.request.urlopen(ready["issuer"] + "/authorize?" + query, timeout=1800) as answer:
        return str(answer.read().decode())


def check_live(check: Checker, address: str) -> None:
    port = int(address.rsplit(":", 1)[1].strip("/"))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1800)
    connection.request("GET", "//connect?x=1")
    answer = connection.getresponse()
    answer.read()
    check.expect((answer.status, answer.headers["Location"]) == (301, "/connect/?x=1"), "a redirect stays on this host", str(answer.headers))
    connection.request("GET", "/assets/site.css", headers={"Range": "bytes=0-9"})
    answer = connection.getresponse()
    check.expect((answer.status, len(answer.read())) == (206, 10), "a part of a file is given", str(answer.headers))
    connection.close()


def check_ports(check: Checker, site: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for arguments in (["mock"], ["mock", "--revision", "2025-03-26"], ["serve", str(site)], ["serve", "/nowhere"]):
            result = check.run(*arguments, "--port", port)
            one_line(check, f"{arguments[0]}: a port in use", result, f"port {port} cannot be opened", "another program")
            check.expect(not result.stdout, f"{arguments[0]}: a port in use is told first", result.stdout)
    if os.getuid() != 0 and int(Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text()) > 1:
        for arguments in (["mock"], ["serve", str(site)]):
            one_line(check, f"{arguments[0]}: a port below 1024", check.run(*arguments, "--port", "1"), "port 1 cannot be opened")


def record(check: Checker, place: str, cwd: Path, *, requests: int = 3, signals: int = 1, before=lambda: None):
    """Runs the mock, asks it for something, and ends it."""
    process = subprocess.Popen(
        [check.binary, "mock", "--record", place], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=cwd)
    assert process.stdout
    line = process.stdout.readline()
    if not line:
        return process.wait(1800), process.communicate()
    ready = json.loads(line)
    for _ in range(requests):
        get(ready["issuer"] + "/.well-known/oauth-authorization-server")
    before()
    for _ in range(signals):
        process.send_signal(signal.SIGINT)
        time.sleep(0.02)
    output = process.communicate(timeout=1800)
    return process.returncode, output


def check_recordings(check: Checker, folder: Path) -> None:
    code, (_, said) = record(check, "mine.json", folder)
    check.expect(code == 0 and "3 exchanges in mine.json" in said, "a recording is written", said)
    check.expect("demo-password-1" in said, "mock says who can log in", said)
    code, (_, said) = record(check, "twice.json", folder, signals=5)
    count = len(json.loads((folder / "twice.json").read_text())["exchanges"])
    check.expect((code, count) == (0, 3), "a second Ctrl-C cuts nothing off", said)
    check.expect("warning" not in said, "what can be exported needs no warning", said)
    code, (_, said) = record(check, "long.json", folder, requests=5001)
    held = len(json.loads((folder / "long.json").read_text())["exchanges"])
    check.expect((code, held) == (0, 5001) and "5,000" in said and "shorter runs" in said, "a recording beyond the limit of traces is whole, and told", said)
    (folder / "long.json").unlink()
    for place in ("no/such/file.json", ".", "good.mmd/x"):
        code, (_, said) = record(check, place, folder)
        check.expect(code == 1 and said.count("\n") == 1 and place in said, f"{place} is refused before anything starts", said)
    lost = folder / "lost"
    lost.mkdir()
    code, (_, said) = record(check, "lost/mine.json", folder, before=lambda: shutil.rmtree(lost))
    kept = said.rsplit(" ", 1)[-1].strip()
    check.expect(code == 1 and "cannot be written" in said, "a place that is gone at the end is told", said)
    check.expect(Path(kept).is_file() and len(json.loads(Path(kept).read_text())["exchanges"]) == 3, "the recording is kept", said)
    Path(kept).unlink(missing_ok=True)
    os.mkfifo(folder / "unread")
    code, (_, said) = record(check, "unread", folder)
    kept = said.rsplit(" ", 1)[-1].strip()
    check.expect(code == 1 and Path(kept).is_file(), "a FIFO that nobody reads holds nothing up", said)
    Path(kept).unlink(missing_ok=True)
    code, (out, said) = record(check, "/dev/stdout", folder)
    check.expect(code == 0 and len(json.loads(out)["exchanges"]) == 3, "a recording can go to standard output", said)


def check_words(check: Checker, folder: Path, site: Path) -> None:
    for name in ("-x", "a b", "it's", "--help me", "ü"):
        made = subprocess.run([check.binary, "init", "--", name], cwd=folder, capture_output=True, text=True)
        for line, word in zip(made.stdout.split("\n"), ("build", "serve")):
            words = shlex.split(line)
            works = words[:2] == ["wirescribe", word] and len(words) == 3 and not words[2].startswith("-")
            check.expect(works and (folder / words[2] / "wirescribe.yml").exists(), f"what init prints for {name} works", line)
        shutil.rmtree(folder / name, ignore_errors=True)
    for name in ("/proc/x", "/dev/null/x", "good.mmd/x", "good.mmd"):
        one_line(check, f"init {name}", shell(check, f"$W init {name}", folder), name, "wirescribe init docs")
    for call in (f"record A99 --site {site}", f"export A99/2026-07-28 --format har --site {site}"):
        result = shell(check, f"$W {call}", folder)
        check.expect(result.returncode == 64 and "Usage" not in result.stderr and result.stderr.count("\n") == 1, f"{call}: one line", result.stderr)
    result = shell(check, "$W export t.json --format html --out page", folder)
    page = folder / "page/index.html"
    text = page.read_text() if page.exists() else ""
    check.expect("token-request" in text and "code_verifier" in text, "the page of a trace needs no site", result.stderr)
    result = shell(check, "$W export t.json --format html --out page2 --site /nowhere", folder)
    check.expect(result.returncode == 1 and "wirescribe.yml" in result.stderr, "a site that is named is needed", result.stderr)
    result = shell(check, "$W export t.json", folder)
    check.expect("wirescribe export" in result.stderr, "the usage is that of the command", result.stderr)
    result = shell(check, "$W list $'a\\rb\\x1b[2J\\u202e'", folder)
    check.expect("\r" not in result.stderr and "\x1b" not in result.stderr and "\u202e" not in result.stderr, "characters that a terminal obeys are written out", repr(result.stderr))
    result = shell(check, "$W export $'no\\r\\x1b[31m.json' --format har", folder)
    check.expect("\r" not in result.stderr and "\x1b" not in result.stderr, "in names of files too", repr(result.stderr))
    bad = folder / "cr"
    shutil.copytree(site, bad)
    (bad / "content/bad.md").write_bytes(b"---\r\ntitle: a\rfoo\x1b[2J: b\r\n---\r\n")
    result = check.run("build", str(bad))
    check.expect(result.returncode == 1 and "\x1b" not in result.stderr, "in lines of files too", repr(result.stderr))


def main() -> int:
    site = Path(sys.argv[2]).resolve()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        check = Checker(str(shutil.copy(sys.argv[1], folder / "wirescribe")))
        shutil.copy(TRACE, folder / "t.json")
        check.expect(shell(check, "$W export t.json --format mermaid >good.mmd", folder).returncode == 0, "a trace is exported")
        own = folder / "own"
        check.run("init", str(own))
        subprocess.run(["chmod", "-R", "a+rwX", str(folder)], check=True)
        check_streams(check, folder)
        check_results(check, folder)
        check_ports(check, own)
        check_servers(check, own)
        check_recordings(check, folder)
        check_words(check, folder, own)
    print(f"places: {check.passed} passed, {check.failed} failed")
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main())
