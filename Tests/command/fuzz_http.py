#!/usr/bin/env python3
"""Sends requests that were changed at random to both servers of `wirescribe mock`.

Usage: fuzz_http.py BINARY [--seconds N] [--seed N] [--connections N]

By rounds, each with a mock of its own: real requests (a whole login among them) are changed in their fields and in their
bytes, joined, cut into pieces, aborted. The servers must live on, answer what is well-formed or close, and keep their
memory; everything that was answered must stand in the recording, byte for byte, and the recording must be readable by
`export`. Without --seconds one short round with a fixed seed.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import random
import re
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections import Counter
from pathlib import Path

from check_http import FORM, PATIENCE, Checker, Mock, Peer, logged_in, message_bytes, request

REVISIONS = ("2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26")
OPTIONS = ([], ["--plus-secrets"], ["--allow-origin", "https://app.example"], ["--allow-host", "mock.example"], ["--cimd"],
           ["--path", "/a/b"])  # fmt: skip
FORMATS = ("har", "mermaid", "plantuml", "svg", "html")
REDIRECT = "http://127.0.0.1:3030/callback"
VERIFIER = "a" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")

LINES = [
    b"Expect: 100-continue", b"Connection: close", b"Connection: keep-alive", b"Transfer-Encoding: chunked", b"Content-Length: 0",
    b"Content-Length: 5", b"Content-Length: 00000000000000000005", b"Host: evil.example", b"Host: [::1]", b"Origin: null",
    b"Origin: http://localhost:6274", b"Origin: https://evil.example", b"Authorization: Basic \xff", b"Authorization: Basic JTow",
    b"Authorization: bearer x", b"Authorization: Bearer", b"Authorization:", b"Content-Type: application/json; charset=\xe9",
    b"Content-Type: application/x-www-form-urlencoded", b"Accept: */*;q=0", b"Accept: ,", b"Accept: application/json;q=nan",
    b"MCP-Protocol-Version: 2025-06-18", b"MCP-Protocol-Version: \xc3\xa9", b"Mcp-Session-Id: x", b"Mcp-Name: =?base64?/w==?=",
    b"Mcp-Method: tools/call", b"Access-Control-Request-Method: POST", b"Access-Control-Request-Headers: mcp-x,\xff",
    b"Cookie: browser=x; session", b"User-Agent: \x80", b"Upgrade: h2c", b"Trailer: x", b"X: \xed\xa0\x80", b"TE: trailers",
    b"DPoP: x.y.z", b"Sec-Fetch-Mode: navigate", b"Range: bytes=0-1", b"Content-Encoding: gzip", b": x", b"X y: z", b"\tfold",
]  # fmt: skip
PIECES = [
    b"\r\n", b"\r\n\r\n", b"\n", b"\r", b"\x00", b"\xff", b"\xef\xbb\xbf", b"%00", b"%", b"%ff", b"&", b"=", b"&resource=", b"{", b"[", b"]",
    b"null", b"1e999", b"-0", b"\\ud800", b"\"", b"HTTP/1.0", b"HTTP/2.0", b"HEAD ", b"OPTIONS * HTTP/1.1", b"0\r\n\r\n", b"5;a=\"b\"\r\nhello\r\n",
    b"3;x\ry\r\nabc\r\n", b"http://127.0.0.1/", b"//", b"?", b"#", b"..", b" ", b"\t", b"A" * 3000, "\u202e".encode(), "😀".encode(),
]  # fmt: skip


class Round:
    """One mock, with what was sent to it and what came back."""

    def __init__(self, check: Checker, mock: Mock, seed: int) -> None:
        self.check = check
        self.mock = mock
        self.random = random.Random(seed)
        self.seed = seed
        self.answers: Counter[bytes] = Counter()
        self.statuses: Counter[int] = Counter()
        self.received = 0
        self.sent = 0

    # The requests that are changed.

    def samples(self) -> list[tuple[int, bytes]]:
        server, issuer = self.mock.ports
        path = urllib.parse.urlsplit(self.mock.url).path
        peer = Peer(self.check, issuer)
        client, code = self.login(peer)
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, "client_id": client,
                "code_verifier": VERIFIER, "resource": self.mock.url}  # fmt: skip
        answer = self.known(peer, request("POST", "/token", issuer, headers=FORM, body=urllib.parse.urlencode(form).encode()), "POST")
        self.check.expect(answer.status == 200, f"seed {self.seed}: a login works", answer.raw)
        token = json.loads(answer.body)
        peer.close()
        bearer = {"Authorization": "Bearer " + token.get("access_token", ""), "Content-Type": "application/json",
                  "Accept": "application/json, text/event-stream"}  # fmt: skip
        refresh = {"grant_type": "refresh_token", "refresh_token": token.get("refresh_token", ""), "client_id": client}
        out = [
            (issuer, request("GET", self.authorization(client), issuer)),
            (issuer, request("POST", "/token", issuer, headers=FORM, body=urllib.parse.urlencode(refresh).encode())),
            (issuer, request("POST", "/revoke", issuer, headers=FORM, body=f"token=x&client_id={client}".encode())),
            (issuer, request("POST", "/register", issuer, headers={"Content-Type": "application/json"}, body=self.metadata())),
            (issuer, request("GET", "/.well-known/oauth-authorization-server", issuer, headers={"Origin": "http://localhost:1"})),
            (issuer, request("POST", "/login", issuer, headers=FORM, body=b"form_token=x&username=person&password=demo-password-1")),
            (server, request("GET", path, server)),
            (server, request("HEAD", "/.well-known/oauth-protected-resource" + path, server)),
            (server, request("OPTIONS", path, server, headers={"Origin": "http://[::1]:8", "Access-Control-Request-Method": "POST"})),
            (server, request("POST", path, server, headers={"Transfer-Encoding": "chunked", "Expect": "100-continue"})
             + b"3;a=\"b\"\r\nabc\r\n0\r\nTrailer: x\r\n\r\n"),
        ]  # fmt: skip
        for message in self.messages():
            headers = bearer | {"MCP-Protocol-Version": self.mock.revision, "Mcp-Method": message["method"]}
            if "name" in message.get("params", {}):
                headers["Mcp-Name"] = message["params"]["name"]
            out.append((server, request("POST", path, server, headers=headers, body=json.dumps(message).encode())))
        return out

    def known(self, peer: Peer, data: bytes, method: str):
        answer = peer.exchange(data, method)
        self.answers[answer.raw] += 1
        return answer

    def metadata(self) -> bytes:
        return json.dumps({"client_name": "fuzz", "redirect_uris": [REDIRECT], "token_endpoint_auth_method": "none",
                           "application_type": "native", "grant_types": ["authorization_code", "refresh_token"]}).encode()  # fmt: skip

    def authorization(self, client: str) -> str:
        return "/authorize?" + urllib.parse.urlencode({
            "response_type": "code", "client_id": client, "redirect_uri": REDIRECT, "state": "s", "code_challenge": CHALLENGE,
            "code_challenge_method": "S256", "resource": self.mock.url})  # fmt: skip

    def login(self, peer: Peer) -> tuple[str, str]:
        data = request("POST", "/register", peer.port, headers={"Content-Type": "application/json"}, body=self.metadata())
        client = json.loads(self.known(peer, data, "POST").body)["client_id"]
        start = len(self.check.wire)
        first = peer.exchange(request("GET", self.authorization(client), peer.port), "GET")
        location = logged_in(peer, first).get("Location") or ""
        self.answers.update(raw for _, _, raw in self.check.wire[start:])
        return client, urllib.parse.parse_qs(urllib.parse.urlsplit(location).query).get("code", [""])[0]

    def messages(self) -> list[dict]:
        meta = {"_meta": {"io.modelcontextprotocol/protocolVersion": self.mock.revision, "io.modelcontextprotocol/clientCapabilities": {}}}
        start = {"protocolVersion": self.mock.revision, "capabilities": {}, "clientInfo": {"name": "fuzz", "version": "1"}}
        return [
            {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": start},
            {"jsonrpc": "2.0", "id": 2, "method": "server/discover", "params": meta},
            {"jsonrpc": "2.0", "id": "3", "method": "tools/call", "params": meta | {"name": "list_events", "arguments": {}}},
            {"jsonrpc": "2.0", "method": "notifications/initialized"},
        ]

    # What is done to them.

    def changed(self, data: bytes) -> bytes:
        for _ in range(self.random.choice((0, 1, 1, 2, 3, 8))):
            data = self.random.choice((self.line, self.line, self.header, self.bits, self.piece, self.cut, self.doubled, self.word))(data)
        return data

    def head(self, data: bytes) -> tuple[list[bytes], bytes]:
        head, _, body = data.partition(b"\r\n\r\n")
        return head.split(b"\r\n"), body

    def line(self, data: bytes) -> bytes:
        """A header more."""
        lines, body = self.head(data)
        lines.insert(self.random.randint(1, len(lines)), self.random.choice(LINES))
        return b"\r\n".join(lines) + b"\r\n\r\n" + body

    def header(self, data: bytes) -> bytes:
        """A header less, twice, or elsewhere."""
        lines, body = self.head(data)
        if len(lines) > 1:
            place = self.random.randrange(1, len(lines))
            taken = lines.pop(place)
            for _ in range(self.random.choice((0, 0, 1, 2))):
                lines.insert(self.random.randint(1, len(lines)), taken.lower() if self.random.random() < 0.3 else taken)
        return b"\r\n".join(lines) + b"\r\n\r\n" + body

    def bits(self, data: bytes) -> bytes:
        out = bytearray(data)
        for _ in range(self.random.randint(1, 4)):
            if out:
                out[self.random.randrange(len(out))] = self.random.randrange(256)
        return bytes(out)

    def piece(self, data: bytes) -> bytes:
        place = self.random.randint(0, len(data))
        return data[:place] + self.random.choice(PIECES) + data[place + self.random.choice((0, 0, 1, 5)) :]

    def cut(self, data: bytes) -> bytes:
        place = self.random.randint(0, len(data))
        return data[:place] if self.random.random() < 0.5 else data[:place] + data[place + self.random.randint(0, 40) :]

    def doubled(self, data: bytes) -> bytes:
        first, last = sorted(self.random.randint(0, len(data)) for _ in range(2))
        return data[:last] + data[first:]

    def word(self, data: bytes) -> bytes:
        """Another method, target or version."""
        lines, body = self.head(data)
        words = lines[0].split(b" ")
        words[self.random.randrange(len(words))] = self.random.choice((
            b"HEAD", b"DELETE", b"PUT", b"TRACE", b"get", b"CONNECT", b"OPTIONS", b"*", b"/", b"http://localhost/", b"HTTP/1.0", b"HTTP/1.9",
            b"/token", b"/authorize?client_id=%ff&state=%e9", b"/.well-known/openid-configuration", b"/callback?code=x", b""))  # fmt: skip
        lines[0] = b" ".join(words)
        return b"\r\n".join(lines) + b"\r\n\r\n" + body

    # One connection.

    def connection(self, samples: list[tuple[int, bytes]]) -> None:
        port = self.random.choice(samples)[0]
        own = [data for place, data in samples if place == port]
        data = b"".join(self.changed(self.random.choice(own)) for _ in range(self.random.choice((1, 1, 1, 2, 5))))
        end = self.random.choice(("half", "half", "half", "half", "half", "reset", "leave", "early"))
        step = self.random.choice((len(data) or 1, len(data) or 1, 1, 7, 100)) if len(data) < 2000 else len(data)
        self.sent += len(data)
        what = f"seed {self.seed}: {data!r}"
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as peer:
            try:
                for start in range(0, len(data), step):
                    peer.sendall(data[start : start + step])
                    if end == "early" and start > len(data) // 2:
                        break
                if end == "reset":
                    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    return
                if end == "leave":
                    return
                peer.shutdown(socket.SHUT_WR)
            except (ConnectionResetError, BrokenPipeError, OSError):
                pass
            received = b""
            try:
                while more := peer.recv(1 << 16):
                    received += more
            except ConnectionResetError:
                pass
            except TimeoutError:
                self.check.expect(False, f"{what}: the connection ends", received)
                return
        self.received += len(received)
        self.read(received, data, what)

    def read(self, received: bytes, sent: bytes, what: str) -> None:
        """Everything that came is a row of whole, well-formed answers."""
        rest = received
        while rest:
            head, mark, behind = rest.partition(b"\r\n\r\n")
            first, *lines = head.decode("latin-1").split("\r\n")
            status = re.fullmatch(r"HTTP/1\.1 ([1-5]\d\d) [ -~]*", first)
            fields = [re.fullmatch(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+): ([^\x00-\x08\x0a-\x1f\x7f]*)", line) for line in lines]
            if not mark or not status or not all(fields):
                return self.check.expect(False, f"{what}: is answered well", rest[:300])
            code = int(status[1])
            names = Counter(field[1].lower() for field in fields if field)
            lengths = [int(field[2]) for field in fields if field and field[1].lower() == "content-length"]
            if code < 200:
                self.check.expect(not lines, f"{what}: an interim answer is bare", rest[:300])
                prefix, rest = rest[: len(head) + 4], behind
                self.interim = getattr(self, "interim", b"") + prefix
                continue
            size = 0 if code in (204, 304) or not lengths else lengths[0]
            if size and b"HEAD" in sent and (not behind or behind.startswith(b"HTTP/1.1 ")):
                size = 0
            once = all(count == 1 for name, count in names.items() if name not in ("set-cookie", "vary"))
            holds = len(behind) >= size and once and names["date"] == 1 and (code == 204 or names["content-length"] == 1)
            holds = holds and (code != 401 or names["www-authenticate"]) and (code != 405 or names["allow"]) and code < 600 and code != 500
            if not holds:
                return self.check.expect(False, f"{what}: the answer keeps the rules", rest[:600])
            raw = rest[: len(head) + 4 + size]
            self.answers[getattr(self, "interim", b"") + raw] += 1
            self.interim = b""
            self.statuses[code] += 1
            self.check.passed += 1
            rest = behind[size:]

    # The whole round.

    def memory(self) -> int:
        status = Path(f"/proc/{self.mock.process.pid}/status")
        found = re.search(r"VmRSS:\s+(\d+)", status.read_text()) if status.exists() else None
        return int(found[1]) << 10 if found else 0

    def run(self, connections: int, until: float) -> int:
        samples = self.samples()
        before = self.memory()
        count = 0
        while count < connections and (not until or time.time() < until):
            self.connection(samples)
            count += 1
            if count % 100 == 0 and not self.alive():
                break
        grown = self.memory() - before
        # What is recorded is kept, several times at most, and some more for what is being read.
        bound = (64 << 20) + 16 * (self.sent + self.received) + 8192 * count
        self.check.expect(grown < bound, f"seed {self.seed}: memory grew by {grown} bytes", f"{self.sent} sent, {self.received} received")
        return count

    def alive(self) -> bool:
        for port in self.mock.ports:
            try:
                with Peer(self.check, port) as peer:
                    answer = peer.exchange(request("GET", "/nowhere", port), "GET")
                    self.answers[answer.raw] += 1
            except Exception as gone:  # noqa: BLE001
                self.check.expect(False, f"seed {self.seed}: port {port} lives", gone)
                return False
        return True

    def finish(self, binary: str, folder: Path) -> int:
        try:
            trace = self.mock.finish(self.check)
        except subprocess.TimeoutExpired:
            self.mock.process.kill()
            self.check.expect(False, f"seed {self.seed}: ends when it is asked to")
            return 0
        recorded: Counter[bytes] = Counter()
        for exchange in trace["exchanges"]:
            if "response" in exchange:
                recorded[message_bytes(exchange["response"])] += 1
        missing = self.answers - recorded
        self.check.expect(not missing, f"seed {self.seed}: every answer is in the recording", list(missing)[:2])
        text = json.dumps(trace, ensure_ascii=False)
        self.check.expect("\ufffd" not in text, f"seed {self.seed}: nothing became U+FFFD", text[max(0, text.find("\ufffd") - 200) :][:400])
        for name in FORMATS:
            out = folder / f"out.{name}"
            done = subprocess.run([binary, "export", str(self.mock.record), "--format", name, "--out", str(out)],
                                  cwd=folder, capture_output=True, text=True)  # fmt: skip
            self.check.expect(done.returncode == 0 and out.exists(), f"seed {self.seed}: export as {name}", done.stderr)
        if (folder / "out.har").exists():
            json.loads((folder / "out.har").read_text())
        return len(trace["exchanges"])


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("binary")
    options.add_argument("--seconds", type=int, default=0)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--connections", type=int, default=400)
    given = options.parse_args()
    binary = str(Path(given.binary).resolve())
    check = Checker()
    until = time.time() + given.seconds if given.seconds else 0
    seed, connections, exchanges = given.seed, 0, 0
    statuses: Counter[int] = Counter()
    while True:
        choice = random.Random(seed)
        with tempfile.TemporaryDirectory() as name:
            mock = Mock.start(binary, Path(name), choice.choice(REVISIONS), *choice.choice(OPTIONS))
            current = Round(check, mock, seed)
            try:
                connections += current.run(given.connections, until)
            finally:
                if mock.process.poll() is not None:
                    print(f"seed {seed}: ended with {mock.process.returncode}\n{mock.process.communicate()[1][-3000:]}")
                    check.failed += 1
            if mock.process.poll() is None:
                exchanges += current.finish(binary, Path(name))
            statuses += current.statuses
        seed += 1
        if not until or time.time() >= until or check.failed > 40:
            break
    told = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
    print(f"HTTP changed at random: {seed - given.seed} rounds, {connections} connections, {exchanges} exchanges ({told})")
    print(f"{check.passed} passed, {check.failed} failed")
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main())
