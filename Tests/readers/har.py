"""HAR 1.2: the members that the format defines, and whether each entry says what the trace says.

The lists follow the HAR 1.2 specification. Members whose names start with an underscore are allowed everywhere; any
other member that the specification does not know is a problem. `postData` may hold both `params` and `text`, as the
archives of Chrome and Firefox do.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote_to_bytes

from traces import Trace, body

NUMBER = (int, float)


@dataclass(frozen=True)
class Shape:
    """The members of one kind of object."""

    required: dict[str, Any]
    optional: dict[str, Any] = field(default_factory=dict)


LOG = Shape({"version": str, "creator": "creator", "entries": ["entry"]}, {"browser": "creator", "pages": ["page"]})
SHAPES = {
    "log": LOG,
    "creator": Shape({"name": str, "version": str}),
    "page": Shape({"startedDateTime": str, "id": str, "title": str, "pageTimings": "pageTimings"}),
    "pageTimings": Shape({}, {"onContentLoad": NUMBER, "onLoad": NUMBER}),
    "entry": Shape(
        {
            "startedDateTime": str,
            "time": NUMBER,
            "request": "request",
            "response": "response",
            "cache": "cache",
            "timings": "timings",
        },
        {"pageref": str, "serverIPAddress": str, "connection": str},
    ),
    "request": Shape(
        {
            "method": str,
            "url": str,
            "httpVersion": str,
            "cookies": ["cookie"],
            "headers": ["pair"],
            "queryString": ["pair"],
            "headersSize": int,
            "bodySize": int,
        },
        {"postData": "postData"},
    ),
    "response": Shape(
        {
            "status": int,
            "statusText": str,
            "httpVersion": str,
            "cookies": ["cookie"],
            "headers": ["pair"],
            "content": "content",
            "redirectURL": str,
            "headersSize": int,
            "bodySize": int,
        }
    ),
    "cookie": Shape(
        {"name": str, "value": str}, {"path": str, "domain": str, "expires": str, "httpOnly": bool, "secure": bool}
    ),
    "pair": Shape({"name": str, "value": str}),
    "postData": Shape({"mimeType": str}, {"params": ["param"], "text": str}),
    "param": Shape({"name": str}, {"value": str, "fileName": str, "contentType": str}),
    "content": Shape({"size": int, "mimeType": str}, {"compression": int, "text": str, "encoding": str}),
    "cache": Shape({}, {"beforeRequest": "cacheState", "afterRequest": "cacheState"}),
    "cacheState": Shape({"lastAccess": str, "eTag": str, "hitCount": int}, {"expires": str}),
    "timings": Shape(
        {"send": NUMBER, "wait": NUMBER, "receive": NUMBER},
        {"blocked": NUMBER, "dns": NUMBER, "connect": NUMBER, "ssl": NUMBER},
    ),
}


def form_problems(value: Any, kind: Any, path: str) -> Iterator[str]:
    """Compares a value with a shape, a list of one shape, or a Python type."""
    if isinstance(kind, list):
        if not isinstance(value, list):
            yield f"{path}: not a list"
            return
        for index, item in enumerate(value):
            yield from form_problems(item, kind[0], f"{path}[{index}]")
    elif isinstance(kind, str):
        if not isinstance(value, dict):
            yield f"{path}: not an object"
            return
        shape = SHAPES[kind]
        members = shape.required | shape.optional | {"comment": str}
        for name in shape.required.keys() - value.keys():
            yield f"{path}.{name}: missing"
        for name, inner in value.items():
            if name in members:
                yield from form_problems(inner, members[name], f"{path}.{name}")
            elif not name.startswith("_"):
                yield f"{path}.{name}: HAR 1.2 has no such member"
    elif not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        yield f"{path}: of the wrong type"


def problems(archive: Any, trace: Trace) -> list[str]:
    """What is wrong with an archive that was made from this trace."""
    if not isinstance(archive, dict) or set(archive) != {"log"}:
        return ["an archive is an object with the one member log"]
    log = archive["log"]
    return list(form_problems(log, "log", "log")) or list(content_problems(log, trace))


def content_problems(log: dict[str, Any], trace: Trace) -> Iterator[str]:
    if log["version"] != "1.2":
        yield f"log.version is {log['version']}"
    pages = [page["id"] for page in log.get("pages", [])]
    if len(set(pages)) < len(pages):
        yield "two pages have the same id"
    entries, exchanges = log["entries"], trace["exchanges"]
    if len(entries) != len(exchanges):
        yield f"{len(entries)} entries for {len(exchanges)} exchanges"
        return
    epoch = datetime.fromtimestamp(trace["epoch"], UTC)
    for entry, exchange in zip(entries, exchanges):
        where = f"entry of {exchange['id']}"
        if "pageref" in entry and entry["pageref"] not in pages:
            yield f"{where}: there is no page {entry['pageref']}"
        if moment(entry["startedDateTime"]) != epoch + timedelta(milliseconds=exchange["started"]):
            yield f"{where}: started {entry['startedDateTime']}"
        phases = [value for name, value in entry["timings"].items() if name not in ("ssl", "comment")]
        if entry["time"] != sum(value for value in phases if value != -1) or min(phases) < -1:
            yield f"{where}: time {entry['time']} is not the sum of its timings"
        if entry["time"] != exchange["ended"] - exchange["started"]:
            yield f"{where}: takes {entry['time']} ms"
        yield from request_problems(entry["request"], exchange, where)
        yield from response_problems(entry["response"], exchange, where)


def moment(text: str) -> datetime | None:
    """A time with its zone, or None where the text is none."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo else None


