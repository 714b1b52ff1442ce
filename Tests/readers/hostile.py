"""Traces of a peer that means harm, and what no output may do with them.

A hostile trace is a good one in which every header, parameter, JSON member, claim, label and decision also holds one of
the texts below. No output may turn them into markup, into another line, or into a command, and each must show them.
"""

from __future__ import annotations

import base64
import copy
import json
import re
import subprocess
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import har
import mermaid
from traces import Trace

TEXTS = {
    "script": "<script>hit(1)</script>",
    "image": "\"><img src=x onerror=hit(2)>",
    "link": "](javascript:hit(3))",
    "tag": "{{secret}}",
    "cdata": "]]>",
    "style": "</style><style>*{display:none}</style>",
    "nul": "nul\0byte",
    "direction": "\u202etxt.exe\u202c",
    "shell": "'$(hit)`hit` | hit & \"hit",
    "long": "lang" * 25_000,
}


class Giver:
    """Hands out the text for one place after the other: a long one for every 30th place, so that a trace stays bounded."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places = 0

    def __str__(self) -> str:
        self.places += 1
        return self.text if len(self.text) < 1000 or self.places % 30 == 1 else self.text[:8]


def hostile(trace: Trace, given: str) -> Trace:
    """A copy of a trace with the text in every place that a peer controls."""
    text = Giver(given)
    trace = copy.deepcopy(trace)
    trace["title"] += str(text)
    for party in trace["parties"]:
        party["label"] += str(text)
    for exchange in trace["exchanges"]:
        request = exchange["request"]
        path, mark, query = request["target"].partition("?")
        if mark:
            request["target"] = path + "?" + form(query, text)
        for message in filter(None, (request, exchange.get("response"), exchange.get("answered"))):
            change_message(message, text)
    for decision in trace["decisions"]:
        decision["summary"] += str(text)
        for item in decision.get("inputs", []):
            item[:] = [part + str(text) for part in item]
        for name in ("expected", "actual"):
            if name in decision:
                decision[name] += str(text)
    return trace


def change_message(message: dict[str, Any], text: Giver) -> None:
    kind = next((value for name, value in message["headers"] if name.lower() == "content-type"), "")
    # What a shell could take for its own stands in a name that can be sent: a line for curl leaves out what cannot.
    name = re.sub(r"[^!#$%&'*+.^_`|~0-9A-Za-z-]", "", text.text) if text.text == TEXTS["shell"] else str(text)
    message["headers"] = [[key, header(key, value, text)] for key, value in message["headers"]] + [[f"X-{name}", str(text)]]
    if "reason" in message:
        message["reason"] += str(text)
    message.pop("framing", None)
    if "body" not in message:
        return
    if kind.startswith("application/x-www-form-urlencoded"):
        message["body"] = form(message["body"], text)
    elif kind.startswith("text/event-stream"):
        lines = message["body"].split("\n")
        message["body"] = "\n".join("data: " + document(line[5:], text) if line[:5] == "data:" else line for line in lines)
    elif "json" in kind:
        message["body"] = document(message["body"], text)
    else:
        message["body"] += str(text)


def header(name: str, value: str, text: Giver) -> str:
    match name.lower():
        case "content-type":
            return f"{value}; x={text}"
        case "authorization" if value.startswith("Bearer "):
            return "Bearer " + token(value[7:], text)
        case "www-authenticate":
            quoted = str(text).replace("\\", "\\\\").replace('"', '\\"')
            return re.sub(r'"([^"]*)"', lambda match: f'"{match[1]}{quoted}"', value)
        case "location" if "?" in value:
            address, _, query = value.partition("?")
            return address + "?" + form(query, text)
        case _:
            return value + str(text)


def form(pairs: str, text: Giver) -> str:
    fields = [(name, token(value, text)) for name, value in parse_qsl(pairs, keep_blank_values=True)]
    return urlencode([*fields, (f"x{text}", str(text))], quote_via=quote)


def document(source: str, text: Giver) -> str:
    return json.dumps(json_value(json.loads(source), text), ensure_ascii=False, separators=(",", ":"))


def json_value(value: Any, text: Giver) -> Any:
    match value:
        case dict():
            return {name: json_value(item, text) for name, item in value.items()} | {f"x{text}": str(text)}
        case list():
            return [json_value(item, text) for item in value]
        case str():
            return token(value, text)
        case _:
            return value


def token(value: str, text: Giver) -> str:
    """A JWT with the text in each of its members and claims; any other value with the text behind it."""
    parts = value.split(".")
    if len(parts) != 3 or not value.startswith("eyJ"):
        return value + str(text)
    for index in (0, 1):
        claims = json.loads(base64.urlsafe_b64decode(parts[index] + "=" * (-len(parts[index]) % 4)))
        changed = {name: item + str(text) if isinstance(item, str) else item for name, item in claims.items()}
        encoded = json.dumps(changed | {f"x{text}": str(text)}, ensure_ascii=False).encode()
        parts[index] = base64.urlsafe_b64encode(encoded).decode().rstrip("=")
    return ".".join(parts)


# What a reader is shown instead of characters that a page must not hold.
PAGE_NAMES = {"\0": "\u2400", "\u202e": "\u2039U+202E\u203a", "\u202c": "\u2039U+202C\u203a"}
PICTURE_NAMES = {"\0": "\\u{0}", "\u202e": "\\u{202E}", "\u202c": "\\u{202C}"}
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def shown(text: str, names: dict[str, str]) -> str:
    return "".join(names.get(character, character) for character in text)


class PageReader(HTMLParser):
    """The elements, attributes and texts of a page, as a browser would find them."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.curl: list[str] = []
        self._in_curl = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attributes}))

    def handle_endtag(self, tag: str) -> None:
        self._in_curl = self._in_curl and tag != "pre"

    def handle_data(self, data: str) -> None:
        if self.text.endswith("The request with curl"):
            self.curl.append("")
            self._in_curl = True
        if self._in_curl:
            self.curl[-1] += data
        self.text += data


