"""Whether a flow page says only what was recorded.

Every arrow, status, chip, table cell and number of a flow page stands in an element with the id of an exchange (`data-x`)
or of a decision (`data-d`), or in one inside such an element. This reader takes the finished page and `trace.json`, shares
no code with the program that wrote them, and compares: who speaks to whom, method and path, status, the names on chips,
the table of who knows what, the boxes with two values, and every number.
"""

from __future__ import annotations

import base64
import copy
import json
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

from ledger import LABELS, SECRETS, WITHOUT_THREAD, Holding, Ledger, Source, occurrences
from traces import Exchange, Trace, body

Element = ElementTree.Element

# Classes of what is drawn or said about a run; such an element, or one around it, must name its source.
CLAIMS = {
    "ex",
    "hop",
    "self",
    "pe",
    "st",
    "hs",
    "hc",
    "sec",
    "pub",
    "bg",
    "badge",
    "proof",
    "pv",
    "off",
    "ck",
    "no",
    "has",
    "warn",
    "thd",
    "num",
    "numt",
    "eq",
    "leak",
    "yes",
    "not",
    "msg",
    "wire",
    "jwt2",
}
# What an author wrote, or the words that every page has: their numbers are no claims about the run.
PROSE = {"prose", "nar", "sub", "must", "may", "lede", "files", "cutm"}
HUES = {
    "code": "code",
    "code_verifier": "ver",
    "code_challenge": "ver",
    "access_token": "at",
    "refresh_token": "rt",
}
# Values that are named after the place where they occur first, and those whose redirect URIs are no client's.
PLACED = {"endpoint", "redirect_uri"}
OWNERS = {"attacker": "attacker's ", "authorization": "server's "}
HIDDEN_PLACES = {"claim", "jose-header", "cookie"}
NUMBER = re.compile(r"\d+")
SHORTENED = re.compile(r"^(.*?) ?…(?: \d+ more characters …)? ?(.*)$", re.S)
MOVED = re.compile(r"translate\(([-\d.]+),([-\d.]+)\)")
MOVE = re.compile(r"M(-?[\d.]+),?(-?[\d.]+)")


@dataclass
class Ground:
    """The ids under which an element stands."""

    exchanges: list[str] = field(default_factory=list)
    decisions: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.exchanges or self.decisions)


@dataclass
class Run:
    """A trace as the checks ask for it."""

    trace: Trace

    def __post_init__(self) -> None:
        self.exchanges: dict[str, Exchange] = {item["id"]: item for item in self.trace["exchanges"]}
        self.numbers = {name: number for number, name in enumerate(self.exchanges, 1)}
        self.decisions = {item["id"]: item for item in self.trace["decisions"]}
        self.labels = {party["name"]: party["label"] for party in self.trace["parties"]}
        self.roles = {party["name"]: party["role"] for party in self.trace["parties"]}
        self.ledger = Ledger(self.trace)
        self._numbers: dict[str, set[str]] = {}
        numbered = {label for label in self.names.values() if label[-1].isdigit()}
        self._numbered = re.compile(r"(?<!\w)(?:" + "|".join(sorted(map(re.escape, numbered), reverse=True)) + r")(?!\w)")

    @cached_property
    def names(self) -> dict[tuple[str, str], str]:
        """What a reader calls each value: the same in the picture, the table, the steps and the page of the values."""
        found = {}
        counts: Counter[str] = Counter()
        for value in self.trace["values"]:
            number = value["id"].removeprefix(value["kind"]).replace("-", " ")
            label = LABELS.get(value["kind"], value["kind"])
            if value["kind"] in PLACED:
                label = self._placed(value)
                counts[label] += 1
                number = "" if counts[label] == 1 else f" {counts[label]}"
            found[value["kind"], value["text"]] = label + number
        return found | self.ledger.labels

    def _placed(self, value: dict[str, Any]) -> str:
        """The name of a value that has it from the place where it occurs first."""
        name, side, _, *path = value["occurrences"][0]
        exchange = self.exchanges[name]
        listed = "listed " if exchange["kind"] == "cimd-fetch" and side == "response" else ""
        if value["kind"] == "endpoint":
            return listed + path[-1].replace("jwks_uri", "key set address").replace("_", " ")
        owner = OWNERS.get(self.roles.get(exchange["sender" if side == "request" else "receiver"], ""), "")
        return (listed or owner) + "redirect_uri"

    def without_names(self, text: str) -> str:
        """The text without the numbers that belong to names of values."""
        return self._numbered.sub("", text)

    def label(self, party: str) -> str:
        return self.labels.get(party, party)

    def step_of(self, decision: dict[str, Any]) -> int:
        """The number of the step a decision is reckoned to: the one it fell in, else the next."""
        if decision.get("during") in self.numbers:
            return self.numbers[decision["during"]]
        return min(decision["position"], len(self.exchanges) - 1) + 1

    def chips(self, exchange: str) -> dict[str, set[str]]:
        """The names that chips of an exchange may carry, each with its kinds of value."""
        found: dict[str, set[str]] = {}
        is_answered = "response" in self.exchanges[exchange]
        for typed, place in occurrences(self.trace, exchange):
            if place.place in HIDDEN_PLACES or place.side == "response" and not is_answered:
                continue
            if typed[0] in SECRETS:
                label = self.ledger.label(typed)
                if label:
                    found.setdefault(label, set()).add(self.ledger.normal(typed)[0])
            else:
                name = next((part for part in reversed(place.path) if not part.isdigit()), "")
                found.setdefault(name, set()).add(typed[0])
        return found

    def numbers_of(self, ground: Ground) -> set[str]:
        """Every number that can be read from the recorded events with these ids, or counted in them."""
        key = " ".join([*ground.exchanges, ",", *ground.decisions])
        if key not in self._numbers:
            self._numbers[key] = self._read_numbers(ground)
        return self._numbers[key]

    def _read_numbers(self, ground: Ground) -> set[str]:
        found: set[str] = set()
        for name in ground.exchanges:
            found |= self._cached(name, self.exchanges.get(name), exchange_numbers)
            if name in self.exchanges:
                number = self.numbers[name]
                found |= {str(number), str(number + 1), str(number - 1), str(len(self.exchanges))}
                parent = self.exchanges[name].get("parent")
                found |= {str(self.numbers[parent])} if parent in self.numbers else set()
                found.add(str(sum(1 for _ in self.passed(self.exchanges[name]))))
                found |= self._labels(typed for typed, _ in occurrences(self.trace, name))
        for name in ground.decisions:
            found |= self._cached(name, self.decisions.get(name), text_numbers)
            if name in self.decisions:
                found.add(str(self.step_of(self.decisions[name])))
                found |= self._labels(tuple(value) for value in self.decisions[name].get("values", []))
        for party in self.trace["parties"]:
            found |= set(NUMBER.findall(party["label"] + " " + party.get("origin", "")))
        return found

    def passed(self, exchange: Exchange) -> Iterator[dict[str, Any]]:
        """The checks of the receiver that held."""
        for decision in self.decisions.values():
            is_here = decision.get("during", self._before(decision)) == exchange["id"]
            if decision["action"] == "check" and decision.get("holds", True) and is_here:
                if decision["party"] == exchange["receiver"]:
                    yield decision

    def _before(self, decision: dict[str, Any]) -> str:
        """The exchange that a decision between exchanges follows."""
        return self.trace["exchanges"][decision["position"] - 1]["id"] if decision["position"] else ""

    def _labels(self, values: Iterable[Any]) -> set[str]:
        """The numbers in the names of secrets."""
        labels = [self.ledger.label(value) or "" for value in values]
        return {number for label in labels for number in NUMBER.findall(label)}

    def _cached(self, name: str, event: Any, read: Callable[[Any], set[str]]) -> set[str]:
        if name not in self._numbers:
            self._numbers[name] = read(event) if event else set()
        return self._numbers[name]


