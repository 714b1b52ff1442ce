"""Who held which secret, and since when: read from `trace.json` alone, for comparison with what the pages say."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus

from traces import Exchange, Trace, body

# The secrets' names on chips, where they are not those of the wire.
LABELS = {
    "session_id": "session id",
    "form_token": "form token",
    "resource_metadata": "metadata URL",
    "dpop_proof": "DPoP proof",
}
# Those of the login page have no thread in the picture.
WITHOUT_THREAD = {"password", "cookie", "form_token", "dpop_proof"}

Typed = tuple[str, str]


@dataclass
class Source:
    """What made somebody know a value, or forget it: an exchange with a side, or a decision."""

    exchange: str | None = None
    side: str = ""
    decision: str | None = None


@dataclass
class Holding:
    value: Typed
    party: str
    since: Source
    until: Source | None = None


@dataclass
class Ledger:
    """The fold of a trace into who knew what. Sender and receiver of a message know its values; `create`, `assume` and
    `store` add, `forget` and a successful redemption end."""

    trace: Trace
    holdings: list[Holding] = field(default_factory=list)
    # Labels of secrets (`access_token 2`) in order of birth.
    labels: dict[Typed, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        pending = list(self.trace["decisions"])
        for number, exchange in enumerate(self.trace["exchanges"]):
            while pending and pending[0]["position"] <= number:
                self._decide(pending.pop(0))
            self._exchange(exchange)
        for decision in pending:
            self._decide(decision)
        self._access = {holding.value[1] for holding in self.holdings if holding.value[0] == "access_token"}
        counts: dict[str, int] = {}
        for holding in self.holdings:
            value = self.normal(holding.value)
            if value not in self.labels:
                counts[value[0]] = counts.get(value[0], 0) + 1
                number = "" if counts[value[0]] == 1 else f" {counts[value[0]]}"
                self.labels[value] = LABELS.get(value[0], value[0]) + number

    def normal(self, value: Typed) -> Typed:
        """Revocation calls every token `token`; where it is a known access token, it is that one."""
        return ("access_token", value[1]) if value[0] == "refresh_token" and value[1] in self._access else value

    def label(self, value: Typed) -> str | None:
        return self.labels.get(self.normal(value))

    def of(self, label: str) -> list[Holding]:
        """Each party's knowledge of one secret, in order. Later knowledge of the same party adds only its end."""
        found: dict[str, Holding] = {}
        for holding in self.holdings:
            if self.label(holding.value) != label:
                continue
            known = found.setdefault(holding.party, holding)
            if known is not holding and known.until is None and holding.until is not None:
                found[holding.party] = Holding(known.value, known.party, known.since, holding.until)
        return list(found.values())

    def _add(self, value: Typed, party: str, source: Source) -> None:
        if not any(holding.value == value and holding.party == party for holding in self.holdings):
            self.holdings.append(Holding(value, party, source))

    def _end(self, value: Typed, source: Source, party: str | None = None) -> None:
        for holding in self.holdings:
            if holding.value == value and holding.until is None and party in (None, holding.party):
                holding.until = source

    def _decide(self, decision: dict[str, Any]) -> None:
        for value in secrets_of(decision):
            if decision["action"] in ("create", "assume", "store"):
                self._add(value, decision["party"], Source(decision=decision["id"]))
            elif decision["action"] == "forget":
                self._end(value, Source(decision=decision["id"]), decision["party"])

    def _exchange(self, exchange: Exchange) -> None:
        sent = list(occurrences(self.trace, exchange["id"]))
        for typed, place in sent:
            if typed[0] not in SECRETS:
                continue
            source = Source(exchange["id"], place.side)
            first, second = "sender", "receiver"
            knows = exchange.get("failure") != "refused"
            if place.side == "response":
                first, second, knows = second, first, "response" in exchange
            self._add(typed, exchange[first], source)
            if knows:
                self._add(typed, exchange[second], source)
        if not 200 <= exchange.get("response", {}).get("status", 0) < 300:
            return
        end = Source(exchange["id"], "response")
        asked = [(typed, place) for typed, place in sent if place.side == "request"]
        match exchange["kind"]:
            case "token-request" | "upstream-token-request":
                for typed, _ in asked:
                    if typed[0] in ("code", "code_verifier"):
                        self._end(typed, end)
            case "token-refresh":
                old = [typed for typed, _ in asked if typed[0] == "refresh_token"]
                new = [typed for typed, place in sent if place.side == "response" and typed[0] == "refresh_token"]
                if old and new and old[0] != new[0]:
                    self._end(old[0], end)
            case "revocation":
                for typed, place in asked:
                    if place.path == ["token"]:
                        self._end(typed, end)