def read_page(source: str) -> PageReader:
    reader = PageReader()
    reader.feed(source)
    reader.close()
    return reader


SAFE_LINK = re.compile(r"^(?:https?://|#|(?:\.\./)*[\w./-]*(?:#|$))")
REFUSED = {"img", "iframe", "object", "embed", "base", "form", "style", "foreignobject", "image", "audio", "video"}


def page_problems(source: str, text: str, plain: str) -> Iterator[str]:
    """What is wrong with the page of a hostile trace; `plain` is the page of the trace it was made from."""
    reader = read_page(source)
    before = {tag for tag, _ in read_page(plain).elements}
    for tag in {tag for tag, _ in reader.elements} - before:
        yield f"an element that the page of the good trace has not: <{tag[:40]}>"
    for tag, attributes in reader.elements:
        if tag in REFUSED:
            yield f"<{tag}> in the page"
        for name, value in attributes.items():
            if name.startswith("on") or name == "style":
                yield f"<{tag}> has the attribute {name}"
            if name in ("href", "src") and not SAFE_LINK.match(value):
                yield f"<{tag}> leads to {value[:60]}"
    if sum(tag == "script" for tag, _ in reader.elements) != 1:
        yield "a page has one script"
    if match := HIDDEN.search(reader.text):
        yield f"the character U+{ord(match[0]):04X} stands in the text"
    if len(text) < 1000:
        count = reader.text.count(shown(text, PAGE_NAMES))
        if count < 50:
            yield f"the text is shown {count} times"
    elif "characters …" not in reader.text or len(source) > 20 * len(plain):
        yield f"long texts are not shortened: {len(source)} bytes"


def curl_problems(source: str) -> Iterator[str]:
    """Runs every curl line of a page in a shell where curl and everything else only name their arguments."""
    for line in read_page(source).curl:
        script = 'hit() { echo HIT; }\ncurl() { for word; do printf "%s\\0" "$word"; done; }\n' + line
        result = subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, timeout=1800, env={"PATH": "/none"})
        if result.returncode or result.stderr or "HIT" in result.stdout:
            yield f"a shell does something else with {line[:80]}: {(result.stderr or result.stdout)[:80]}"
        if result.stdout.count("\0") < 2:
            yield f"a shell finds no arguments in {line[:80]}"


