#!/usr/bin/env python3
"""The official Python MCP SDK, unchanged, logs in at `wirescribe mock` and calls a tool.

    python Tests/sdk/check_sdk.py --wirescribe .build/debug/wirescribe

The SDK does its own discovery, registration, PKCE and token request. Only the person is played here: the login and
consent forms are fetched and submitted over HTTP, and the address of the last redirect goes back to the SDK. Then the
trace that the mock wrote must hold what the SDK sent.

Needs the PyPI package `mcp`.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import contextlib
import hashlib
import http.cookiejar
import json
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from importlib.metadata import version
from pathlib import Path
from typing import Any

from mcp.client.auth import OAuthClientProvider
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client
from mcp.shared.auth import AuthorizationCodeResult, OAuthClientInformationFull, OAuthClientMetadata, OAuthToken

REDIRECT_URI = "http://127.0.0.1:3030/callback"
PERSON = {"username": "person", "password": "demo-password-1", "decision": "approve"}


@dataclass(frozen=True)
class Case:
    """One revision of the server, and how the SDK is told to find it out."""

    revision: str
    mode: str

    def __str__(self) -> str:
        return f"{self.revision}, SDK mode {self.mode}"


CASES = (
    Case("2025-11-25", "auto"),
    Case("2025-11-25", "legacy"),
    Case("2026-07-28", "auto"),
    Case("2026-07-28", "2026-07-28"),
)


class CheckFailed(Exception):
    """Something is not as it must be; the message says what."""


def expect(condition: object, message: str) -> None:
    if not condition:
        raise CheckFailed(message)


# The person: a browser reduced to cookies, redirects and forms.


@dataclass
class Form:
    action: str = ""
    method: str = "get"
    fields: dict[str, str] = field(default_factory=dict)
    choices: list[tuple[str, str]] = field(default_factory=list)


class FormReader(HTMLParser):
    """Reads the first form of a page: its inputs, and its buttons as choices."""

    def __init__(self) -> None:
        super().__init__()
        self.form: Form | None = None
        self._open = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        attrs = {name: value or "" for name, value in attributes}
        if tag == "form" and self.form is None:
            self.form = Form(attrs.get("action", ""), attrs.get("method", "get").lower())
            self._open = True
        elif self._open and self.form is not None and "name" in attrs:
            if tag == "input":
                self.form.fields[attrs["name"]] = attrs.get("value", "")
            elif tag == "button":
                self.form.choices.append((attrs["name"], attrs.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class Person:
    """Logs in, agrees, and reads the address that the authorization server finally sends the browser to."""

    def __init__(self) -> None:
        self._opener = urllib.request.build_opener(
            NoRedirects, urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )
        self.forms = 0

    def authorize(self, address: str) -> str:
        body: bytes | None = None
        for _ in range(12):
            status, location, page = self._fetch(address, body)
            if 300 <= status < 400:
                address, body = urllib.parse.urljoin(address, location), None
                if address.startswith(REDIRECT_URI):
                    return address
                continue
            expect(status == 200, f"{address} answered {status}: {page[:300]}")
            reader = FormReader()
            reader.feed(page)
            form = reader.form
            if form is None:
                raise CheckFailed(f"{address} shows neither a form nor a redirect: {page[:300]}")
            self.forms += 1
            fields = {name: PERSON.get(name, value) for name, value in form.fields.items()}
            if ("decision", PERSON["decision"]) in form.choices:
                fields["decision"] = PERSON["decision"]
            expect(form.method == "post", f"the form at {address} is not sent by POST")
            address, body = urllib.parse.urljoin(address, form.action), urllib.parse.urlencode(fields).encode()
        raise CheckFailed("the login does not come to an end")

    def _fetch(self, address: str, body: bytes | None) -> tuple[int, str, str]:
        try:
            response = self._opener.open(urllib.request.Request(address, data=body), timeout=1800)
        except urllib.error.HTTPError as refusal:
            response = refusal
        with response:
            return response.status, response.headers.get("Location", ""), response.read().decode("utf-8", "replace")


# The client: the SDK with its own OAuth provider.


class Storage:
    """The SDK's token storage, in memory."""

    def __init__(self) -> None:
        self.tokens: OAuthToken | None = None
        self.client: OAuthClientInformationFull | None = None

    async def get_tokens(self) -> OAuthToken | None:
        return self.tokens

    async def set_tokens(self, tokens: OAuthToken) -> None:
        self.tokens = tokens

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        return self.client

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        self.client = client_info