def text_numbers(value: Any) -> set[str]:
    """The digits in all texts of a piece of the trace, decoded in every way a page decodes them."""
    found: set[str] = set()
    pending = [value]
    while pending:
        item = pending.pop()
        match item:
            case dict():
                pending += item.values()
                pending += item.keys()
            case list():
                pending += item
            case bool() | None:
                pass
            case int() | float():
                found |= set(NUMBER.findall(str(item)))
            case str():
                found |= set(NUMBER.findall(item)) | set(NUMBER.findall(unquote_plus(item)))
                if item.startswith("Basic "):
                    pending.append(decoded(item[6:]).decode("utf-8", "replace"))
                for token in re.findall(r"eyJ[\w-]+\.[\w-]+\.[\w-]*", unquote_plus(item)):
                    *parts, signature = token.split(".")
                    pending += [decoded(part).decode("utf-8", "replace") for part in parts]
                    found.add(str(len(decoded(signature))))
    return found


def decoded(part: str) -> bytes:
    """The bytes of base64 or base64url; none where it is neither."""
    try:
        return base64.urlsafe_b64decode(part.rstrip("=") + "=" * (-len(part.rstrip("=")) % 4))
    except ValueError:
        return b""


def exchange_numbers(exchange: Exchange) -> set[str]:
    found = text_numbers(exchange)
    request = exchange["request"]
    for message in filter(None, (request, exchange.get("response"), exchange.get("answered"))):
        raw = body(message)
        found |= {str(len(raw)), str(len(written(message)))}
        for line in raw.decode("utf-8", "replace").split("\n"):
            try:
                document = json.loads(line.removeprefix("data:"))
            except ValueError:
                continue
            found |= text_numbers(document)
            found |= counts(document)
    for text in exchange.get("framing", {}).values():
        raw = base64.b64decode(text)
        found.add(str(len(raw)))
        found |= text_numbers(raw.decode("utf-8", "replace"))
    query = len(parse_qsl(request["target"].partition("?")[2], keep_blank_values=True))
    form = len(parse_qsl(body(request).decode("utf-8", "replace"), keep_blank_values=True))
    return found | {str(query), str(query + form), "1"}


def counts(document: Any) -> set[str]:
    """How many members and items there are at every level, and fewer: captions say “+1” for those without room."""
    found: set[str] = set()
    pending = [document]
    while pending:
        item = pending.pop()
        if isinstance(item, (dict, list)):
            found |= {str(number) for number in range(1, len(item) + 1)}
            pending += item.values() if isinstance(item, dict) else item
    return found


def written(message: dict[str, Any]) -> bytes:
    """A message as HTTP/1.1 writes it."""
    first = (
        f"{message['method']} {message['target']} HTTP/1.1"
        if "method" in message
        else f"HTTP/1.1 {message['status']} {message.get('reason', '')}"
    )
    lines = [first, *(f"{name}: {value}" for name, value in message["headers"])]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body(message)


@dataclass
class Node:
    """An element with what the checks need to know of its surroundings."""

    element: Element
    classes: set[str]
    ground: Ground
    is_prose: bool
    # Where its origin is drawn.
    x: float
    y: float


# A page leaves out quotes that HTML does not ask for.
TAG = re.compile(r"""<[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*>""")
ATTRIBUTE = re.compile(r"""("[^"]*"|'[^']*')|=([^\s"'>]+)""")


def quoted(page: str) -> str:
    """The page with all attributes in quotation marks, which makes it XML."""

    def tag(match: re.Match[str]) -> str:
        return ATTRIBUTE.sub(lambda part: part[1] or f'="{part[2]}"', match[0])

    return TAG.sub(tag, page)


class FlowPage:
    """The finished page of one run."""

    def __init__(self, source: str) -> None:
        self.root = ElementTree.fromstring(quoted(source))
        for element in self.root.iter():
            element.tag = element.tag.rpartition("}")[2]
        self.ids = {element.get("id", ""): element for element in self.root.iter() if "id" in element.attrib}
        self.parents = {child: parent for parent in self.root.iter() for child in parent}
        self.defs = {element for element in self.root.iter("defs")}

    def find(self, name: str, tag: str | None = None, root: Element | None = None) -> Iterator[Element]:
        """The elements of a class."""
        for element in (self.root if root is None else root).iter(tag):
            if name in element.get("class", "").split():
                yield element

    def inside(self, root: Element) -> list[Node]:
        """The elements in an element, outside of the shapes that others refer to, in order, each under its ids."""
        found: list[Node] = []
        self._walk(root, Ground(), False, 0, 0, found)
        return found

    def _walk(self, element: Element, ground: Ground, is_prose: bool, x: float, y: float, found: list[Node]) -> None:
        if element in self.defs:
            return
        attributes = element.attrib
        if "data-x" in attributes or "data-d" in attributes:
            ground = Ground(
                ground.exchanges + attributes.get("data-x", "").split(),
                ground.decisions + attributes.get("data-d", "").split(),
            )
        classes = set(attributes.get("class", "").split())
        is_prose = is_prose or not PROSE.isdisjoint(classes) or self.is_note(element)
        if match := MOVED.match(attributes.get("transform", "")):
            x, y = x + float(match[1]), y + float(match[2])
        if element.tag == "svg":
            x, y = x + float(attributes.get("x", 0)), y + float(attributes.get("y", 0))
        found.append(Node(element, classes, ground, is_prose, x, y))
        for child in element:
            self._walk(child, ground, is_prose, x, y, found)
        if element.tag == "use" and (shape := self.ids.get(attributes.get("href", "#")[1:])) is not None:
            x, y = x + float(attributes.get("x", 0)), y + float(attributes.get("y", 0))
            self._walk(shape, ground, is_prose, x, y, found)

    def is_note(self, element: Element) -> bool:
        """Whether it is the note beside a line of the wire, or the title an author gave a step."""
        parent = self.parents.get(element)
        if element.tag == "h2" or parent is None:
            return element.tag == "h2"
        return element.tag == "p" and self.parents[parent].get("class") == "wire"