def fields(text: str) -> list[tuple[str, str]]:
    """The fields of a query or form, decoded; a name or value that is no UTF-8 stays as it is."""

    def decoded(part: str) -> str:
        try:
            return unquote_to_bytes(part.replace("+", " ")).decode()
        except UnicodeDecodeError:
            return part

    parts = [pair.partition("=") for pair in text.split("&") if pair]
    return [(decoded(name), decoded(value)) for name, _, value in parts]


def pairs(items: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(item["name"], item["value"]) for item in items]


def header_pairs(message: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in message["headers"]]


def first_header(message: dict[str, Any], name: str) -> str:
    return next((value for key, value in header_pairs(message) if key.lower() == name), "")


def size_of_head(line: str, message: dict[str, Any]) -> int:
    lines = [line, *(f"{name}: {value}" for name, value in header_pairs(message)), "", ""]
    return len("\r\n".join(lines).encode())


def request_problems(entry: dict[str, Any], exchange: dict[str, Any], where: str) -> Iterator[str]:
    request = exchange["request"]
    content = body(request)
    url = exchange["origin"] + request["target"]
    if entry["method"] != request["method"]:
        yield f"{where}: method {entry['method']}"
    if entry["url"] != url:
        yield f"{where}: url {entry['url']}"
    if pairs(entry["headers"]) != header_pairs(request):
        yield f"{where}: the request's headers differ"
    if pairs(entry["queryString"]) != fields(request["target"].partition("?")[2]):
        yield f"{where}: the query string differs"
    cookies = [
        (name.strip(), value.strip())
        for key, line in header_pairs(request)
        if key.lower() == "cookie"
        for name, _, value in (part.partition("=") for part in line.split(";"))
    ]
    if pairs(entry["cookies"]) != cookies:
        yield f"{where}: the request's cookies differ"
    if entry["bodySize"] != len(content):
        yield f"{where}: bodySize {entry['bodySize']} for {len(content)} bytes"
    head = size_of_head(f"{request['method']} {request['target']} HTTP/1.1", request)
    if entry["headersSize"] not in (-1, head):
        yield f"{where}: headersSize {entry['headersSize']} for {head} bytes"
    if not content:
        if "postData" in entry:
            yield f"{where}: postData without a body"
        return
    post = entry.get("postData")
    if post is None:
        yield f"{where}: no postData for a body"
        return
    if post["mimeType"] != first_header(request, "content-type"):
        yield f"{where}: postData.mimeType {post['mimeType']}"
    text = post.get("text", "")
    if (base64.b64decode(text) if post.get("_encoding") == "base64" else text.encode()) != content:
        yield f"{where}: postData.text is not the body"
    if post["mimeType"].startswith("application/x-www-form-urlencoded") and "_encoding" not in post:
        given = [(param["name"], param.get("value", "")) for param in post.get("params", [])]
        if given != fields(content.decode()):
            yield f"{where}: postData.params are not the form's fields"
    elif post.get("params"):
        yield f"{where}: postData.params of a body that is no form"


def response_problems(entry: dict[str, Any], exchange: dict[str, Any], where: str) -> Iterator[str]:
    response = exchange.get("response")
    if response is None:
        if entry["status"] != 0 or entry["content"].get("text") or entry["headers"]:
            yield f"{where}: a response where there was none"
        return
    content = body(response)
    if (entry["status"], entry["statusText"]) != (response["status"], response["reason"]):
        yield f"{where}: status {entry['status']} {entry['statusText']}"
    if pairs(entry["headers"]) != header_pairs(response):
        yield f"{where}: the response's headers differ"
    if entry["redirectURL"] != first_header(response, "location"):
        yield f"{where}: redirectURL {entry['redirectURL']}"
    set_cookies = [
        (name.strip(), value.strip())
        for key, line in header_pairs(response)
        if key.lower() == "set-cookie"
        for name, _, value in [line.split(";")[0].partition("=")]
    ]
    if pairs(entry["cookies"]) != set_cookies:
        yield f"{where}: the response's cookies differ"
    text, encoding = entry["content"].get("text", ""), entry["content"].get("encoding")
    if encoding not in (None, "base64"):
        yield f"{where}: content.encoding {encoding}"
    elif (base64.b64decode(text) if encoding else text.encode()) != content:
        yield f"{where}: content.text is not the body"
    if entry["content"]["size"] != len(content) or entry["bodySize"] != len(content):
        yield f"{where}: sizes {entry['content']['size']} and {entry['bodySize']} for {len(content)} bytes"
