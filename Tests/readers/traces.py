"""`trace.json`: its schema, and what a schema cannot say."""

from __future__ import annotations

import base64
import copy
from collections.abc import Callable, Iterator
from typing import Any

from schema import Schema

Trace = dict[str, Any]
Exchange = dict[str, Any]


def body(message: dict[str, Any]) -> bytes:
    """The bytes of a message's body."""
    if "bodyBase64" in message:
        return base64.b64decode(message["bodyBase64"])
    text: str = message.get("body", "")
    return text.encode()


def problems(trace: Trace, schema: Schema) -> list[str]:
    """What is wrong with the form of a trace, or, when its form is right, with its references."""
    return schema.problems(trace) or list(references(trace))


def references(trace: Trace) -> Iterator[str]:
    """Every name in the trace points at something, and nothing is named twice."""
    lists = ("exchanges", "decisions", "values")
    for name in lists:
        yield from repeated(f"{name}.id", [item["id"] for item in trace[name]])
    yield from repeated("parties.name", [party["name"] for party in trace["parties"]])
    parties = {party["name"] for party in trace["parties"]}
    exchanges = {exchange["id"]: exchange for exchange in trace["exchanges"]}
    decisions = {decision["id"] for decision in trace["decisions"]}

    name = "/".join(part for part in (trace["scenario"], trace["revision"], trace["variant"]) if part)
    if trace["run"] != name:
        yield f"run is {trace['run']}, but its parts say {name}"
    started = [exchange["started"] for exchange in trace["exchanges"]]
    if started != sorted(started):
        yield "the exchanges are not in order of start"
    for exchange in trace["exchanges"]:
        where = f"exchange {exchange['id']}"
        for end in ("sender", "receiver"):
            if exchange[end] not in parties:
                yield f"{where}: the {end} {exchange[end]} is no party"
        if exchange["ended"] < exchange["started"]:
            yield f"{where}: ends before it starts"
        if "parent" in exchange and exchange["parent"] not in exchanges:
            yield f"{where}: its parent {exchange['parent']} does not exist"
        if not (exchange["id"] + "-").startswith(exchange["kind"] + "-"):
            yield f"{where}: its id does not name its kind {exchange['kind']}"
    for decision in trace["decisions"]:
        where = f"decision {decision['id']}"
        if decision["party"] not in parties:
            yield f"{where}: {decision['party']} is no party"
        if decision.get("during", next(iter(exchanges), None)) not in exchanges and exchanges:
            yield f"{where}: falls during {decision['during']}, which does not exist"
        if decision["position"] > len(exchanges):
            yield f"{where}: falls after exchange {decision['position']} of {len(exchanges)}"
    for value in trace["values"]:
        if value.get("born") is not None and value["born"] not in decisions:
            yield f"value {value['id']}: its decision {value['born']} does not exist"
        for exchange, *_ in value["occurrences"]:
            if exchange not in exchanges:
                yield f"value {value['id']}: occurs in {exchange}, which does not exist"


def repeated(what: str, names: list[str]) -> Iterator[str]:
    for name in {name for name in names if names.count(name) > 1}:
        yield f"{what}: {name} occurs twice"


def mutations(trace: Trace) -> Iterator[tuple[str, Trace]]:
    """Broken copies of a good trace, each with its name. The reader must refuse every one."""

    def broken(change: Callable[[Trace], Any]) -> Trace:
        duplicate = copy.deepcopy(trace)
        change(duplicate)
        return duplicate

    yield "no title", broken(lambda t: t.pop("title"))
    yield "a newer format", broken(lambda t: t.update(format=2))
    yield "format true", broken(lambda t: t.update(format=True))
    yield "an unknown member", broken(lambda t: t.update(extra=1))
    yield "an unknown outcome", broken(lambda t: t.update(outcome="fine"))
    yield "an unknown kind", broken(lambda t: t["exchanges"][0].update(kind="token"))
    yield "a status as text", broken(lambda t: t["exchanges"][0]["response"].update(status="200"))
    yield "a header without value", broken(lambda t: t["exchanges"][0]["request"]["headers"].append(["Host"]))
    yield "response and failure", broken(lambda t: t["exchanges"][0].update(failure="lost"))
    yield "neither response nor failure", broken(lambda t: t["exchanges"][0].pop("response"))
    yield "two bodies", broken(lambda t: t["exchanges"][0]["request"].update(body="a", bodyBase64="YQ=="))
    yield "a body that is no base64", broken(lambda t: t["exchanges"][0]["response"].update(framing="*"))
    yield "a negative time", broken(lambda t: t["exchanges"][0].update(started=-1))
    yield "a sender nobody knows", broken(lambda t: t["exchanges"][0].update(sender="nobody"))
    yield "an id twice", broken(lambda t: t["exchanges"].append(t["exchanges"][-1]))
    yield "a decision during nothing", broken(lambda t: t["decisions"][0].update(during="other-99"))
    yield "a value without place", broken(lambda t: t["values"][0].update(occurrences=[]))
