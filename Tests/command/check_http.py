#!/usr/bin/env python3
"""Speaks raw HTTP to both servers of `wirescribe mock`, by tables: method × address × version × connection × headers.

Usage: check_http.py BINARY

Every row knows the answer and the section that demands it. Afterwards the recording must hold exactly the bytes that
were sent and received, in order, and nothing else.
"""

from __future__ import annotations

import base64
import json
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import urllib.parse
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

# Only there to end a run that hangs; nothing is measured.
PATIENCE = 600
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Answer:
    interim: list[int]
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    raw: bytes

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def get(self, name: str) -> str | None:
        return next(iter(self.all(name)), None)

    def list(self, name: str) -> set[str]:
        return {part.strip().lower() for value in self.all(name) for part in value.split(",") if part.strip()}


class Closed(Exception):
    """The server ended the connection before an answer was there."""


class Peer:
    """One connection. What it sends and receives is kept for the comparison with the recording."""

    def __init__(self, check: "Checker", port: int) -> None:
        self.check = check
        self.port = port
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def more(self) -> bool:
        try:
            data = self.socket.recv(1 << 16)
        except ConnectionResetError:
            data = b""
        self.buffer += data
        return bool(data)

    def ended(self) -> bool:
        """Whether the server says no more. Waits for its end."""
        while self.more():
            pass
        return not self.buffer

    def head(self) -> bytes:
        while b"\r\n\r\n" not in self.buffer:
            if not self.more():
                raise Closed(repr(self.buffer[:200]))
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        return head + b"\r\n\r\n"

    def answer(self, method: str) -> Answer:
        """Reads as a strict client does: what follows the head is content only if the rules say so (RFC 9112, 6.3)."""
        interim: list[int] = []
        raw = b""
        while True:
            head = self.head()
            raw += head
            lines = head.decode("latin-1").split("\r\n")[:-2]
            match = re.fullmatch(r"HTTP/1\.1 (\d{3}) [^\r\n]*", lines[0])
            if not match:
                raise Closed(f"no status line: {lines[0]!r}")
            status = int(match[1])
            if status >= 200:
                break
            interim.append(status)
        headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines[1:])]
        answer = Answer(interim, status, headers, b"", raw)
        length = int(answer.get("Content-Length") or 0)
        if method != "HEAD" and status not in (204, 304):
            while len(self.buffer) < length:
                if not self.more():
                    raise Closed("within the content")
            answer.body, self.buffer = self.buffer[:length], self.buffer[length:]
            answer.raw += answer.body
        return answer

    def exchange(self, data: bytes, method: str, sent: bytes | None = None) -> Answer:
        """Sends a request and reads the answer; both belong into the recording."""
        self.send(data)
        return self.recorded(data if sent is None else sent, method)

    def recorded(self, data: bytes, method: str) -> Answer:
        answer = self.answer(method)
        self.check.wire.append((self.port, data, answer.raw))
        return answer

    def close(self) -> None:
        self.socket.close()

    def __enter__(self) -> "Peer":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Checker:
    def __init__(self) -> None:
        self.passed = 0
        self.failed = 0
        # Port, request bytes and response bytes of everything that was answered, in order.
        self.wire: list[tuple[int, bytes, bytes]] = []

    def expect(self, holds: object, what: str, seen: object = "") -> None:
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            if self.failed <= 40:
                print(f"FAILED: {what}\n    {str(seen)[:600]}")