def svg_problems(source: str, text: str) -> Iterator[str]:
    """An SVG file is XML without scripts, foreign elements or outside references."""
    if match := HIDDEN.search(source):
        yield f"the character U+{ord(match[0]):04X} stands in it"
        return
    try:
        root = ElementTree.fromstring(source)
    except ElementTree.ParseError as error:
        yield f"it is no XML: {error}"
        return
    for element in root.iter():
        tag = str(element.tag).rpartition("}")[2].lower()
        if tag in REFUSED | {"script", "a"} and tag != "style":
            yield f"<{tag}> in the picture"
        for name, value in element.attrib.items():
            if name.startswith("on") or name == "style" or name.endswith("href") and not value.startswith("#"):
                yield f"<{tag}> has {name}={value[:40]}"
    styles = [element for element in root.iter() if str(element.tag).endswith("style")]
    if len(styles) != 1 or "hit(" in (styles[0].text or "") or "*{display" in (styles[0].text or ""):
        yield "there is another style than the picture's own"
    found = "".join(root.itertext())
    if len(text) < 100 and shown(text, PICTURE_NAMES)[:12] not in found:
        yield "the text is not shown"


PLANTUML = re.compile(
    r"^(?:@startuml|@enduml|hide footbox|end|end box|title .*|box \"[^\"]*\" #\w{6}|participant \"[^\"]*\" as P\d+"
    r"|group#FFF8E8 #FFF8E8 Through the browser|== .* ==|note over P\d+ : .*|P\d+ (->|-->|-->x|->>) P\d+ : .*)$"
)


def plantuml_problems(source: str, trace: Trace) -> Iterator[str]:
    """Every line of a PlantUML file is of a known form, and there is an arrow for each message."""
    arrows = 0
    for number, line in enumerate(source.splitlines(), 1):
        match = PLANTUML.match(line)
        if not match:
            yield f"line {number}: “{line[:80]}” cannot be read"
        elif match[1] in ("->", "-->", "-->x") and not re.match(r"(P\d+) -> \1 ", line):
            arrows += 1
    if arrows != 2 * sum(exchange["sender"] != exchange["receiver"] for exchange in trace["exchanges"]):
        yield f"{arrows} arrows for {len(trace['exchanges'])} exchanges"


def trace_problems(written: Trace, given: Trace) -> Iterator[str]:
    """A trace that was read and written again says the same; its values are derived anew."""
    for name in given.keys() - {"values"}:
        if written[name] != given[name]:
            yield f"{name} is another one after reading and writing"


def variants(trace: Trace) -> Iterator[tuple[str, str, Trace]]:
    """Every hostile text by name, with the trace that holds it everywhere."""
    for name, text in TEXTS.items():
        yield name, text, hostile(trace, text)


Runner = Callable[[str, Trace], str]


def unnoticed(trace: Trace, export: Runner, plain_page: str) -> Iterator[str]:
    """Outputs that were spoilt on purpose, as a writer would spoil them that forgot to escape. Each must be found out."""
    for name, text in TEXTS.items():
        if name in ("script", "image", "style"):
            page = export("html", hostile(trace, text)).replace("&lt;", "<").replace("&quot;", '"')
            if not list(page_problems(page, text, plain_page)):
                yield f"{name} as markup of a page"
        if name == "direction":
            page = export("html", hostile(trace, text)).replace(PAGE_NAMES["\u202e"], "\u202e")
            if not list(page_problems(page, text, plain_page)):
                yield "a character that turns the direction"
        if name == "shell":
            page = export("html", hostile(trace, text)).replace("'", "")
            if not list(curl_problems(page)):
                yield "curl lines without quotation marks"
        if name == "script":
            picture = export("svg", hostile(trace, text)).replace("&lt;", "<").replace("&gt;", ">")
            if not list(svg_problems(picture, text)):
                yield "a script in a picture"
            diagram = export("plantuml", hostile(trace, text))
            if not list(plantuml_problems(diagram.replace("P2 -> P3", "P2 => P3", 1), trace)):
                yield "a line that PlantUML would not read"


def problems(trace: Trace, text: str, export: Runner, plain_page: str) -> Iterator[str]:
    """Exports a hostile trace in every format and reads each back; `export` takes a format and the trace."""
    again = json.loads(export("json", trace))
    yield from (f"json: {problem}" for problem in trace_problems(again, trace))
    yield from (f"har: {problem}" for problem in har.problems(json.loads(export("har", trace)), again))
    yield from (f"mermaid: {problem}" for problem in mermaid.problems(export("mermaid", trace), again))
    yield from (f"plantuml: {problem}" for problem in plantuml_problems(export("plantuml", trace), again))
    yield from (f"svg: {problem}" for problem in svg_problems(export("svg", trace), text))
    page = export("html", trace)
    yield from (f"html: {problem}" for problem in page_problems(page, text, plain_page))
    yield from (f"curl: {problem}" for problem in curl_problems(page))

