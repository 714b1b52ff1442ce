"""Mermaid sequence diagrams, read message by message and compared with the trace."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from traces import Exchange, Trace

PARTICIPANT = re.compile(r"^(?:participant|actor)\s+(\S+)\s+as\s+(.+)$")
MESSAGE = re.compile(r"^(\w+)(->>|-->>|--x|-\))(\w+)\s*:\s*(.*)$")
OTHER = re.compile(
    r"^(?:sequenceDiagram|autonumber|end|%%.*|(?:rect|box|note|title|accTitle|accDescr)\b.*)$", re.IGNORECASE
)


@dataclass(frozen=True)
class Message:
    """One arrow: from whom, to whom, how it is drawn, and its text."""

    sender: str
    receiver: str
    arrow: str
    text: str


def unescaped(text: str) -> str:
    """The text as Mermaid shows it: `<br/>` is a fold, `#59;` a character."""
    text = re.sub(r"<br\s*/?>", "", text)
    text = re.sub(r"#(\d+);", lambda match: chr(int(match[1])), text)
    return html.unescape(re.sub(r"#(\w+);", r"&\1;", text))


def read(source: str) -> tuple[list[Message], list[str]]:
    """The messages of a diagram with the participants' labels for names, and what could not be read."""
    labels: dict[str, str] = {}
    messages: list[Message] = []
    problems: list[str] = []
    lines = [line.strip() for line in source.splitlines()]
    if not lines or lines[0] != "sequenceDiagram":
        problems.append("it does not start with sequenceDiagram" if source.strip() else "it is empty")
    for number, line in enumerate(lines, 1):
        if match := PARTICIPANT.match(line):
            labels[match[1]] = unescaped(match[2])
        elif not line or OTHER.match(line):
            continue
        elif match := MESSAGE.match(line):
            names = (match[1], match[3])
            problems += [f"line {number}: {name} is no participant" for name in names if name not in labels]
            ends = [labels.get(name, name) for name in names]
            messages.append(Message(ends[0], ends[1], match[2], unescaped(match[4])))
        else:
            problems.append(f"line {number}: “{line[:80]}” cannot be read")
    return messages, problems


@dataclass(frozen=True)
class Expected:
    """One message of the trace: who sent it to whom, its arrow, and what its text must mention."""

    sender: str
    receiver: str
    arrow: str
    mentions: str
    exchange: str


def expected(exchange: Exchange, labels: dict[str, str]) -> list[Expected]:
    """An exchange as a diagram shows it: the request, and below it the answer or the lack of one."""
    sender, receiver, name = labels[exchange["sender"]], labels[exchange["receiver"]], exchange["id"]
    if "response" in exchange:
        answer = Expected(receiver, sender, "-->>", str(exchange["response"]["status"]), name)
    else:
        answer = Expected(receiver, sender, "--x", "", name)
    return [Expected(sender, receiver, "->>", exchange["request"]["method"], name), answer]


def problems(source: str, trace: Trace) -> list[str]:
    """What is wrong with a diagram that was made from this trace."""
    messages, unread = read(source)
    return unread or list(differences(messages, trace))


HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def visible(label: str) -> str:
    """A label as diagrams show it: hidden characters as escapes, the rest after 40 characters left out."""
    cut = label[:40] + ("…" if len(label) > 40 else "")
    return HIDDEN.sub(lambda match: ESCAPES.get(match[0], f"\\u{{{ord(match[0]):X}}}"), cut)


def differences(messages: list[Message], trace: Trace) -> Iterator[str]:
    labels = {party["name"]: visible(party["label"]) for party in trace["parties"]}
    wanted = [message for exchange in trace["exchanges"] for message in expected(exchange, labels)]
    # What a party does by itself, and the client opening the browser, are no HTTP.
    own = any(exchange["sender"] == exchange["receiver"] for exchange in trace["exchanges"])
    arrows = [m for m in messages if m.arrow != "-)" and (own or m.sender != m.receiver)]
    if len(arrows) != len(wanted):
        yield f"{len(arrows)} messages, the trace has {len(wanted)}"
    for number, (arrow, want) in enumerate(zip(arrows, wanted), 1):
        where = f"message {number} ({want.exchange})"
        if (arrow.sender, arrow.receiver) != (want.sender, want.receiver):
            yield f"{where}: {arrow.sender} to {arrow.receiver}, not {want.sender} to {want.receiver}"
        elif arrow.arrow != want.arrow:
            yield f"{where}: drawn as {arrow.arrow}, not as {want.arrow}"
        elif want.mentions not in arrow.text:
            yield f"{where}: “{arrow.text[:60]}” does not mention {want.mentions}"