def is_chip(node: Node) -> bool:
    """A value's name in a box: drawn in the picture, written elsewhere."""
    return "hc" in node.classes or node.element.tag == "svg" and bool(node.classes & {"sec", "pub"})


def status_of(element: Element) -> str:
    """The picture draws a status with its reason and its caption; elsewhere it stands alone."""
    return next((words(text) for text in element.iter("text") if text.get("class") == "stc"), words(element))


def own_words(element: Element) -> str:
    """What a line of the picture says of the wire, without the caption behind it."""
    parts = [element.text or ""]
    for child in element:
        parts += ["" if child.get("class") == "c" else words(child), child.tail or ""]
    return "".join(parts)


def words(element: Element) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def shows(shown: str, whole: str) -> bool:
    """Whether a text is another one, or its beginning and end."""
    if shown == whole:
        return True
    match = SHORTENED.match(shown)
    return bool(match) and whole.startswith(match[1]) and whole.endswith(match[2])


def problems(source: str, trace: Trace) -> Iterator[str]:
    """What a page says that its trace does not."""
    page, run = FlowPage(source), Run(trace)
    nodes = page.inside(page.root)
    yield from unknown_ids(nodes, run)
    yield from groundless(page, nodes)
    yield from wrong_numbers(nodes, run)
    yield from wrong_statuses(nodes, run)
    yield from wrong_links(page, run)
    yield from foreign_clauses(page, run)
    lanes = dict(lane_places(page, run))
    yield from band_problems(page, run, lanes)
    yield from overview_problems(page, run, lanes)
    yield from list_problems(page, run)
    yield from table_problems(page, run)
    yield from held_problems(page, run)
    yield from step_problems(page, run)
    yield from decision_problems(page, nodes, run)
    yield from again_problems(page, run)
    yield from about_problems(page, run)


def unknown_ids(nodes: list[Node], run: Run) -> Iterator[str]:
    for node in nodes:
        for name, known in (("data-x", run.exchanges), ("data-d", run.decisions)):
            value = node.element.get(name)
            if value is not None and (not value.split() or not set(value.split()) <= known.keys()):
                yield f"{name}=“{value}” is no id of the trace"


def groundless(page: FlowPage, nodes: list[Node]) -> Iterator[str]:
    """Claims that name no exchange and no decision. The key's marks stand for their kind, not for an event."""
    key = {element for symbols in page.find("key") for svg in symbols.iter("svg") for element in svg.iter()}
    key |= {item for symbols in page.find("key") for item in symbols.iter("li")}
    for node in nodes:
        claims = node.classes & CLAIMS
        if claims and not node.ground and not node.is_prose and node.element not in key:
            yield f"<{node.element.tag} class={'.'.join(sorted(claims))}> “{words(node.element)[:40]}” names no source"


# Numbers in names, which are no quantities of the run, and those of which only a part is shown.
NAMES = re.compile(r"\d* ?… ?\d+ more characters … ?\d*|\d* ?… ?\d*|\d+ more lines|SHA-256|HTTP/1\.1|\bS256\b|\bSEP-\d+")


def wrong_numbers(nodes: list[Node], run: Run) -> Iterator[str]:
    """Numbers under an id that the recorded event does not hold. What links say is checked with the links."""
    for node in nodes:
        # The number of threads in a bundle is checked with the lanes.
        if not node.ground or node.is_prose or node.element.tag in ("a", "pre") or "thn" in node.classes:
            continue
        # How many checks share an item is counted with them.
        counted = {str(len(node.element.findall("i")))} if node.element.tag == "li" else set()
        for text in texts_of(node.element):
            found = set(NUMBER.findall(run.without_names(NAMES.sub("", text)) if NUMBER.search(text) else ""))
            found -= counted
            if found and not found <= run.numbers_of(node.ground):
                missing = min(found - run.numbers_of(node.ground))
                ids = node.ground.exchanges + node.ground.decisions
                yield f"the number {missing} in “{text.strip()[:60]}” is not in {', '.join(ids)}"


def texts_of(element: Element) -> Iterator[str]:
    """The texts of an element itself; one that is shortened ends or begins with a mark."""
    before = element.text or ""
    for child in element:
        if child.get("class") == "cutm":
            yield before + "…"
            before = "…" + (child.tail or "")
        else:
            yield before
            before = child.tail or ""
    yield before


def wrong_statuses(nodes: list[Node], run: Run) -> Iterator[str]:
    """A status is that of the exchange it stands under, and has the colour of its hundred."""
    for node in nodes:
        if node.is_prose or not node.classes & {"hs", "st"} or not node.ground.exchanges:
            continue
        shown = status_of(node.element)
        exchange = run.exchanges.get(node.ground.exchanges[-1], {})
        answers = [exchange[name]["status"] for name in ("response", "answered") if name in exchange]
        if shown == "no answer" and "failure" in exchange:
            continue
        if shown not in map(str, answers):
            yield f"the status {shown} under {exchange.get('id')}, which was answered with {answers}"
        elif f"s{shown[0]}" not in node.classes:
            yield f"the status {shown} has the colour of {', '.join(node.classes)}"


STEP = re.compile(r"\bstep (\d+)|^← (\d+)|^(\d+) .* →$")


def wrong_links(page: FlowPage, run: Run) -> Iterator[str]:
    """A link that names a step leads to that step, or to a decision that belongs to it."""
    for link in page.root.iter("a"):
        match = STEP.search(words(link))
        address = link.get("href", "")
        if not match or not address.startswith("#s-") or link.get("data-x"):
            continue
        said = int(next(filter(None, match.groups())))
        name = address[3:].split(".")[0]
        if name in run.numbers:
            found = run.numbers[name]
        elif name in run.decisions:
            found = run.step_of(run.decisions[name])
        else:
            yield f"“{words(link)}” leads to {address}, which is not of this run"
            continue
        if said != found:
            yield f"“{words(link)}” leads to step {found}"


# A text of MCP that belongs to one revision.
OF_A_REVISION = re.compile(r"https://modelcontextprotocol\.io/\w+/(\d{4}-\d\d-\d\d)/")


def foreign_clauses(page: FlowPage, run: Run) -> Iterator[str]:
    """What stands beside the messages and decisions cites MCP in the revision that was run, no other one."""
    told = {link for text in page.find("nar") for link in text.iter("a")}
    for link in (link for name in ("step", "loc") for part in page.find(name) for link in part.iter("a")):
        match = OF_A_REVISION.match(link.get("href", ""))
        if match and match[1] != run.trace["revision"] and link not in told:
            yield f"“{words(link)}” is of revision {match[1]}"


def lane_places(page: FlowPage, run: Run) -> Iterator[tuple[str, float]]:
    """Where the picture's lanes stand, by party, read from the labels in its head."""
    head = page.ids.get("hd")
    if head is None:
        return
    names = [words_of_card(card) for card in page.find("lh", root=head)]
    lines = page.find("life", "path", page.ids.get("l", head))
    places = [float(MOVE.findall(path.get("d", ""))[0][0]) for path in lines]
    taken: set[str] = set()
    for name, place in zip(names, places, strict=True):
        found = [party for party, label in run.labels.items() if shows(name, label) and party not in taken]
        if found:
            taken.add(found[0])
            yield found[0], place