def secrets_of(decision: dict[str, Any]) -> Iterator[Typed]:
    for kind, text in decision.get("values", []):
        if kind in SECRETS:
            yield kind, text


SECRETS = {
    "code",
    "code_verifier",
    "access_token",
    "refresh_token",
    "client_secret",
    "client_assertion",
    "assertion",
    "id_token",
    "dpop_proof",
    "session_id",
    "handle",
    "password",
    "cookie",
    "form_token",
}
_SIDES = {"request": 0, "response": 1}


@dataclass
class Place:
    """Where a value stands in a message of an exchange."""

    side: str
    place: str
    path: list[str]


def occurrences(trace: Trace, exchange: str) -> Iterator[tuple[Typed, Place]]:
    """The typed values of one exchange with their places, the request's first."""
    found = [
        ((value["kind"], value["text"]), Place(side, place, path))
        for value in trace["values"]
        for name, side, place, *path in value["occurrences"]
        if name == exchange
    ]
    yield from sorted(found, key=lambda pair: _SIDES[pair[1].side])


# A shorter text may be in a message by chance.
TELLING = 8
_JWT = re.compile(r"eyJ[\w-]+\.([\w-]+)\.")
_BASIC = re.compile(r"^Authorization: Basic ([\w+/=]+)$", re.M)


def readings(message: dict[str, Any]) -> str:
    """All that a message says: as it is, and with each way of writing undone."""
    lines = [message.get("target", ""), *(f"{name}: {value}" for name, value in message["headers"])]
    text = "\n".join([*lines, body(message).decode(errors="replace")])
    packed = [*_JWT.findall(text), *_BASIC.findall(text)]
    text = "\n".join([text, *(base64.b64decode(part + "===", "-_").decode(errors="replace") for part in packed)])
    return "\n".join([text, unquote_plus(text), html.unescape(text), text.replace('\\"', '"').replace("\\/", "/")])


def sent_before_received(trace: Trace) -> Iterator[str]:
    """Nobody is said to send a secret first that an earlier message brought them, wherever it stood in that message."""
    exchanges = {exchange["id"]: exchange for exchange in trace["exchanges"]}
    said: dict[tuple[str, str], str] = {}

    def brought(party: str, start: int) -> Iterator[tuple[str, str, dict[str, Any]]]:
        for other in trace["exchanges"]:
            if other["receiver"] == party and other["started"] < start:
                yield other["id"], "request", other["request"]
            if other["sender"] == party and other["ended"] <= start and "response" in other:
                yield other["id"], "response", other["response"]

    for holding in Ledger(trace).holdings:
        sent = exchanges.get(holding.since.exchange or "")
        if not sent or holding.since.side != "request" or sent["sender"] != holding.party:
            continue
        kind, text = holding.value
        for name, side, message in brought(holding.party, sent["started"]) if len(text) >= TELLING else ():
            if (name, side) not in said:
                said[name, side] = readings(message)
            if text in said[name, side]:
                yield f"{holding.party} is said to send {kind} first in {sent['id']}, but has it from the {side} of {name}"
                break