@dataclass
class Session:
    """What the SDK reported of one session."""

    protocol: str
    tools: list[str]
    text: str
    tokens: OAuthToken
    client: OAuthClientInformationFull
    forms: int


async def use_sdk(url: str, mode: str) -> Session:
    """Connects, lists the tools and calls `list_events`, with the SDK's own OAuth flow in between."""
    storage, person = Storage(), Person()
    callbacks: asyncio.Queue[str] = asyncio.Queue()

    async def redirect(address: str) -> None:
        callbacks.put_nowait(await asyncio.to_thread(person.authorize, address))

    async def callback() -> AuthorizationCodeResult:
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(await callbacks.get()).query)
        one = {name: values[0] for name, values in query.items()}
        if "code" not in one:
            raise CheckFailed(f"the callback carries no code: {one}")
        return AuthorizationCodeResult(code=one["code"], state=one.get("state"), iss=one.get("iss"))

    metadata = OAuthClientMetadata.model_validate({"client_name": "SDK check", "redirect_uris": [REDIRECT_URI]})
    provider = OAuthClientProvider(
        server_url=url, client_metadata=metadata, storage=storage, redirect_handler=redirect, callback_handler=callback
    )
    async with create_mcp_http_client(auth=provider) as http_client:
        transport = streamable_http_client(url, http_client=http_client)
        async with Client(transport, mode=mode, read_timeout_seconds=1800) as client:
            tools = [tool.name for tool in (await client.list_tools()).tools]
            result = await client.call_tool("list_events", {})
            expect(not result.is_error, f"list_events failed: {result}")
            text = "\n".join(getattr(block, "text", "") for block in result.content)
            protocol = client.protocol_version
    if storage.tokens is None or storage.client is None:
        raise CheckFailed("the SDK stored no token or no client")
    return Session(protocol, tools, text, storage.tokens, storage.client, person.forms)


# The server: the mock as a process, and what it recorded.


@contextlib.contextmanager
def mock(wirescribe: Path, revision: str, record: Path) -> Iterator[dict[str, str]]:
    """Runs the mock, yields its ready line, and interrupts it, so that it writes its trace."""
    command = [str(wirescribe), "mock", "--port", "0", "--revision", revision, "--record", str(record)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            _, errors = process.communicate(timeout=1800)
            raise CheckFailed(f"the mock ended with {process.returncode} before it was ready: {errors.strip()}")
        yield json.loads(line)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=1800)
        expect(process.returncode == 0, f"the mock ended with {process.returncode}: {errors.strip()}")
        expect(record.exists(), "the mock wrote no trace")
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def header(message: dict[str, Any], name: str) -> str | None:
    return next((value for key, value in message["headers"] if key.lower() == name.lower()), None)