def words_of_card(card: Element) -> str:
    return " ".join(words(text) for text in card.iter("text") if text.get("class") == "ln1")


def band_problems(page: FlowPage, run: Run, lanes: dict[str, float]) -> Iterator[str]:
    """The picture: one band for each exchange in order of time, with its arrows between the right lanes."""
    if "hd" not in page.ids:
        return
    bands = list(page.find("ex"))
    if [band.get("data-x") for band in bands] != list(run.exchanges):
        yield "the bands of the picture are not the exchanges in order of time"
    for band in bands:
        exchange = run.exchanges.get(band.get("data-x", ""))
        if exchange:
            yield from (
                f"the band of {exchange['id']} {problem}" for problem in in_band(page, run, lanes, band, exchange)
            )
    threads = [held for held in run.ledger.holdings if held.value[0] not in WITHOUT_THREAD]
    most = max((sum(held.party == party for held in threads) for party in lanes), default=0)
    for bundle in page.find("thn", "text"):
        if not 2 <= int(words(bundle)) <= most:
            yield f"a bundle of {words(bundle)} threads, where no party holds more than {most} secrets"
    for hop in page.find("hop", "g"):
        yield from (f"the hop to {hop.get('data-x')} {problem}" for problem in in_hop(page, run, lanes, hop))
    for step in page.find("self"):
        yield from (f"the local step {step.get('data-d')} {problem}" for problem in in_local(page, run, lanes, step))


def in_band(page: FlowPage, run: Run, lanes: dict[str, float], band: Element, exchange: Exchange) -> Iterator[str]:
    inside = page.inside(band)
    sender, receiver = exchange["sender"], exchange["receiver"]
    request, response = exchange["request"], exchange.get("response")
    path = request["target"].partition("?")[0]
    spoken = band.get("aria-label", "")
    start = (
        f"Step {run.numbers[exchange['id']]}. {run.label(sender)} to {run.label(receiver)}: {request['method']} {path}"
    )
    if not spoken.startswith(start[:200]):
        yield f"is read out as “{spoken[:90]}”"
    answer = f" Response {response['status']}" if response else " No answer: "
    if answer not in spoken:
        yield f"does not say{answer}"
    lines = [(node.element, own_words(node.element)) for node in inside if "w" in node.classes]
    # The reason is drawn with its status, before the line of the request.
    reasons = [text for element, text in lines if "st" in page.parents[element].get("class", "").split()]
    drawn = "".join([text for element, text in lines if text not in reasons] + reasons)
    wire = (request["method"] + path + (response or {}).get("reason", "")).replace(" ", "")
    if not shows(drawn.replace(" ", ""), wire) and "…" not in drawn:
        yield f"shows “{drawn}” for “{wire}”"
    numbers = [words(node.element) for node in inside if "numt" in node.classes]
    if numbers != [str(run.numbers[exchange["id"]])]:
        yield f"has the number {', '.join(numbers)}"
    statuses = [status_of(node.element) for node in inside if "st" in node.classes]
    if response and statuses != [str(response["status"])]:
        yield f"shows the status {', '.join(statuses)}"
    yield from arrow_problems(inside, lanes, exchange)
    yield from chip_problems(run, exchange, [words(node.element) for node in inside if is_chip(node)], inside)
    yield from state_problems(run, exchange, set(band.get("class", "").split()))
    if "fc" in band.get("class", "").split() and "browser" not in (run.roles.get(sender), run.roles.get(receiver)):
        if run.roles.get(sender) != "attacker":
            yield "goes through the browser, which takes no part"


def arrow_problems(inside: list[Node], lanes: dict[str, float], exchange: Exchange) -> Iterator[str]:
    """Where the ring, the bar and the heads of the arrows are."""
    start, end = lanes.get(exchange["sender"]), lanes.get(exchange["receiver"])
    if start is None or end is None:
        yield "speaks of a party that has no lane"
        return
    rings = [node.x + float(node.element.get("cx", 0)) for node in inside if "org" in node.classes]
    if rings != [start]:
        yield f"starts at {rings}, the lane is at {start}"
    if start == end:
        return
    heads = [
        node.x + float(place)
        for node in inside
        if "hd" in node.classes
        for place, _ in MOVE.findall(node.element.get("d", ""))
    ]
    wanted = [end, start] if "response" in exchange else [end]
    if len(heads) != len(wanted) or any(abs(found - lane) > 7 for found, lane in zip(heads, wanted)):
        yield f"has arrows to {heads}, not to {wanted}"


def chip_problems(run: Run, exchange: Exchange, chips: list[str], inside: list[Node]) -> Iterator[str]:
    """Chips name values that travelled in this exchange."""
    known = run.chips(exchange["id"])
    hidden = 0
    for chip in chips:
        if re.fullmatch(r"\+\d+", chip):
            hidden += int(chip)
        elif not any(shows(chip, name) for name in known):
            yield f"has the chip {chip}; it carried {', '.join(known) or 'nothing'}"
    if hidden > len(known):
        yield f"leaves out {hidden} chips, of {len(known)} values"
    for node in inside:
        if is_chip(node) and words(node.element) in known:
            hues = {HUES.get(kind, "key" if kind in SECRETS else "st") for kind in known[words(node.element)]}
            # What is not secret has no colour of its own.
            worn = {name[2:] for name in node.classes if name.startswith("t-")} or {"st"}
            if hues.isdisjoint(worn):
                yield f"has the chip {words(node.element)} in the colour of another value"
            if "sec" in node.classes and known[words(node.element)].isdisjoint(SECRETS):
                yield f"shows {words(node.element)} as a secret"


def state_problems(run: Run, exchange: Exchange, classes: set[str]) -> Iterator[str]:
    """A band is marked as an attack, or as failed, only where the recording has one."""
    position = list(run.exchanges).index(exchange["id"]) + 1
    negative = [
        decision
        for decision in run.decisions.values()
        if not decision.get("holds", True)
        and (decision.get("during") == exchange["id"] or "during" not in decision and decision["position"] == position)
    ]
    attacked = "attacker" in (run.roles.get(exchange["sender"]), run.roles.get(exchange["receiver"]))
    status = exchange.get("response", {}).get("status", 599)
    refused = "error=" in exchange["request"]["target"] or b"error=" in body(exchange["request"])
    if "v-stop" in classes and not negative or "v-atk" in classes and not (negative or attacked):
        yield "is marked as an attack, and nothing recorded says so"
    if "v-fail" in classes and not (negative or status >= 400 or refused):
        yield "is marked as failed, and nothing recorded says so"