@dataclass
class Mock:
    """A running mock with its two ports."""

    process: subprocess.Popen[str]
    record: Path
    url: str
    issuer: str
    revision: str

    @staticmethod
    def start(binary: str, folder: Path, revision: str, *options: str) -> "Mock":
        record = folder / f"{revision}.json"
        process = subprocess.Popen(
            [binary, "mock", "--revision", revision, "--record", str(record), *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        assert process.stdout
        ready = json.loads(process.stdout.readline())
        return Mock(process, record, ready["url"], ready["issuer"], revision)

    @property
    def ports(self) -> tuple[int, int]:
        return port_of(self.url), port_of(self.issuer)

    def finish(self, check: Checker) -> dict:
        self.process.send_signal(signal.SIGTERM)
        _, errors = self.process.communicate(timeout=PATIENCE * 3)
        check.expect(self.process.returncode == 0, f"{self.revision}: ends with 0", errors)
        return json.loads(self.record.read_text())


def port_of(url: str) -> int:
    return int(urllib.parse.urlsplit(url).netloc.rpartition(":")[2])


@dataclass
class Place:
    """An address of one of the servers with the methods that are done there."""

    port: int
    path: str
    methods: tuple[str, ...]
    scripts: bool = True
    protected: bool = False

    @property
    def allow(self) -> set[str]:
        head = ("HEAD",) if "GET" in self.methods else ()
        return {name.lower() for name in (*self.methods, *head, "OPTIONS")}


def places(mock: Mock) -> list[Place]:
    server, issuer = mock.ports
    old = mock.revision == "2025-03-26"
    mcp = ("POST",) if mock.revision >= "2026" else ("POST", "DELETE")
    found = [
        Place(server, "/mcp", mcp, protected=True),
        Place(issuer, "/.well-known/oauth-authorization-server", ("GET",)),
        Place(issuer, "/jwks.json", ("GET",)),
        Place(issuer, "/authorize", ("GET",), scripts=False),
        Place(issuer, "/login", ("POST",), scripts=False),
        Place(issuer, "/consent", ("POST",), scripts=False),
        Place(issuer, "/token", ("POST",)),
        Place(issuer, "/register", ("POST",)),
        Place(issuer, "/revoke", ("POST",)),
        Place(issuer, "/introspect", ()),
        Place(issuer, "/nowhere", ()),
        Place(issuer, "/", ()),
        Place(issuer, "/callback", ()),
        Place(issuer, "/.well-known/openid-configuration", ()),
    ]
    if not old:
        found += [
            Place(server, "/.well-known/oauth-protected-resource", ("GET",)),
            Place(server, "/.well-known/oauth-protected-resource/mcp", ("GET",)),
            Place(server, "/nowhere", ()),
            Place(server, "/mcp/", ()),
        ]
    return found


METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "BREW", "get")
KNOWN = METHODS[:8]


@dataclass
class Way:
    """A protocol version with what the client says of the connection, and whether it then stays open."""

    name: str
    version: str
    headers: dict[str, str] = field(default_factory=dict)
    open: bool = True
    says: str | None = None


WAYS = (
    Way("HTTP/1.1", "HTTP/1.1"),
    Way("close", "HTTP/1.1", {"Connection": "close"}, False, "close"),
    Way("close among others", "HTTP/1.1", {"connection": "TE, Close"}, False, "close"),
    Way("HTTP/1.0", "HTTP/1.0", {}, False, "close"),
    Way("HTTP/1.0 keep-alive", "HTTP/1.0", {"Connection": "Keep-Alive"}, True, "keep-alive"),
    Way("HTTP/1.9", "HTTP/1.9"),
)


def request(
    method: str, target: str, port: int, version: str = "HTTP/1.1", headers: dict[str, str] | None = None, body: bytes = b""
) -> bytes:
    fields = {"Host": f"127.0.0.1:{port}", **(headers or {})}
    if body:
        fields.setdefault("Content-Length", str(len(body)))
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"{method} {target} {version}\r\n{lines}\r\n".encode() + body


def statuses(place: Place, method: str) -> tuple[set[int], str]:
    """What may come back, and who says so."""
    if method not in KNOWN:
        return {501}, "RFC 9110, 9.1"
    if not place.methods:
        return {404}, "RFC 9110, 15.5.5"
    if method == "OPTIONS":
        return {204}, "RFC 9110, 9.3.7"
    if place.protected:
        if method in ("GET", "HEAD", "POST", "DELETE"):
            return {401}, "RFC 6750, 3"
        return {405}, "RFC 9110, 15.5.6"
    if method in place.methods or method == "HEAD" and "GET" in place.methods:
        return {200, 400, 401, 415}, "the address's own answer"
    return {405}, "RFC 9110, 15.5.6"


def still_in_step(check: Checker, peer: Peer, what: str) -> None:
    """The next request on the connection is understood, so nothing of the last answer was left."""
    answer = peer.exchange(request("GET", "/nowhere?next", peer.port), "GET")
    check.expect(answer.status in (404,), f"{what}: the connection goes on in step", answer.raw)


def check_methods(check: Checker, mock: Mock, ways: Iterable[Way]) -> None:
    for place in places(mock):
        for method in METHODS:
            for way in ways:
                for body in (b"", b"x=1"):
                    if body and method not in ("POST", "PUT", "DELETE"):
                        continue
                    check_method(check, place, method, way, body)


def check_method(check: Checker, place: Place, method: str, way: Way, body: bytes) -> None:
    what = f"{method} {place.path} {way.name} {body!r}"
    allowed, rule = statuses(place, method)
    with Peer(check, place.port) as peer:
        try:
            headers = way.headers | (FORM if body else {})
            answer = peer.exchange(request(method, place.path, place.port, way.version, headers, body), method)
        except Closed as closed:
            check.expect(False, f"{what}: is answered ({rule})", closed)
            return
        check.expect(answer.status in allowed, f"{what}: {allowed} ({rule})", answer.raw)
        check.expect(answer.get("Date"), f"{what}: has a Date (RFC 9110, 6.6.1)", answer.raw)
        keeps_rules(check, answer, what)
        if answer.status == 405 or method == "OPTIONS" and answer.status == 204:
            wanted = place.allow
            check.expect(answer.list("Allow") == wanted, f"{what}: Allow is {wanted} (RFC 9110, 10.2.1)", answer.raw)
        if answer.status == 204:
            check.expect(not answer.all("Content-Length"), f"{what}: 204 has no length (RFC 9110, 8.6)", answer.raw)
        if method == "HEAD":
            check.expect(not answer.body, f"{what}: no content (RFC 9110, 9.3.2)", answer.raw)
        says = answer.list("Connection")
        check.expect(
            (way.says in says) if way.says else not says, f"{what}: Connection is {way.says} (RFC 9112, 9.3)", answer.raw
        )
        if way.open:
            still_in_step(check, peer, what)
        else:
            check.expect(peer.ended(), f"{what}: the connection ends (RFC 9112, 9.6)", peer.buffer)


def check_head_is_get(check: Checker, mock: Mock) -> None:
    """HEAD has the header fields of GET, the length among them (RFC 9110, 9.3.2)."""
    for place in places(mock):
        seen = []
        for method in ("GET", "HEAD"):
            with Peer(check, place.port) as peer:
                answer = peer.exchange(request(method, place.path, place.port), method)
                fields = [(name, value) for name, value in answer.headers if name not in ("Date", "Set-Cookie")]
                seen.append((answer.status, fields))
        check.expect(seen[0] == seen[1], f"HEAD {place.path} is GET without content", seen)


def targets(port: int) -> list[tuple[str, str, dict[str, str], int, str]]:
    metadata = "/.well-known/oauth-authorization-server"
    return [
        ("GET", f"http://127.0.0.1:{port}{metadata}", {}, 200, "RFC 9112, 3.2.2: absolute form"),
        ("HEAD", f"http://127.0.0.1:{port}{metadata}", {}, 200, "RFC 9112, 3.2.2: absolute form"),
        ("GET", f"HTTP://localhost:{port}{metadata}?a=b", {}, 200, "RFC 9112, 3.2.2: the scheme has no case"),
        ("GET", f"http://127.0.0.1:{port}{metadata}", {"Host": "evil.example"}, 200, "RFC 9112, 3.2.2: Host is ignored"),
        ("GET", f"http://evil.example{metadata}", {}, 421, "RFC 9110, 7.4: another host"),
        ("GET", f"http://127.0.0.1:{port}", {}, 404, "RFC 9110, 4.2.3: an empty path is /"),
        ("GET", f"http://127.0.0.1:{port}?x=1", {}, 404, "RFC 9110, 4.2.3"),
        ("POST", f"http://127.0.0.1:{port}/nowhere", {}, 404, "RFC 9112, 3.2.2"),
        ("OPTIONS", "*", {}, 204, "RFC 9112, 3.2.4: the server as a whole"),
        ("OPTIONS", f"http://127.0.0.1:{port}", {}, 404, "RFC 9112, 3.2.4 is for proxies; this is the path /"),
        ("GET", "*", {}, 400, "RFC 9112, 3.2.4: OPTIONS alone"),
        ("CONNECT", f"127.0.0.1:{port}", {}, 501, "RFC 9110, 9.1: no proxy"),
        ("CONNECT", "example.com:443", {}, 501, "RFC 9110, 9.1: no proxy"),
        ("CONNECT", "example.com", {}, 400, "RFC 9112, 3.2.3: the port is required"),
        ("CONNECT", "/", {}, 400, "RFC 9112, 3.2.3"),
        ("GET", "nowhere", {}, 400, "RFC 9112, 3.2: no form of a target"),
        ("GET", "127.0.0.1:80", {}, 400, "RFC 9112, 3.2.3: CONNECT alone"),
        ("GET", "/a#b", {}, 400, "RFC 9112, 3.2: no fragment"),
        ("GET", "ftp://127.0.0.1/", {}, 400, "RFC 9112, 3.2"),
        ("GET", "http://user@127.0.0.1/", {}, 400, "RFC 9110, 4.2.4: no user in it"),
        ("GET", "http:///x", {}, 400, "RFC 9110, 4.2.1: no host"),
        ("GET", "//evil.example/x", {}, 404, "RFC 9112, 3.2.1: a path"),
        ("GET", "/jwks.json/../jwks.json", {}, 404, "RFC 9110, 4.2.3: nothing is guessed"),
        ("GET", "/%6Awks.json", {}, 404, "an address is compared as it is"),
    ]


def check_targets(check: Checker, port: int) -> None:
    for method, target, headers, status, rule in targets(port):
        with Peer(check, port) as peer:
            try:
                answer = peer.exchange(request(method, target, port, headers=headers), method)
            except Closed as closed:
                check.expect(False, f"{method} {target}: is answered ({rule})", closed)
                continue
            check.expect(answer.status == status, f"{method} {target}: {status} ({rule})", answer.raw)
            if target == "*" and status == 204:
                check.expect({"get", "head", "post"} <= answer.list("Allow"), "OPTIONS * lists methods", answer.raw)


HOSTS = [
    ("127.0.0.1:PORT", 200), ("localhost:PORT", 200), ("LocalHost:PORT", 200), ("[::1]:PORT", 200), ("localhost", 200),
    ("127.0.0.1", 200), ("localhost:1", 200), ("mock.example", 200), ("MOCK.example:8000", 200),
    ("evil.example", 421), ("evil.example:PORT", 421), ("127.0.0.1.evil.example:PORT", 421), ("0.0.0.0:PORT", 421),
    ("localhost.evil.example", 421), ("192.168.1.1:PORT", 421), ("127.0.0.2:PORT", 421), ("xlocalhost:PORT", 421),
    ("localhost.:PORT", 421), ("[::2]:PORT", 421), ("a.mock.example", 421),
    ("", 400), ("a b", 400), ("user@localhost:PORT", 400), ("localhost:x", 400), ("localhost:99999", 400),
    ("localhost/x", 400), ("localhost, evil.example", 400), ("localhost?x", 400), ("[::1", 400),
]  # fmt: skip


def check_hosts(check: Checker, mock: Mock) -> None:
    """Names that a foreign page may have pointed at this machine (DNS rebinding); RFC 9112, 3.2; RFC 9110, 7.4."""
    for place in places(mock):
        for host, status in HOSTS:
            host = host.replace("PORT", str(place.port))
            with Peer(check, place.port) as peer:
                answer = peer.exchange(request("GET", place.path, place.port, headers={"Host": host}), "GET")
                if status == 200:
                    check.expect(answer.status not in (400, 403, 421) or place.path == "/authorize",
                                 f"{place.path} Host {host}: is served", answer.raw)
                else:
                    check.expect(answer.status == status, f"{place.path} Host {host}: {status}", answer.raw)
                    check.expect(answer.body, f"{place.path} Host {host}: says why", answer.raw)


def malformed(port: int) -> list[tuple[bytes, int, str]]:
    host = f"Host: 127.0.0.1:{port}\r\n".encode()
    post = b"POST /token HTTP/1.1\r\n" + host
    get = b"GET / HTTP/1.1\r\n" + host
    return [
        (b"GET / HTTP/1.1\r\n\r\n", 400, "RFC 9112, 3.2: Host is missing"),
        (get + host + b"\r\n", 400, "RFC 9112, 3.2: two Hosts"),
        (get + b"Host: evil.example\r\n\r\n", 400, "RFC 9112, 3.2: two Hosts"),
        (b"GET /\r\n\r\n", 400, "RFC 9112, 3: no version"),
        (b"GET  / HTTP/1.1\r\n" + host + b"\r\n", 400, "RFC 9112, 3: two spaces"),
        (b"GET / HTTP/1.1 \r\n" + host + b"\r\n", 400, "RFC 9112, 3: space at the end"),
        (b"GET /a b HTTP/1.1\r\n" + host + b"\r\n", 400, "RFC 9112, 3.2: space in the target"),
        (b"GET\t/ HTTP/1.1\r\n" + host + b"\r\n", 400, "RFC 9112, 3"),
        (b" GET / HTTP/1.1\r\n" + host + b"\r\n", 400, "RFC 9112, 3: space before"),
        (b"G@T / HTTP/1.1\r\n" + host + b"\r\n", 400, "RFC 9110, 9.1: no token"),
        (b"GET / HTTP/2.0\r\n" + host + b"\r\n", 505, "RFC 9110, 15.6.6"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "RFC 9113, 3.4: the preface of HTTP/2"),
        (b"GET / HTTP/0.9\r\n" + host + b"\r\n", 505, "RFC 9110, 15.6.6"),
        (b"GET / http/1.1\r\n" + host + b"\r\n", 400, "RFC 9112, 2.3: the case counts"),
        (b"GET / HTTP/1\r\n" + host + b"\r\n", 400, "RFC 9112, 2.3"),
        (b"GET / HTTP/1.10\r\n" + host + b"\r\n", 400, "RFC 9112, 2.3"),
        (b"GET / HTTPS/1.1\r\n" + host + b"\r\n", 400, "RFC 9112, 2.3"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400, "TLS on a plain port"),
        (b"\x00\x01\x02", 400, "no HTTP at all"),
        (b"\xff\xfe\r\n\r\n", 400, "no HTTP at all"),
        (b"\n\n", 400, "RFC 9112, 2.2"),
        (get.replace(b"\r\n", b"\n") + b"\n", 400, "RFC 9112, 2.2: a line feed alone"),
        (b"GET / HTTP/1.1\n" + host + b"\r\n", 400, "RFC 9112, 2.2"),
        (b"GET / HTTP/1.1\r" + host + b"\r\n", 400, "RFC 9112, 2.2: a carriage return alone"),
        (get + b"A: b\rc: d\r\n\r\n", 400, "RFC 9110, 5.5: a carriage return alone"),
        (get + b"A: b\r\n c\r\n\r\n", 400, "RFC 9112, 5.2: obs-fold"),
        (get + b"A: b\r\n\tc\r\n\r\n", 400, "RFC 9112, 5.2: obs-fold"),
        (b"GET / HTTP/1.1\r\n " + host + b"\r\n", 400, "RFC 9112, 2.2: space before the first header"),
        (get + b"A : b\r\n\r\n", 400, "RFC 9112, 5.1: space before the colon"),
        (get + b": b\r\n\r\n", 400, "RFC 9112, 5: no name"),
        (get + b"no colon\r\n\r\n", 400, "RFC 9112, 5"),
        (get + b"A(b): c\r\n\r\n", 400, "RFC 9110, 5.1: no token"),
        (get + "Ä: c\r\n\r\n".encode(), 400, "RFC 9110, 5.1: no token"),
        (get + b"A: b\x00c\r\n\r\n", 400, "RFC 9110, 5.5: NUL"),
        (get + b"A: b\x7fc\r\n\r\n", 400, "RFC 9110, 5.5: DEL"),
        (b"GET /\xc3\xa9 HTTP/1.1\r\n" + host + b"\r\n", 400, "RFC 3986, 2: not encoded"),
        (b"GET /\xe9 HTTP/1.1\r\n" + host + b"\r\n", 400, "RFC 3986, 2: not encoded"),
        (b"GET /\x01 HTTP/1.1\r\n" + host + b"\r\n", 400, "RFC 3986, 2"),
        (post + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "RFC 9112, 6.1: both"),
        (post + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", 400, "RFC 9112, 6.1: both"),
        (post + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400, "RFC 9112, 6.3: two lengths"),
        (post + b"Content-Length: 3, 3\r\n\r\nabc", 400, "RFC 9110, 8.6: a list"),
        (post + b"Content-Length: +3\r\n\r\nabc", 400, "RFC 9110, 8.6: digits"),
        (post + b"Content-Length: -3\r\n\r\nabc", 400, "RFC 9110, 8.6: digits"),
        (post + b"Content-Length: 0x3\r\n\r\nabc", 400, "RFC 9110, 8.6: digits"),
        (post + b"Content-Length:\r\n\r\n", 400, "RFC 9110, 8.6: digits"),
        (post + "Content-Length: ٣\r\n\r\nabc".encode(), 400, "RFC 9110, 8.6: ASCII digits"),
        (post + b"Content-Length: 99999999999999999999\r\n\r\n", 413, "RFC 9110, 15.5.14"),
        (post + b"Transfer-Encoding: gzip\r\n\r\n", 400, "RFC 9112, 6.3: nothing ends the body"),
        (post + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501, "RFC 9112, 6.1: unknown coding"),
        (post + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", 400, "RFC 9112, 6.1: twice"),
        (post + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n", 400, "RFC 9112, 6.1"),
        (post + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400, "RFC 9112, 6.1"),
        (post.replace(b"1.1", b"1.0", 1) + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "RFC 9112, 6.1: in 1.0"),
        (post + b"Transfer-Encoding: chunked\r\n\r\nx\r\n", 400, "RFC 9112, 7.1: no size"),
        (post + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n", 400, "RFC 9112, 7.1: a sign"),
        (post + b"Transfer-Encoding: chunked\r\n\r\n3\nabc", 400, "RFC 9112, 7.1: a line feed alone"),
        (post + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n", 400, "RFC 9112, 7.1: longer than its size"),
        (post + b"Transfer-Encoding: chunked\r\n\r\n3 \r\nabc\r\n", 400, "RFC 9112, 7.1: space without extension"),
        (post + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", 413, "RFC 9112, 7.1: overflow"),
        (post + b"Transfer-Encoding: chunked\r\n\r\n3;a\rb\r\nabc\r\n0\r\n\r\n", 400, "RFC 9112, 7.1.1: a carriage return in an extension"),
        (post + b"Transfer-Encoding: chunked\r\n\r\n3;a=\x00\r\nabc\r\n0\r\n\r\n", 400, "RFC 9112, 7.1.1: NUL in an extension"),
        (post + b"Transfer-Encoding: chunked\r\n\r\n0\r\nno colon\r\n\r\n", 400, "RFC 9112, 7.1.2: a trailer that is no field"),
        (post + b"Transfer-Encoding: chunked\r\n\r\n0\r\nA : b\r\n\r\n", 400, "RFC 9112, 7.1.2: space before the colon"),
        (post + b"Transfer-Encoding: chunked\r\n\r\n0\r\nA: b\rc\r\n\r\n", 400, "RFC 9112, 7.1.2: a carriage return alone"),
        (b"G\xc3\xa9T / HTTP/1.1\r\n" + host + b"\r\n", 400, "RFC 9110, 9.1: no token"),
        (b"GET  HTTP/1.1\r\n\r\n", 400, "RFC 9112, 3: no target"),
        (get + b"a:\r\n" * 3000 + b"\r\n", 431, "RFC 6585, 5: 3,000 headers"),
        (post + b"Expect: the-unexpected\r\nContent-Length: 3\r\n\r\n", 417, "RFC 9110, 10.1.1"),
        (post + b"Expect: 100-continue, x\r\nContent-Length: 3\r\n\r\n", 417, "RFC 9110, 10.1.1"),
    ]


def keeps_rules(check: Checker, answer: Answer, what: str) -> None:
    """What holds for every answer, whoever gives it."""
    if answer.status >= 400:
        check.expect(answer.list("Cache-Control") == {"no-store"}, f"{what}: nobody keeps an error (RFC 9110, 15.1)", answer.raw)
    if answer.status == 401:
        check.expect(answer.all("WWW-Authenticate"), f"{what}: says how (RFC 9110, 15.5.2)", answer.raw)


def check_malformed(check: Checker, port: int) -> None:
    for data, status, rule in malformed(port):
        method = "HEAD" if data.startswith(b"HEAD") else "GET"
        with Peer(check, port) as peer:
            try:
                answer = peer.exchange(data, method)
            except Closed as closed:
                check.expect(False, f"{data[:60]!r}: is answered ({rule})", closed)
                continue
            check.expect(answer.status == status, f"{data[:80]!r}: {status} ({rule})", answer.raw)
            check.expect(answer.body, f"{data[:60]!r}: says why", answer.raw)
            keeps_rules(check, answer, f"{data[:60]!r}")
            check.expect("close" in answer.list("Connection"), f"{data[:60]!r}: closes", answer.raw)
            check.expect(peer.ended(), f"{data[:60]!r}: ends", peer.buffer)
    # What is cut off is answered when the client says no more.
    for data in (b"GET", b"GET / HTTP/1.1\r\nHost: 127.0.0.1", b"POST /token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\nabc",
                 b"POST /token HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"):  # fmt: skip
        with Peer(check, port) as peer:
            peer.send(data)
            peer.socket.shutdown(socket.SHUT_WR)
            answer = peer.recorded(data, "GET")
            check.expect(answer.status == 400 and peer.ended(), f"{data!r} and no more: 400 (RFC 9112, 8)", answer.raw)


def check_limits(check: Checker, port: int) -> None:
    def row(data: bytes, wanted: Callable[[int], bool], what: str, sent: bytes | None = None) -> None:
        with Peer(check, port) as peer:
            try:
                answer = peer.exchange(data, "GET", sent)
            except Closed as closed:
                check.expect(False, f"{what}: is answered", closed)
                return
            check.expect(wanted(answer.status), what, answer.raw[:300])

    def is_not(*refused: int) -> Callable[[int], bool]:
        return lambda status: status not in refused

    def head(size: int) -> bytes:
        start = f"GET /nowhere HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX: ".encode()
        return start + b"a" * (size - len(start) - 4) + b"\r\n\r\n"

    def fields(count: int) -> bytes:
        return request("GET", "/nowhere", port, headers={f"X-{number}": "" for number in range(count - 1)})

    long = "/" + "a" * (16384 - 1)
    row(request("GET", long, port), lambda status: status == 404, "a target of 16,384 bytes is taken")
    row(request("GET", long + "a", port), lambda status: status == 414, "one more is 414 (RFC 9110, 15.5.15)")
    row(head(65536), lambda status: status == 404, "a head of 65,536 bytes is taken")
    row(head(65537), lambda status: status == 431, "one more is 431 (RFC 6585, 5)")
    row(fields(200), lambda status: status == 404, "200 headers are taken")
    row(fields(201), lambda status: status == 431, "201 headers are 431 (RFC 6585, 5)")
    body = b"a" * (1 << 20)
    row(request("POST", "/token", port, headers=FORM, body=body), is_not(413), "a body of 1 MiB is taken")
    chunked = {"Transfer-Encoding": "chunked"} | FORM
    framed = b"".join(b"10000\r\n" + body[:65536] + b"\r\n" for _ in range(16)) + b"0\r\n\r\n"
    row(request("POST", "/token", port, headers=chunked) + framed, is_not(413), "1 MiB in chunks is taken")
    # One byte more is refused by its length alone, however much of it the client goes on to send.
    for size in ((1 << 20) + 1, 20 << 20):
        start = request("POST", "/token", port, headers=FORM | {"Content-Length": str(size)})
        with Peer(check, port) as peer:
            peer.send(start)
            answer = peer.answer("POST")
            for _ in range(size // 65536):
                peer.send(body[:65536])
            check.wire.append((port, start, answer.raw))
            check.expect(answer.status == 413 and answer.body, f"{size} bytes: 413 (RFC 9110, 15.5.14)", answer.raw)
            peer.socket.shutdown(socket.SHUT_WR)
            check.expect(peer.ended(), f"{size} bytes: ends", peer.buffer)
    # A client that sends everything before it reads still reads the answer.
    with Peer(check, port) as peer:
        peer.send(request("POST", "/token", port, headers=chunked | {"X-All": "first"}))
        for _ in range(64):
            peer.send(b"10000\r\n" + body[:65536] + b"\r\n")
        answer = peer.answer("POST")
        check.wire.append((port, b"", answer.raw))
        check.expect(answer.status == 413 and answer.body, "4 MiB in chunks: 413 that can be read", answer.raw)


def check_continue(check: Checker, mock: Mock) -> None:
    """RFC 9110, 10.1.1. The body is held back until the server has spoken."""
    for place in places(mock):
        for version, value in (("HTTP/1.1", "100-continue"), ("HTTP/1.1", "100-Continue"), ("HTTP/1.0", "100-continue")):
            for chunked in (False, True):
                if chunked and version == "HTTP/1.0":
                    continue
                what = f"Expect {value} {place.path} {version} chunked {chunked}"
                length = {"Transfer-Encoding": "chunked"} if chunked else {"Content-Length": "3"}
                body = b"3\r\na=1\r\n0\r\n\r\n" if chunked else b"a=1"
                head = request("POST", place.path, place.port, version, {"Expect": value} | length | FORM)
                with Peer(check, place.port) as peer:
                    peer.send(head)
                    interim = b""
                    if version == "HTTP/1.1":
                        interim = peer.head()
                        check.expect(interim == b"HTTP/1.1 100 Continue\r\n\r\n", f"{what}: 100", interim)
                    peer.send(body)
                    answer = peer.answer("POST")
                    check.expect(not answer.interim and answer.status >= 200, f"{what}: then the answer", answer.raw)
                    check.wire.append((place.port, head + body, interim + answer.raw))
                    if version == "HTTP/1.1":
                        still_in_step(check, peer, what)
    port = mock.ports[1]
    # The final answer at once, with no body sent.
    for length, status in ((1 << 30, 413), ((1 << 20) + 1, 413)):
        data = request("POST", "/token", port, headers={"Expect": "100-continue", "Content-Length": str(length)})
        with Peer(check, port) as peer:
            answer = peer.exchange(data, "POST")
            check.expect(answer.status == status and not answer.interim, f"Expect with {length}: {status}", answer.raw)
    # Without content there is nothing to go on with.
    for headers in ({}, {"Content-Length": "0"}):
        with Peer(check, port) as peer:
            answer = peer.exchange(request("GET", "/jwks.json", port, headers={"Expect": "100-continue"} | headers), "GET")
            check.expect(answer.status == 200 and not answer.interim, "Expect without content", answer.raw)


def check_pipelining(check: Checker, mock: Mock) -> None:
    """RFC 9112, 9.3.2: all, in order. RFC 9112, 2.2: empty lines before a request line are no request."""
    for place in places(mock):
        port = place.port
        series = []
        for number in range(12):
            if number % 3 == 1:
                series.append(("POST", request("POST", f"{place.path}?n={number}", port, headers=FORM, body=b"a=1")))
            elif number % 3 == 2:
                series.append(("HEAD", request("HEAD", f"{place.path}?n={number}", port)))
            else:
                series.append(("GET", request("GET", f"{place.path}?n={number}", port)))
        for name, gap, step in (("in one piece", b"", None), ("with empty lines between", b"\r\n", None), ("by pieces", b"\r\n\r\n", 7)):
            data = gap + gap.join(data for _, data in series)
            with Peer(check, port) as peer:
                for start in range(0, len(data), step or len(data)):
                    peer.send(data[start : start + (step or len(data))])
                try:
                    for method, sent in series:
                        peer.recorded(sent, method)
                    still_in_step(check, peer, f"pipelined {name} {place.path}")
                except Closed as closed:
                    check.expect(False, f"pipelined {name} {place.path}: all are answered", closed)
        # Behind a request that closes nothing is served (RFC 9112, 9.6).
        with Peer(check, port) as peer:
            last = request("GET", f"{place.path}?last", port, headers={"Connection": "close"})
            peer.send(last + series[0][1])
            peer.recorded(last, "GET")
            check.expect(peer.ended(), f"{place.path}: nothing behind close", peer.buffer)
        # The client has said all it has to say (RFC 9112, 9.6), and still gets its answers.
        with Peer(check, port) as peer:
            peer.send(series[0][1] + series[2][1])
            peer.socket.shutdown(socket.SHUT_WR)
            try:
                peer.recorded(series[0][1], "GET")
                peer.recorded(series[2][1], "HEAD")
                check.expect(peer.ended(), f"{place.path}: half-closed, then the end", peer.buffer)
            except Closed as closed:
                check.expect(False, f"{place.path}: half-closed is answered", closed)
    port = mock.ports[0]
    many = [request("GET", f"/nowhere?{number}", port) for number in range(500)]
    with Peer(check, port) as peer:
        peer.send(b"".join(many))
        try:
            for data in many:
                peer.recorded(data, "GET")
            check.passed += 1
        except Closed as closed:
            check.expect(False, "500 pipelined requests are answered", closed)


ADMITTED = ("http://localhost:6274", "http://localhost", "https://localhost:8443", "http://127.0.0.1:1", "http://[::1]:8080",
            "https://app.example")  # fmt: skip
FOREIGN = ("null", "https://evil.example", "http://localhost.evil.example", "http://127.0.0.1.evil.example:80", "http://app.example",
           "https://app.example:444", "http://localhost:6274/", "http://localhost:0", "http://localhost:99999", "http://localhost:",
           "http://127.0.0.2:80", "ftp://localhost", "localhost:6274", "file://", "", "http://localhost:+80", "*",
           "http://user@localhost", "http://localhost:80 http://evil.example")  # fmt: skip


def check_cors(check: Checker, mock: Mock) -> None:
    """Fetch standard, CORS protocol; RFC 9700, 2.6: never on the authorization endpoint."""
    for place in places(mock):
        for origin in ADMITTED + FOREIGN:
            check_preflight(check, place, origin, "POST")
            check_actual(check, place, origin)
        for method in ("GET", "DELETE", "PUT"):
            check_preflight(check, place, ADMITTED[0], method)


def check_preflight(check: Checker, place: Place, origin: str, method: str) -> None:
    admitted = origin in ADMITTED
    what = f"preflight {place.path} {origin!r} {method}"
    asked = "authorization,content-type,mcp-protocol-version,mcp-session-id,mcp-param-region,x-other"
    headers = {"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": asked,
               "Access-Control-Request-Private-Network": "true"}  # fmt: skip
    with Peer(check, place.port) as peer:
        answer = peer.exchange(request("OPTIONS", place.path, place.port, headers=headers), "OPTIONS")
        is_probe = place.path.startswith("/.well-known/")
        if not place.scripts:
            check.expect(answer.status == 204, f"{what}: 204", answer.raw)
            check.expect(not cors(answer), f"{what}: nothing for scripts (RFC 9700, 2.6)", answer.raw)
        elif not place.methods and not is_probe:
            check.expect(answer.status == 404, f"{what}: 404", answer.raw)
        elif not admitted:
            check.expect(answer.status == 403, f"{what}: 403", answer.raw)
            check.expect(not cors(answer), f"{what}: lets nobody in", answer.raw)
            check.expect("origin" in answer.list("Vary"), f"{what}: Vary", answer.raw)
        else:
            check.expect(answer.status == 204, f"{what}: 204", answer.raw)
            check.expect(answer.all("Access-Control-Allow-Origin") == [origin], f"{what}: names the origin", answer.raw)
            check.expect({"get", "post", "delete"} <= answer.list("Access-Control-Allow-Methods"), f"{what}: methods", answer.raw)
            allowed = answer.list("Access-Control-Allow-Headers")
            check.expect(set(asked.split(",")) - allowed == {"x-other"}, f"{what}: headers", answer.raw)
            check.expect(int(answer.get("Access-Control-Max-Age") or 0) > 0, f"{what}: Max-Age", answer.raw)
            check.expect(answer.get("Access-Control-Allow-Private-Network") == "true", f"{what}: private network", answer.raw)
            check.expect("origin" in answer.list("Vary"), f"{what}: Vary", answer.raw)
            check.expect(not answer.all("Access-Control-Allow-Credentials"), f"{what}: no credentials", answer.raw)
        still_in_step(check, peer, what)


def cors(answer: Answer) -> list[str]:
    return [name for name, _ in answer.headers if name.lower().startswith("access-control-")]


def check_actual(check: Checker, place: Place, origin: str) -> None:
    method = "GET" if "GET" in place.methods else "POST"
    what = f"{method} {place.path} {origin!r}"
    with Peer(check, place.port) as peer:
        answer = peer.exchange(request(method, place.path, place.port, headers={"Origin": origin}), method)
        if not place.scripts:
            check.expect(not cors(answer), f"{what}: nothing for scripts (RFC 9700, 2.6)", answer.raw)
            return
        check.expect("origin" in answer.list("Vary"), f"{what}: Vary (Fetch, CORS and caches)", answer.raw)
        if origin not in ADMITTED:
            check.expect(not cors(answer), f"{what}: lets nobody in", answer.raw)
            if place.protected:
                check.expect(answer.status == 403, f"{what}: 403 (MCP, security of Streamable HTTP)", answer.raw)
            return
        check.expect(answer.all("Access-Control-Allow-Origin") == [origin], f"{what}: may be read", answer.raw)
        if place.protected:
            check.expect(answer.status == 401, f"{what}: 401", answer.raw)
            exposed = answer.list("Access-Control-Expose-Headers")
            check.expect({"www-authenticate", "mcp-session-id"} <= exposed, f"{what}: exposes the challenge", answer.raw)


def check_bytes(check: Checker, mock: Mock) -> None:
    """What is no UTF-8 comes back as it came, or is refused; nothing becomes U+FFFD."""
    port = mock.ports[1]
    redirect = "http://127.0.0.1:3030/callback"

    def post(path: str, body: bytes, media: str) -> Answer:
        with Peer(check, port) as peer:
            return peer.exchange(request("POST", path, port, headers={"Content-Type": media}, body=body), "POST")

    registered = post("/register", json.dumps({"client_name": "bytes", "redirect_uris": [redirect], "token_endpoint_auth_method": "none"}).encode(), "application/json")
    check.expect(registered.status == 201, "registration", registered.raw)
    client = json.loads(registered.body)["client_id"]
    for body in (b'{"client_name":"\xe9","redirect_uris":["http://127.0.0.1/"]}', b'{"redirect_uris":["http://127.0.0.1/\xff"]}',
                 b'\xef\xbb\xbf{"redirect_uris":["http://127.0.0.1/"]}', b'{"\xc3":1,"redirect_uris":["http://127.0.0.1/"]}'):  # fmt: skip
        answer = post("/register", body, "application/json")
        check.expect(answer.status == 400, f"{body!r}: 400 (RFC 8259, 8.1)", answer.raw)
    for state in ("%E9", "%e9", "%FF%FE", "a%E9b", "%C3%A9", "%F0%9F%98%80", "a%2Bb+c", "%25E9", "%ED%A0%80", "%C3", "%00", "%0D%0A", "%EF%BF%BD"):
        query = urllib.parse.urlencode({"client_id": client, "redirect_uri": redirect, "response_type": "token"}) + "&state=" + state
        with Peer(check, port) as peer:
            answer = logged_in(peer, peer.exchange(request("GET", "/authorize?" + query, port), "GET"))
            location = answer.get("Location") or ""
            back = re.search(r"[?&]state=([^&]*)", location)
            wanted = urllib.parse.unquote_to_bytes(state.replace("+", " "))
            got = urllib.parse.unquote_to_bytes((back[1] if back else "?").replace("+", " "))
            check.expect(got == wanted, f"state={state} comes back exactly (RFC 6749, 4.1.2)", answer.raw)
            check.expect(location.isascii() and not re.search(r"[\s\"<>]", location), f"state={state}: a URI in Location", location)
            still_in_step(check, peer, f"state={state}")
    check_challenges(check, port, {"client_id": client, "redirect_uri": redirect, "response_type": "code", "state": "s"})
    for body in (b"token=\xff\xfe", b"a=%E9&b=\x80", bytes(range(256))):
        answer = post("/token", body, "application/x-www-form-urlencoded")
        check.expect(answer.status in (400, 401), f"{body[:20]!r} at the token endpoint", answer.raw)


def check_challenges(check: Checker, port: int, query: dict[str, str]) -> None:
    """A code_challenge is 43 to 128 unreserved characters (RFC 7636, 4.2); for another there is no code (4.4.1)."""
    good = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    for challenge, is_one in ((good, True), ("a" * 42, False), ("a" * 129, False), (good[1:] + "=", False), (good[1:] + "+", False),
                              (good[1:] + "é", False), ("", False)):  # fmt: skip
        asked = query | {"code_challenge": challenge, "code_challenge_method": "S256"}
        with Peer(check, port) as peer:
            data = request("GET", "/authorize?" + urllib.parse.urlencode(asked), port)
            location = logged_in(peer, peer.exchange(data, "GET")).get("Location") or ""
            back = urllib.parse.parse_qs(urllib.parse.urlsplit(location).query)
            wanted = "code" in back if is_one else back.get("error") == ["invalid_request"] and "code" not in back
            check.expect(wanted, f"code_challenge={challenge}", location)


def logged_in(peer: Peer, answer: Answer) -> Answer:
    """What comes once the person has logged in and agreed; errors wait for that too (RFC 9700, 4.11.2)."""
    cookies: dict[str, str] = {}
    for _ in range(3):
        for cookie in answer.all("Set-Cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            cookies[name] = value
        page = answer.body.decode()
        action = re.search(r'action="([^"]+)"', page)
        token = re.search(r'name="form_token" value="([^"]+)"', page)
        if answer.status != 200 or not action or not token:
            break
        fields = {"form_token": token[1], "username": "person", "password": "demo-password-1", "decision": "approve"}
        headers = FORM | {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        path = urllib.parse.urlsplit(action[1]).path
        data = request("POST", path, peer.port, headers=headers, body=urllib.parse.urlencode(fields).encode())
        answer = peer.exchange(data, "POST")
    return answer


def message_bytes(message: dict) -> bytes:
    """The bytes of a recorded message: those that are kept as they are, or else start line, headers and body."""
    if "framing" in message:
        return base64.b64decode(message["framing"])
    if "method" in message:
        start = f"{message['method']} {message['target']} {message.get('version', 'HTTP/1.1')}"
    else:
        start = f"HTTP/1.1 {message['status']} {message['reason']}"
    head = start + "\r\n" + "".join(f"{name}: {value}\r\n" for name, value in message["headers"]) + "\r\n"
    body = message["body"].encode() if "body" in message else base64.b64decode(message.get("bodyBase64", ""))
    return head.encode() + body


def check_recording(check: Checker, mock: Mock, trace: dict) -> None:
    """Exactly what was sent, in order, and exactly what was answered."""
    exchanges = trace["exchanges"]
    check.expect(len(exchanges) == len(check.wire), f"{mock.revision}: {len(check.wire)} exchanges", len(exchanges))
    wrong = 0
    for number, (exchange, (port, sent, received)) in enumerate(zip(exchanges, check.wire)):
        seen = message_bytes(exchange["request"])
        # Of a body that is cut off, the recording has what was read before the refusal.
        same = seen.startswith(sent) and (seen == sent or b" 413 " in received[:20])
        same = same and exchange.get("response") is not None and message_bytes(exchange["response"]) == received
        same = same and exchange["origin"].endswith(f":{port}")
        if not same:
            wrong += 1
            if wrong <= 5:
                check.expect(False, f"{mock.revision}: exchange {number} {exchange['id']} is what was on the wire",
                             f"{seen[:300]!r}\n    {sent[:300]!r}\n    {exchange.get('response')}\n    {received[:300]!r}")
        else:
            check.passed += 1
        request_headers = {name.lower() for name, _ in exchange["request"]["headers"]}
        is_preflight = exchange["request"]["method"] == "OPTIONS" and {"origin", "access-control-request-method"} <= request_headers
        if exchange["request"].get("framing") is None:
            check.expect((exchange["kind"] == "preflight") == is_preflight, f"{exchange['id']}: a preflight is called one", exchange["kind"])
        if exchange["request"]["method"] == "HEAD":
            check.expect(not {"body", "bodyBase64"} & set(exchange["response"]), f"{exchange['id']}: no body for HEAD")
    check.expect(wrong == 0, f"{mock.revision}: {wrong} exchanges differ from the wire")
    check.expect("\\ufffd" not in json.dumps({"e": [e for e in exchanges if "%EF%BF%BD" not in json.dumps(e)]}),
                 f"{mock.revision}: nothing became U+FFFD")  # fmt: skip


def check_strangers(check: Checker, binary: str, folder: Path) -> None:
    """What is odd, broken off or pretended is recorded as what it was, and `export` reads what `mock` wrote."""
    mock = Mock.start(binary, folder / "end", "2025-11-25")
    check.wire = []
    server, issuer = mock.ports
    for data, _, _ in malformed(server):
        with Peer(check, server) as peer:
            peer.exchange(data, "GET")
    # Whoever calls itself as the server does is a client all the same.
    with Peer(check, issuer) as peer:
        peer.exchange(request("GET", "/jwks.json", issuer, headers={"User-Agent": "CalendarServer/5.1"}), "GET")
    # Two origins are none, though one of them would be let in (RFC 6454, 7.3).
    two = request("GET", "/jwks.json", issuer, headers={"Origin": ADMITTED[0], "origin": FOREIGN[1]})
    with Peer(check, issuer) as peer:
        check.expect(not cors(peer.exchange(two, "GET")), "two origins let nobody in")
    # Basic with bytes that are no UTF-8.
    basic = FORM | {"Authorization": "Basic   " + base64.b64encode(b"\xe9:\xff").decode()}
    with Peer(check, issuer) as peer:
        answer = peer.exchange(request("POST", "/token", issuer, headers=basic, body=b"grant_type=refresh_token&refresh_token=a"), "POST")
        check.expect(answer.status == 401 and b"Unknown client" in answer.body, "RFC 9110, 11.4: spaces before the credentials", answer.raw)
    # Broken off within the request.
    cut = b"POST /token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc"
    with Peer(check, issuer) as peer:
        peer.send(cut)
        with Peer(check, issuer) as other:
            other.exchange(request("GET", "/nowhere", issuer), "GET")
        peer.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with Peer(check, issuer) as peer:
        peer.exchange(request("GET", "/nowhere", issuer), "GET")
    trace = mock.finish(check)
    whole = [exchange for exchange in trace["exchanges"] if "response" in exchange]
    broken = [exchange for exchange in trace["exchanges"] if "response" not in exchange]
    check.expect(len(whole) == len(check.wire), "strangers: everything that was answered", len(whole))
    check.expect(
        [(message_bytes(exchange["request"]), exchange.get("failure")) for exchange in broken] == [(cut, "lost")],
        "what a client broke off is recorded", broken)
    check.expect("server" not in {exchange["sender"] for exchange in trace["exchanges"]}, "User-Agent proves nothing")
    text = json.dumps(trace, ensure_ascii=False)
    check.expect("\ufffd" not in text, "strangers: nothing became U+FFFD", text[max(0, text.find("\ufffd") - 200) :][:400])
    for form in ("har", "mermaid", "svg"):
        done = subprocess.run([binary, "export", str(mock.record), "--format", form], capture_output=True, text=True)
        check.expect(done.returncode == 0, f"export as {form} reads what mock wrote", done.stderr)


def check_end(check: Checker, binary: str, folder: Path) -> None:
    """The servers end whatever their clients do, and everything that was answered is in the recording."""
    mock = Mock.start(binary, folder / "end", "2026-07-28")
    check.wire = []
    server, issuer = mock.ports
    peers = [Peer(check, port) for port in (server, issuer) * 8]
    for number, peer in enumerate(peers):
        if number % 4 < 2:
            peer.exchange(request("GET", f"/nowhere?{number}", peer.port), "GET")
        elif number % 4 == 2:
            peer.send(b"POST /token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc")
    trace = mock.finish(check)
    check.expect(len(trace["exchanges"]) == len(check.wire), "end: everything that was answered", len(trace["exchanges"]))
    for peer in peers:
        check.expect(peer.ended(), "end: every connection ends")
        peer.close()
    for port in (server, issuer):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE).close()
            check.expect(False, "end: the port is closed")
        except ConnectionRefusedError:
            check.passed += 1


def main() -> int:
    binary = sys.argv[1]
    check = Checker()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "end").mkdir()
        for revision in ("2026-07-28", "2025-11-25", "2025-03-26"):
            mock = Mock.start(binary, folder, revision, "--allow-origin", "https://app.example", "--allow-host", "mock.example")
            check.wire = []
            try:
                check_methods(check, mock, WAYS if revision == "2026-07-28" else WAYS[:1])
                check_head_is_get(check, mock)
                check_cors(check, mock)
                check_pipelining(check, mock)
                check_continue(check, mock)
                check_bytes(check, mock)
                if revision == "2026-07-28":
                    check_targets(check, mock.ports[1])
                    check_malformed(check, mock.ports[0])
                    check_malformed(check, mock.ports[1])
                    check_hosts(check, mock)
                    check_limits(check, mock.ports[1])
            finally:
                if mock.process.poll() is not None:
                    print(mock.process.communicate()[1][-2000:])
            check_recording(check, mock, mock.finish(check))
        check_end(check, binary, folder)
        check_strangers(check, binary, folder)
    print(f"HTTP of mock: {check.passed} passed, {check.failed} failed")
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main())