def check_trace(trace: dict[str, Any], ready: dict[str, str], case: Case, session: Session) -> None:
    """The recording holds what the SDK sent."""
    exchanges: list[dict[str, Any]] = trace["exchanges"]
    expect(trace["revision"] == case.revision, f"the trace is of {trace['revision']}")

    def all_of(kind: str) -> list[dict[str, Any]]:
        found = [exchange for exchange in exchanges if exchange["kind"] == kind]
        kinds = ", ".join(exchange["id"] for exchange in exchanges)
        expect(found, f"the trace has no {kind}; it has {kinds}")
        return found

    registered = json.loads(all_of("registration")[-1]["request"]["body"])
    expect(registered["redirect_uris"] == [REDIRECT_URI], f"registered redirect_uris: {registered['redirect_uris']}")

    authorization = all_of("authorization-request")[0]
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(authorization["request"]["target"]).query))
    expect(query["client_id"] == session.client.client_id, "the authorization request has another client_id")
    expect(query["code_challenge_method"] == "S256", "the authorization request does not ask for S256")
    expect(query.get("resource") == ready["url"], f"resource is {query.get('resource')}, the server is {ready['url']}")
    all_of("login")
    all_of("consent")

    token = all_of("token-request")[-1]
    form = dict(urllib.parse.parse_qsl(token["request"]["body"]))
    expect(form["grant_type"] == "authorization_code", f"grant_type is {form['grant_type']}")
    challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
    expect(challenge == query["code_challenge"], "the code_verifier does not give the code_challenge")
    expect(form.get("resource") == ready["url"], "the token request names another resource")
    expect(token["response"]["status"] == 200, f"the token request was answered {token['response']['status']}")
    granted = json.loads(token["response"]["body"])["access_token"]
    expect(granted == session.tokens.access_token, "the recorded token is not the one the SDK stored")

    call = all_of("mcp-tools-call")[-1]
    expect(header(call["request"], "Authorization") == f"Bearer {granted}", "tools/call does not carry the token")
    expect(json.loads(call["request"]["body"])["params"]["name"] == "list_events", "another tool was called")
    expect(header(call["request"], "MCP-Protocol-Version") == case.revision, "tools/call names another revision")
    if case.revision >= "2026-07-28":
        expect(header(call["request"], "Mcp-Method") == "tools/call", "tools/call does not mirror its method")
        expect(header(call["request"], "Mcp-Name") == "list_events", "tools/call does not mirror its tool")
    else:
        all_of("mcp-initialize")
    agent = header(call["request"], "User-Agent") or ""
    expect(agent.startswith("python-httpx"), f"the User-Agent of tools/call is “{agent}”")
    # The SDK builds the requests of its OAuth flow outside its HTTP client, and so without a User-Agent.
    expect(header(token["request"], "User-Agent") in (None, agent), "the token request names another User-Agent")
    refused = [e["id"] for e in exchanges if e.get("response", {}).get("status", 0) >= 500]
    expect(not refused, f"the mock failed at {', '.join(refused)}")


def check(case: Case, wirescribe: Path, folder: Path) -> str:
    """Runs one case and returns what there is to say about it."""
    record = folder / f"{case.revision}-{case.mode}.json"
    with mock(wirescribe, case.revision, record) as ready:
        session = asyncio.run(asyncio.wait_for(use_sdk(ready["url"], case.mode), timeout=1800))
    expect(session.protocol == case.revision, f"the SDK and the mock settled on {session.protocol}")
    expect("list_events" in session.tools, f"the SDK sees the tools {session.tools}")
    expect(session.text.strip(), "list_events gave no text")
    expect(session.forms == 2, f"the person saw {session.forms} forms, not a login and a consent")
    trace = json.loads(record.read_text(encoding="utf-8"))
    check_trace(trace, ready, case, session)
    return f"{len(trace['exchanges'])} exchanges recorded, list_events says “{session.text.splitlines()[0][:60]}”"


def causes(error: BaseException) -> Iterator[BaseException]:
    """The leaves of an exception group: what really happened."""
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from causes(inner)
    else:
        yield error


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wirescribe", type=Path, default=Path(".build/debug/wirescribe"), help="the command to test")
    parser.add_argument("--keep", type=Path, help="keep the recorded traces in this folder")
    parser.add_argument("--verbose", action="store_true", help="print tracebacks")
    options = parser.parse_args()

    print(f"MCP SDK for Python {version('mcp')}")
    failures = 0
    with contextlib.ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        for case in CASES:
            start = time.monotonic()
            try:
                remark = check(case, options.wirescribe, folder)
            except Exception as error:  # Every failure of a case is reported.
                failures += 1
                for cause in causes(error):
                    print(f"FAIL  {case}: {type(cause).__name__}: {cause}")
                if options.verbose:
                    traceback.print_exc()
            else:
                print(f"ok    {case}: {remark} ({time.monotonic() - start:.1f} s)")
    print(f"sdk: {len(CASES) - failures} passed, {failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