def in_hop(page: FlowPage, run: Run, lanes: dict[str, float], hop: Element) -> Iterator[str]:
    ids = hop.get("data-x", "").split()
    if not ids or not set(ids) <= run.exchanges.keys():
        return
    target = run.exchanges[ids[-1]]
    if run.roles.get(target["sender"]) not in ("browser", "attacker"):
        yield "leads to an exchange that the browser did not begin"
    inside = page.inside(hop)
    tags = [words(node.element) for node in inside if "hopt" in node.classes]
    if "rd" not in hop.get("class", "").split():
        heads = [
            node.x + float(MOVE.findall(node.element.get("d", ""))[-1][0]) for node in inside if "hd" in node.classes
        ]
        if any(abs(head - lanes.get(target["sender"], head)) > 7 for head in heads):
            yield "does not lead to the browser's lane"
    elif tags == ["POST"]:
        if target["request"]["method"] != "POST":
            yield "is a form that was not posted"
    elif len(ids) != 2 or tags != [str(run.exchanges[ids[0]].get("response", {}).get("status"))]:
        yield f"is a redirect with {', '.join(tags)}, which {ids[0]} did not answer"


def in_local(page: FlowPage, run: Run, lanes: dict[str, float], step: Element) -> Iterator[str]:
    decisions = [run.decisions[name] for name in step.get("data-d", "").split() if name in run.decisions]
    parties = {decision["party"] for decision in decisions}
    inside = page.inside(step)
    bars = [node.x + float(MOVE.findall(node.element.get("d", ""))[0][0]) for node in inside if "act" in node.classes]
    if bars and {lanes.get(party) for party in parties} != set(bars):
        yield f"is not drawn on the lane of {', '.join(parties)}"
    yield from local_chips(run, decisions, inside)


def local_chips(run: Run, decisions: list[dict[str, Any]], inside: list[Node]) -> Iterator[str]:
    known = set()
    for decision in decisions:
        for kind, text in decision.get("values", []):
            known.add(run.ledger.label((kind, text)) or kind)
    for node in inside:
        chip = words(node.element)
        if is_chip(node) and not any(shows(chip, name) for name in known | {"metadata URL"}):
            yield f"has the chip {chip}; what came into being is {', '.join(sorted(known))}"


def overview_problems(page: FlowPage, run: Run, lanes: dict[str, float]) -> Iterator[str]:
    """The cards of the phases, and the map that every step repeats: as many arrows as exchanges, from the same lanes."""
    for card in page.root.iterfind(".//nav[@class='ov']/a"):
        phase = page.ids.get(card.get("href", "#")[1:])
        names = [band.get("data-x", "") for band in page.find("ex", root=phase)] if phase is not None else []
        numbers = [run.numbers.get(name, 0) for name in names]
        said = [int(number) for number in NUMBER.findall(words(card))]
        if said != sorted({min(numbers, default=0), max(numbers, default=0)}):
            yield f"the card “{words(card)}” stands for steps {numbers}"
        rows = len(names) + len(list(page.find("self", root=phase)))
        drawn = len(small_arrows(page, card))
        if rows <= 12 and drawn != len(names):
            yield f"the card “{words(card)}” has {drawn} arrows for {len(names)} exchanges"
    whole = page.ids.get("map")
    if whole is None:
        return
    arrows = sorted(small_arrows(page, whole))
    order = {party: place for place, party in enumerate(sorted(lanes, key=lambda party: lanes[party]))}
    rails = sorted(
        float(MOVE.findall(node.element.get("d", ""))[0][0]) for node in page.inside(whole) if "life" in node.classes
    )
    wanted = [exchange["sender"] for exchange in run.exchanges.values()]
    if len(arrows) != len(wanted):
        yield f"the map has {len(arrows)} arrows for {len(wanted)} exchanges"
    for (_, x), party in zip(arrows, wanted):
        if party in order and len(rails) == len(order) and rails[order[party]] != x:
            yield f"an arrow of the map does not start at {party}"


def small_arrows(page: FlowPage, root: Element) -> list[tuple[float, float]]:
    """Where the arrows of a card or of the map begin: from above, and from the left."""
    return [
        (node.y + float(y), node.x + float(x))
        for node in page.inside(root)
        if "tl" in node.classes
        for x, y in re.findall(r"M(-?[\d.]+),?(-?[\d.]+)H", node.element.get("d", ""))
    ]


def in_list(run: Run, party: str) -> str:
    """What the list calls a party; it has little room."""
    label = run.label(party)
    return {"MCP client": "Client", "Authorization server": "Auth server"}.get(label, label)[:40]


def list_problems(page: FlowPage, run: Run) -> Iterator[str]:
    """The list for narrow screens: the same exchanges, told in words."""
    items = [item for item in page.find("pe") if "data-x" in item.attrib]
    if [item.get("data-x") for item in items] != list(run.exchanges):
        yield "the items of the list are not the exchanges in order of time"
    for item in items:
        exchange = run.exchanges.get(item.get("data-x", ""))
        if exchange is None:
            continue
        name = exchange["id"]
        request, response = exchange["request"], exchange.get("response")
        head = next(page.find("pm", root=item))
        number = head.findtext("i")
        people = [words(person) for person in head.iter("b")]
        if number != str(run.numbers[name]) or page.parents[item].get("value") != number:
            yield f"the item of {name} has the number {number}"
        if people != [in_list(run, exchange["sender"]), in_list(run, exchange["receiver"])]:
            yield f"the item of {name} leads from {' to '.join(people)}"
        line = words(next(page.find("pr", root=item)).find("code"))
        wanted = request["method"] + " " + request["target"].partition("?")[0]
        if not shows(line, wanted) and not (line.endswith("…") and wanted.startswith(line[:-1])):
            yield f"the item of {name} says {line}, not {wanted}"
        for after in item.iter("u"):
            source = run.exchanges.get(after.get("data-x", ""), {})
            said = words(after).removeprefix("after ")
            if said != "POST" and said != str(source.get("response", {}).get("status")):
                yield f"the item of {name} comes {words(after)}"
        statuses = [words(status) for status in page.find("hs", root=item)]
        if statuses != [str(response["status"]) if response else "no answer"]:
            yield f"the item of {name} shows the status {', '.join(statuses)}"
        chips = [words(chip) for chip in page.find("hc", root=item)]
        for problem in chip_problems(run, exchange, chips, page.inside(item)):
            yield f"the item of {name} {problem}"
        carried = {
            label
            for label, kinds in run.chips(name).items()
            if not kinds.isdisjoint(SECRETS - {"cookie", "form_token"})
        }
        if not carried <= set(chips):
            yield f"the item of {name} does not name {', '.join(sorted(carried - set(chips)))}"
        for problem in state_problems(run, exchange, set(item.get("class", "").split())):
            yield f"the item of {name} {problem}"
    for item in [item for item in page.find("pe") if "data-x" not in item.attrib]:
        decisions = [run.decisions[name] for name in item.get("data-d", "").split() if name in run.decisions]
        for problem in local_chips(run, decisions, page.inside(item)):
            yield f"the item of {item.get('data-d')} {problem}"


