"""JSON Schema, as much of draft 2020-12 as `trace.schema.json` uses. An unknown keyword is an error, not ignored."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any

TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
}
ANNOTATIONS = {"$schema", "$id", "$defs", "title", "description"}


def is_type(value: Any, name: str) -> bool:
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if name == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def equal(left: Any, right: Any) -> bool:
    """Equality as JSON has it: true is not 1."""
    return isinstance(left, bool) == isinstance(right, bool) and left == right


class Schema:
    """A schema document that lists what is wrong with a value."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document

    def problems(self, value: Any) -> list[str]:
        return list(self._check(value, self.document, "$"))

    def _resolve(self, reference: str) -> dict[str, Any]:
        if not reference.startswith("#/"):
            raise ValueError(f"only references into the schema itself are read, not {reference}")
        target = self.document
        for name in reference[2:].split("/"):
            target = target[name]
        return target

    def _check(self, value: Any, schema: dict[str, Any], path: str) -> Iterator[str]:
        for keyword, rule in schema.items():
            if keyword in ANNOTATIONS:
                continue
            method = getattr(self, "_" + keyword.lstrip("$"), None)
            if method is None:
                raise ValueError(f"the schema uses {keyword}, which this reader does not know")
            yield from method(value, rule, schema, path)

    def _ref(self, value: Any, rule: str, _: dict[str, Any], path: str) -> Iterator[str]:
        yield from self._check(value, self._resolve(rule), path)

    def _type(self, value: Any, rule: str | list[str], _: dict[str, Any], path: str) -> Iterator[str]:
        names = [rule] if isinstance(rule, str) else rule
        if not any(is_type(value, name) for name in names):
            yield f"{path}: not of type {' or '.join(names)}"

    def _const(self, value: Any, rule: Any, _: dict[str, Any], path: str) -> Iterator[str]:
        if not equal(value, rule):
            yield f"{path}: {value!r} is not {rule!r}"

    def _enum(self, value: Any, rule: list[Any], _: dict[str, Any], path: str) -> Iterator[str]:
        if not any(equal(value, choice) for choice in rule):
            yield f"{path}: {value!r} is none of {', '.join(map(str, rule))}"

    def _required(self, value: Any, rule: list[str], _: dict[str, Any], path: str) -> Iterator[str]:
        if isinstance(value, dict):
            for name in rule:
                if name not in value:
                    yield f"{path}.{name}: missing"

    def _properties(self, value: Any, rule: dict[str, Any], _: dict[str, Any], path: str) -> Iterator[str]:
        if isinstance(value, dict):
            for name, inner in rule.items():
                if name in value:
                    yield from self._check(value[name], inner, f"{path}.{name}")

    def _additionalProperties(self, value: Any, rule: bool, schema: dict[str, Any], path: str) -> Iterator[str]:
        if rule is not False:
            raise ValueError("additionalProperties is read only as false")
        if isinstance(value, dict):
            for name in value.keys() - schema.get("properties", {}).keys():
                yield f"{path}.{name}: no such member"

    def _items(self, value: Any, rule: dict[str, Any], schema: dict[str, Any], path: str) -> Iterator[str]:
        if isinstance(value, list):
            first = len(schema.get("prefixItems", []))
            for index, item in enumerate(value[first:], first):
                yield from self._check(item, rule, f"{path}[{index}]")

    def _prefixItems(self, value: Any, rule: list[Any], _: dict[str, Any], path: str) -> Iterator[str]:
        if isinstance(value, list):
            for index, (item, inner) in enumerate(zip(value, rule)):
                yield from self._check(item, inner, f"{path}[{index}]")

    def _minItems(self, value: Any, rule: int, _: dict[str, Any], path: str) -> Iterator[str]:
        if isinstance(value, list) and len(value) < rule:
            yield f"{path}: fewer than {rule} items"

    def _maxItems(self, value: Any, rule: int, _: dict[str, Any], path: str) -> Iterator[str]:
        if isinstance(value, list) and len(value) > rule:
            yield f"{path}: more than {rule} items"

    def _minLength(self, value: Any, rule: int, _: dict[str, Any], path: str) -> Iterator[str]:
        if isinstance(value, str) and len(value) < rule:
            yield f"{path}: shorter than {rule}"

    def _maxLength(self, value: Any, rule: int, _: dict[str, Any], path: str) -> Iterator[str]:
        if isinstance(value, str) and len(value) > rule:
            yield f"{path}: longer than {rule}"

    def _pattern(self, value: Any, rule: str, _: dict[str, Any], path: str) -> Iterator[str]:
        if isinstance(value, str) and not re.search(rule, value):
            yield f"{path}: {value!r} does not match {rule}"

    def _minimum(self, value: Any, rule: int, _: dict[str, Any], path: str) -> Iterator[str]:
        if is_type(value, "number") and value < rule:
            yield f"{path}: {value} is less than {rule}"

    def _maximum(self, value: Any, rule: int, _: dict[str, Any], path: str) -> Iterator[str]:
        if is_type(value, "number") and value > rule:
            yield f"{path}: {value} is more than {rule}"

    def _contentEncoding(self, value: Any, rule: str, _: dict[str, Any], path: str) -> Iterator[str]:
        if rule != "base64":
            raise ValueError(f"the content encoding {rule} is not read")
        if isinstance(value, str):
            try:
                base64.b64decode(value, validate=True)
            except binascii.Error:
                yield f"{path}: not base64"

    def _oneOf(self, value: Any, rule: list[Any], _: dict[str, Any], path: str) -> Iterator[str]:
        fitting = sum(1 for inner in rule if not list(self._check(value, inner, path)))
        if fitting != 1:
            yield f"{path}: fits {fitting} of {len(rule)} forms, not one"

    def _not(self, value: Any, rule: dict[str, Any], _: dict[str, Any], path: str) -> Iterator[str]:
        if not list(self._check(value, rule, path)):
            yield f"{path}: has a form that is ruled out"