def table_problems(page: FlowPage, run: Run) -> Iterator[str]:
    """Who knows what, and since when: told again from the trace, cell by cell."""
    table = next(page.find("know", "table"), None)
    told = list(dict.fromkeys(run.ledger.labels.values()))
    if table is None:
        if told:
            yield f"there is no table for {', '.join(told)}"
        return
    columns = [words(cell) for cell in table.find("thead/tr")][1:]
    rows = table.findall("tbody/tr")
    if sorted(words(row[0]) for row in rows) != sorted(told):
        yield f"the table is about {', '.join(words(row[0]) for row in rows)}, the trace about {', '.join(told)}"
    for row in rows:
        label = words(row[0])
        holdings = {run.label(holding.party)[:40]: holding for holding in run.ledger.of(label)}
        for column, cell in zip(columns, row[1:], strict=True):
            holding = holdings.get(column)
            if holding is None:
                if words(cell) != "never" or "data-x" in cell.attrib:
                    yield f"{column} never knew {label}, the table says “{words(cell)}”"
                continue
            wanted = told_of(run, holding)
            found = words(cell).replace(" in a URL", "")
            if found != wanted:
                yield f"{column} and {label}: the table says “{words(cell)}”, the trace “{wanted}”"
            sources = {
                holding.since.exchange,
                holding.since.decision,
                *((holding.until.exchange, holding.until.decision) if holding.until else ()),
            }
            ids = {*cell.get("data-x", "").split(), *cell.get("data-d", "").split()}
            if not sources - {None} <= ids:
                yield f"{column} and {label}: the cell does not name {', '.join(map(str, sources - ids))}"


def told_of(run: Run, holding: Holding) -> str:
    """What a cell must say of one party and one secret."""
    since, until = holding.since, holding.until
    if since.exchange:
        exchange = run.exchanges[since.exchange]
        is_sender = exchange["sender"] == holding.party
        words = "sends it" if (since.side == "request" and is_sender) else "receives it"
        if since.side == "response" and not is_sender:
            words = "issues it"
        place = f"step {run.numbers[since.exchange]}"
    else:
        decision = run.decisions[since.decision or ""]
        is_local = decision.get("during") not in run.numbers
        is_last = decision["position"] >= len(run.exchanges)
        place = ("before step " if is_local and not is_last else "step ") + str(run.step_of(decision))
        words = {"assume": "is taken to know it", "store": "stores it"}.get(
            decision["action"], "makes it" if is_local else "issues it"
        )
    end = ""
    if until and until.exchange:
        verb = {"revocation": "revoked", "token-refresh": "replaced"}
        kind = run.exchanges[until.exchange]["kind"]
        end = f", {verb.get(kind, 'spent')} in step {run.numbers[until.exchange]}"
    elif until:
        end = ", forgets it"
    return place + words + end


def held_problems(page: FlowPage, run: Run) -> Iterator[str]:
    """What every party still holds at the end, in the list and in the picture."""
    for item in page.root.iterfind(".//ul[@class='he']/li"):
        person = words(item.find("b"))
        wanted = {}
        for label in dict.fromkeys(run.ledger.labels.values()):
            for holding in run.ledger.of(label):
                kind = run.ledger.normal(holding.value)[0]
                if in_list(run, holding.party) == person and holding.until is None and kind not in WITHOUT_THREAD:
                    wanted[label] = holding.since
        found = {words(chip): chip for chip in page.find("hc", root=item)}
        if found.keys() != wanted.keys():
            yield f"at the end {person} holds {', '.join(wanted)}, the list says {', '.join(found)}"
        for label in found.keys() & wanted.keys():
            since = wanted[label]
            ids = found[label].get("data-x", "").split() + found[label].get("data-d", "").split()
            if (since.exchange or since.decision) not in ids:
                yield f"at the end {person} holds {label}, which does not come from {', '.join(ids)}"
        quiet: dict[str, int] = {}
        for label in dict.fromkeys(run.ledger.labels.values()):
            for holding in run.ledger.of(label):
                kind = run.ledger.normal(holding.value)[0]
                if in_list(run, holding.party) == person and holding.until is None and kind in WITHOUT_THREAD:
                    quiet[kind] = quiet.get(kind, 0) + 1
        besides = ", ".join(
            f"{count} {LABELS.get(kind, kind)}s" if count > 1 else LABELS.get(kind, kind) for kind, count in quiet.items()
        )
        told = words(next(page.find("pc", root=item), Element("span")))
        if told != (besides or ("" if wanted else "nothing secret")):
            yield f"at the end {person} holds besides: “{besides}”, the list says “{told}”"
    listed = sorted(
        words(chip) for item in page.root.iterfind(".//ul[@class='he']/li") for chip in page.find("hc", root=item)
    )
    for end in page.find("endr", "svg"):
        drawn = sorted(words(node.element) for node in page.inside(end) if is_chip(node))
        if len(drawn) != len(listed):
            yield f"the picture ends with {', '.join(drawn)}, the list with {', '.join(listed)}"


def step_problems(page: FlowPage, run: Run) -> Iterator[str]:
    """The steps below the picture: their order, who speaks, the bytes."""
    steps = list(page.find("step", "section"))
    if [step.get("data-x") for step in steps] != list(run.exchanges):
        yield "the steps are not the exchanges in order of time"
    for step in steps:
        exchange = run.exchanges.get(step.get("data-x", ""))
        if exchange is None:
            continue
        name = exchange["id"]
        head = words(next(page.find("sh", root=step)))
        if not head.startswith(f"Step {run.numbers[name]} of {len(run.exchanges)}, "):
            yield f"the step {name} is headed “{head[:40]}”"
        ends = [run.label(exchange["sender"]), run.label(exchange["receiver"])]
        for card in page.find("msg", root=step):
            people = [words(person) for person in card.find("h3").iter("b")]
            if len(people) == 2 and not all(
                map(shows, people, ends if "Request" in words(card.find("h3")) else ends[::-1])
            ):
                yield f"in {name} a message goes from {' to '.join(people)}"
        yield from after_problems(step, run, exchange)
        yield from inner_problems(step, run, exchange)
        yield from raw_problems(step, exchange)


def began_in(run: Run, source: Source | None) -> int:
    """The number of the step to which a beginning or an end of somebody's knowledge is reckoned."""
    if source is None:
        return 0
    if source.exchange:
        return run.numbers[source.exchange]
    decision = run.decisions[source.decision or ""]
    number = run.step_of(decision)
    over = list(run.exchanges.values())[: decision["position"]]
    if "during" in decision and over:
        last = max(over, key=lambda exchange: (exchange["ended"], -run.numbers[exchange["id"]]))
        if last["ended"] <= decision["time"]:
            return max(number, run.numbers[last["id"]])
    return number


def after_problems(step: Element, run: Run, exchange: Exchange) -> Iterator[str]:
    """What a step says that each party has learned and holds, and what it calls it."""
    name, number = exchange["id"], run.numbers[exchange["id"]]
    learned: dict[str, set[str]] = {}
    for holding in run.ledger.holdings:
        if began_in(run, holding.since) == number and began_in(run, holding.until) != number:
            learned.setdefault(run.label(holding.party)[:80], set()).add(run.ledger.label(holding.value) or "")
    told: dict[str, set[str]] = {}
    for part in step.iterfind(".//div[@class='after']/div"):
        if part.findtext("h3") != "What each party holds now":
            continue
        for person, held in zip(part.iterfind("dl/dt"), part.iterfind("dl/dd")):
            chips = {words(chip).removeprefix("+ ") for chip in held.iter("i")}
            told.setdefault(words(person), set()).update(chips)
            rest = (held.text or "") + "".join(chip.tail or "" for chip in held.iter("i"))
            known = {
                run.ledger.label(holding.value)
                for holding in run.ledger.holdings
                if run.label(holding.party)[:80] == words(person) and began_in(run, holding.since) <= number
            }
            named = {word.strip() for word in rest.split(",")} - {"", "nothing secret"}
            more = named & {"more from before"}
            kept = {
                run.ledger.label(holding.value)
                for holding in run.ledger.holdings
                if run.label(holding.party)[:80] == words(person)
                and began_in(run, holding.since) <= number
                and not (holding.until and began_in(run, holding.until) <= number)
            }
            # What came into being while the outer request was answered may be later than the end of this one.
            if bool(more) != bool(kept - chips - named) and (more or not exchange.get("parent")):
                yield f"after {name} {words(person)} holds {', '.join(sorted(kept))}, the page says “{rest.strip()}”"
            wrong = named - more - known
            if wrong:
                yield f"after {name} {words(person)} does not hold {', '.join(sorted(wrong))}"
    told = {person: chips for person, chips in told.items() if chips}
    if told != learned:
        yield f"after {name} the parties have learned {learned}, the page says {told}"


def inner_problems(step: Element, run: Run, exchange: Exchange) -> Iterator[str]:
    """What stands between a request and its answer of the requests that were made in between."""
    inner = [other["id"] for other in run.exchanges.values() if other.get("parent") == exchange["id"]]
    told = [
        link.get("href", "").removeprefix("#s-")
        for text in step.iter("p")
        if words(text).startswith("Before it answered, ")
        for link in text.iter("a")
    ]
    if told != inner:
        yield f"while {exchange['id']} was answered came {', '.join(inner)}, the page says {', '.join(told)}"


# What a page shows instead of characters that it must not hold.
def visible(text: str) -> str:
    return text.replace("\r", "")


def raw_problems(step: Element, exchange: Exchange) -> Iterator[str]:
    if "framing" in exchange:
        return
    for details in step.iter("details"):
        if details.findtext("summary") != "Raw bytes":
            continue
        messages = filter(None, (exchange["request"], exchange.get("response") or exchange.get("answered")))
        for size, shown, message in zip(details.findall("p"), details.findall("pre"), messages):
            if words(size).split()[1:] != [str(len(written(message))), "bytes"]:
                yield f"the bytes of {exchange['id']} are counted wrongly"
            text = "".join(shown.itertext())
            whole = visible(written(message).decode("utf-8", "replace"))
            if len(whole) < 24_000 and text.isascii() and text != whole:
                yield f"the bytes of {exchange['id']} are others"


def decision_problems(page: FlowPage, nodes: list[Node], run: Run) -> Iterator[str]:
    """Boxes, rows and marks of decisions say what was decided, on which values, and by whom."""
    for node in nodes:
        decision = run.decisions.get(node.element.get("data-d", ""))
        if decision is None:
            continue
        name, holds, enforced = decision["id"], decision.get("holds", True), decision.get("enforced", True)
        shown = words(node.element)
        marks = {mark for mark in ("yes", "not") for _ in page.find(mark, root=node.element)}
        if (
            marks
            and marks != {"yes" if holds else "not"}
            or node.classes & {"ck", "no"}
            and ("ck" in node.classes) != holds
        ):
            yield f"the mark of {name} says the opposite"
        if node.element.tag not in ("li", "div") or node.element.get("id") != "s-" + name:
            continue
        if bool(list(page.find("off", root=node.element))) == enforced:
            yield f"whether {name} was enforced is told wrongly"
        summary = re.sub(r"\s+", " ", decision["summary"]).strip()
        if len(summary) < 200 and summary.isprintable() and summary not in shown:
            yield f"{name} is told as “{shown[:60]}”, not “{summary[:60]}”"
        if "proof" in node.classes:
            values = [value for _, value in decision.get("inputs", [])]
            values += [decision.get("expected", ""), decision.get("actual", "(nothing)")]
            for value in node.element.iter("dd"):
                text = "".join(value.itertext())
                if text.isascii() and not any(shows(text, whole) for whole in values):
                    yield f"the box of {name} shows “{text[:60]}”, which nobody compared"
            people = [
                words(person)
                for person in node.element.iterfind("p/b[@class]")
                if person.get("class", "").startswith("l-")
            ]
            if people and not shows(people[0], run.label(decision["party"])):
                yield f"{name} was decided by {decision['party']}, the page says {people[0]}"


def again_problems(page: FlowPage, run: Run) -> Iterator[str]:
    """An item that counts checks: so many held, and each of them is told in the step that it leads to."""
    for item in page.root.iter("li"):
        names = [anchor.get("id", "").removeprefix("s-") for anchor in item.findall("i")]
        if not names or names[0] not in run.decisions:
            continue
        if item.get("data-d") != names[0] or any(name not in run.decisions for name in names):
            yield f"the checks {names[0]} to {names[-1]} are not those of the item"
            continue
        told = f"The same {len(names)} checks as in step "
        link = item.find("a")
        first = run.decisions.get(link.get("href", "").removeprefix("#s-")) if link is not None else None
        if told not in words(item) or first is None:
            yield f"the checks {names[0]} to {names[-1]} are not counted, or lead nowhere"
            continue
        before = {
            (decision["party"], decision.get("check"), decision["summary"])
            for decision in run.decisions.values()
            if decision.get("during") == first.get("during") and decision.get("holds", True)
        }
        for name in names:
            decision = run.decisions[name]
            if not decision.get("holds", True) or not decision.get("enforced", True):
                yield f"{name} is said to hold"
            if (decision["party"], decision.get("check"), decision["summary"]) not in before:
                yield f"{name} is said to be the same as one in the step of {first['id']}"


def about_problems(page: FlowPage, run: Run) -> Iterator[str]:
    """The outcome, and the counts at the foot of the page."""
    trace = run.trace
    outcomes = [element.get("class", "").split()[-1] for element in page.find("oc")]
    if not outcomes or outcomes[0] != "o-" + trace["outcome"]:
        yield f"the run ended with {trace['outcome']}, the page says {', '.join(outcomes)}"
    about = words(next(page.find("about", "section")))
    wanted = [(len(trace[name]), name[:-1]) for name in ("exchanges", "decisions")]
    for text in [
        *(f"{count} {noun}" + ("" if count == 1 else "s") for count, noun in wanted),
        trace["run"],
        str(trace["epoch"]),
    ]:
        if text not in about:
            yield f"“About this run” does not say {text}"


# What a careless writer might do to a page of a run that has everything: a change, as pattern and replacement. The
# pattern occurs in the page.
SPOILT = {
    "another status in the picture": (r'(class="stc"[^>]*>)\d+', r"\g<1>418"),
    "another status in the list": (r'<span class="hs s4">401<', '<span class="hs s4">403<'),
    "a status in the wrong colour": (r'<span class="hs s4">', '<span class="hs s2">'),
    "a chip of a value that did not travel": (
        r'(id="m-mcp-unauthenticated".*?<span class="cs">)',
        r'\1<span class="hc t-rt sec">refresh_token</span>',
    ),
    "a chip in another colour": (r'<span class="hc pub">scope', '<span class="hc t-at pub">scope'),
    "an arrow that names nothing": (r'(<g class="hop fc rd[^"]*") data-x="[^"]*"', r"\1"),
    "an arrow from another lane": (r'(<g id="U\w+"><path class="act.*?class="org l-C" cx=")[\d.]+', r"\g<1>20"),
    "an arrow to another lane": (r'(<g id="U\w+"><path class="act.*?<path class="hd" d="M)[\d.]+', r"\g<1>20"),
    "another redirect": (r'(class="hopt"[^>]*>)\d+', r"\g<1>307"),
    "an event that was not recorded": (r'data-x="token-request"', 'data-x="token-request-9"'),
    "a band twice": (r'(<a [^>]*class="ex .*?</a>)', r"\1\1"),
    "another path": (r"oauth-protected-resource/<wbr/>mcp", "oauth-protected-resource/<wbr/>mpc"),
    "another method": (r'(<text class="w"[^>]*><tspan>)GET', r"\1PUT"),
    "another party": (r'(<span class="pm"><i>3</i><b class="l-C">)[^<]*', r"\1MCP server"),
    "a step with another number": (r'(<span class="pm"><i>)3', r"\g<1>4"),
    "a local step with a value more": (r"(<span class=\"hc t-ver sec\">code_verifier)</span>", r"\1 2</span>"),
    "a cell that names nothing": (
        r'(<table class="know".*?<td class="has"[^>]*?) data-x="[^"]*"( data-d="[^"]*")?',
        r"\1",
    ),
    "a row that names nothing": (r'<tr class="t-ver"[^>]*>', '<tr class="t-ver">'),
    "a cell with another step": (r'(<table class="know".*?<a class="k"[^>]*>(?:before )?step )\d+', r"\g<1>2"),
    "a cell with another end": (r"spent in step \d+", "spent in step 2"),
    "knowledge from nowhere": (r">never</td>", "><small>receives it</small></td>"),
    "nothing known": (r'(<td class="has" data-l="[^"]*")[^>]*>.*?</td>', r"\1>never</td>"),
    "a value more at the end": (
        r'(<ul class="he">.*?)<span class="pc">[^<]*</span>',
        r'\1<span class="hc t-code sec">code</span>',
    ),
    "a value at the end that names nothing": (r'(<ul class="he">.*?<span class="hc [^"]*") data-x="[^"]*"', r"\1"),
    "nothing more held at the end": (r'(<ul class="he">.*?<span class="pc">[^<]*), password', r"\1"),
    "another name for a new value": (r'(<div class="after">.*?<i class="[^"]*">\+ )[^<]*', r"\1refresh_token 7"),
    "a held value that nobody gave": (r'(<div class="after">.*?</i> )</dd>', r"\1code</dd>"),
    "nothing asked in between": (r'<p class="jwt2">Before it answered,.*?</p>', ""),
    "a number from nowhere": (r"<small>(\d+) parameters", "<small>97 parameters"),
    "another value in a box": (r"(<div class=\"proof .*?<dd>)[^<]*", r"\1something else"),
    "a check that held instead of failing": (r'(data-d="d\d+"[^>]*>)<b class="yes">✓', r'\1<b class="not">✗'),
    "another decision": (r"(data-d=\"d\d+\"[^>]*><b class=\"yes\">✓</b> )[^<]*", r"\1Everything is in order"),
    "a switched-off check": (
        r'(data-d="d\d+"[^>]*><b class="yes">✓</b> [^<]*)',
        r'\1<span class="off">not enforced</span>',
    ),
    "another count of checks": (r"The same \d+ checks as in", "The same 99 checks as in"),
    "checks of another step": (r'(The same \d+ checks as in <a href="#s-)d\d+', r"\g<1>d1"),
    "a link with another number": (r">from step \d+<", ">from step 99<"),
    "other bytes": (r"(<summary>Raw bytes</summary><p>[^<]*</p><pre>)POST", r"\1GET"),
    "another count of bytes": (r"<p>Request, \d+ bytes", "<p>Request, 7 bytes"),
    "a clause of another revision": (r"(https://modelcontextprotocol\.io/specification/)[\d-]{10}", r"\g<1>2024-11-05"),
    "one arrow less on the map": (r'(id="M1">.*?class="tl [^"]*" d=")M[^M]*M[^M"]*', r"\1"),
    "a card with other steps": (r"<small>steps \d+–\d+", "<small>steps 2–3"),
    "another outcome": (r'class="oc o-\w+"', 'class="oc o-harmed"'),
    "another count of decisions": (r"\d+ decisions", "3 decisions"),
}


def unnoticed(source: str, trace: Trace) -> Iterator[str]:
    """Pages that were spoilt on purpose, and a page of a trace that was changed behind its back. Each must be found out."""
    source = quoted(source)
    for name, (pattern, replacement) in SPOILT.items():
        spoilt, count = re.subn(pattern, replacement, source, count=1, flags=re.S)
        if not count or spoilt == source:
            yield f"{name}: the page has no place for it"
        elif not is_noticed(spoilt, trace):
            yield name
    for name, change in CHANGED.items():
        changed = copy.deepcopy(trace)
        change(changed)
        if not is_noticed(source, changed):
            yield name


def is_noticed(source: str, trace: Trace) -> bool:
    """Whether there are problems; a page that cannot even be read is one."""
    try:
        return bool(list(problems(source, trace)))
    except (LookupError, ValueError, TypeError, RuntimeError, AttributeError, SyntaxError):
        return True


def _swap(trace: Trace) -> None:
    first = trace["exchanges"][0]
    first["sender"], first["receiver"] = first["receiver"], first["sender"]


CHANGED: dict[str, Callable[[Trace], Any]] = {
    "another status in the trace": lambda trace: trace["exchanges"][0]["response"].update(status=403),
    "other parties in the trace": _swap,
    "an exchange less in the trace": lambda trace: trace["exchanges"].pop(),
    "a decision less in the trace": lambda trace: trace["decisions"].pop(),
    "a decision that failed in the trace": lambda trace: next(
        decision for decision in trace["decisions"] if decision["action"] == "check"
    ).update(holds=False),
}
