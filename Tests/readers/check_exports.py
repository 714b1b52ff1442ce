#!/usr/bin/env python3
"""Reads what Wirescribe writes with readers that share no code with it, and needs nothing but Python.

    python3 Tests/readers/check_exports.py _site --wirescribe .build/debug/wirescribe

Hostile traces (`hostile.py`) are exported in every format and read back too. For every run of a built site:
`trace.json` against `trace.schema.json`, and its list of values against its messages; the HAR file against HAR 1.2, each
entry equal to its exchange; the Mermaid diagram message by message against the trace; the trace written again by `export`
equal to the one that was read; and the page, which may say nothing that the trace does not (`truth.py`). A file beside the
page is taken as it is; a format that is not there is exported.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import har
import hostile
import ledger
import mermaid
import traces
import truth
from schema import Schema

ROOT = Path(__file__).resolve().parents[2]
# A confidential client, so that every kind of parameter and header occurs.
HOSTILE_RUN = "dcr-client-secret-basic/2026-07-28"
# Five lanes, redirects, and a check of every kind.
TRUTH_RUN = "cimd-public-client/2026-07-28"
# What a reader says of something that it cannot even read.
UNREADABLE = (LookupError, ValueError, TypeError, RuntimeError, AttributeError, SyntaxError)
SCHEMA = ROOT / "Sources" / "Traces" / "trace.schema.json"


@dataclass
class Result:
    """What was checked of one file, and what is wrong."""

    name: str
    exchanges: int = 0
    checks: int = 0
    problems: list[str] = field(default_factory=list)

    def add(self, what: str, found: Iterable[str]) -> None:
        self.checks += 1
        self.problems += [f"{what}: {problem}" for problem in found]


def read_json(text: str) -> Any:
    """JSON with no member twice, which Python's reader would let pass."""

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        if len(set(names)) < len(names):
            raise ValueError(f"a member occurs twice among {', '.join(names)}")
        return dict(pairs)

    return json.loads(text, object_pairs_hook=members)


def guarded(check: Callable[[], Iterable[str]]) -> list[str]:
    """The problems that a check finds; an export that cannot even be read is one."""
    try:
        return list(check())
    except (*UNREADABLE, subprocess.CalledProcessError) as error:
        detail = getattr(error, "stderr", "") or f"{type(error).__name__}: {error}"
        return [detail.strip()]


class Reader:
    """Checks the files of one run."""

    def __init__(self, schema: Schema, wirescribe: Path, validator: Any) -> None:
        self.schema = schema
        self.wirescribe = wirescribe
        self.validator = validator

    def check(self, path: Path, name: str) -> Result:
        result = Result(name)
        try:
            trace = read_json(path.read_text(encoding="utf-8"))
        except (ValueError, OSError) as error:
            result.add("trace.json", [str(error)])
            return result
        found = guarded(lambda: traces.problems(trace, self.schema))
        if not found and self.validator:
            found = [f"{error.json_path}: {error.message}" for error in self.validator.iter_errors(trace)]
        result.add("trace.json", found)
        if found:
            return result
        result.exchanges = len(trace["exchanges"])
        result.add("who knew what", guarded(lambda: ledger.sent_before_received(trace)))
        result.add("json", guarded(lambda: self.again(path, trace)))
        result.add("har", guarded(lambda: har.problems(read_json(self.export(path, "har", "*.har")), trace)))
        result.add("mermaid", guarded(lambda: mermaid.problems(self.export(path, "mermaid", "*.mmd"), trace)))
        return result

    def again(self, path: Path, trace: Any) -> list[str]:
        same = read_json(self.export(path, "json", None)) == trace
        return [] if same else ["read and written again it is another trace"]

    def export(self, path: Path, format: str, pattern: str | None) -> str:
        """The file beside the trace, or else what `export` prints."""
        beside = sorted(path.parent.glob(pattern)) if pattern and path.name == "trace.json" else []
        if beside:
            return beside[0].read_text(encoding="utf-8")
        command = [str(self.wirescribe), "export", str(path), "--format", format]
        return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout


    def check_hostile(self, path: Path, folder: Path) -> list[Result]:
        """The exports of hostile traces made from a good one."""
        trace = read_json(path.read_text(encoding="utf-8"))

        def export(format: str, trace: Any) -> str:
            (folder / "trace.json").write_text(json.dumps(trace, ensure_ascii=False), encoding="utf-8")
            out = ["--out", str(folder / "page")] if format == "html" else []
            command = [self.wirescribe, "export", folder / "trace.json", "--format", format, "--site", ROOT, *out]
            written = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
            return (folder / "page" / "index.html").read_text(encoding="utf-8") if out else written

        plain = export("html", trace)
        results = []
        for name, text, changed in hostile.variants(trace):
            result = Result(f"hostile {name}")
            result.exchanges = len(changed["exchanges"])
            result.add("hostile", guarded(lambda: hostile.problems(changed, text, export, plain)))
            results.append(result)
        spoilt = Result("hostile outputs spoilt on purpose")
        spoilt.add("was not noticed", hostile.unnoticed(trace, export, plain))
        return [*results, spoilt]


def check_page(path: Path, name: str) -> Result | None:
    """Whether the page beside a trace says what the trace says; on one page, whether the reader finds out what does not."""
    page = path.with_name("index.html")
    if path.name != "trace.json" or not page.exists():
        return None
    result = Result(f"the page of {name}")
    trace, source = read_json(path.read_text(encoding="utf-8")), page.read_text(encoding="utf-8")
    result.add("page", guarded(lambda: truth.problems(source, trace)))
    if TRUTH_RUN in name:
        result.add("spoilt on purpose and not noticed", guarded(lambda: truth.unnoticed(source, trace)))
    return result


def library_validator(document: dict[str, Any]) -> Any:
    """A second opinion on the schema, where the package `jsonschema` is installed."""
    try:
        from jsonschema import Draft202012Validator
    except ImportError:
        return None
    Draft202012Validator.check_schema(document)
    return Draft202012Validator(document)


def check_reader(schema: Schema, trace: Any) -> Result:
    """The reader itself: it must refuse broken traces."""
    result = Result("the reader")
    for name, broken in traces.mutations(trace):
        result.add(name, [] if traces.problems(broken, schema) else ["was not noticed"])
    return result


def report(results: list[Result]) -> None:
    """One line for each kind of problem, with the runs that have it: one mistake shows in every run."""
    places: dict[str, list[str]] = {}
    for result in results:
        for problem in result.problems:
            places.setdefault(re.sub(r"\d+", "#", problem), []).append(f"{result.name}: {problem}")
    for found in sorted(places.values(), key=len, reverse=True)[:30]:
        print(f"FAIL  {found[0]}" + (f" (and {len(found) - 1} like it)" if len(found) > 1 else ""))
    if len(places) > 30:
        print(f"FAIL  and {len(places) - 30} other kinds of problems")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", nargs="+", type=Path, help="built sites, or single trace files")
    parser.add_argument("--wirescribe", type=Path, default=ROOT / ".build" / "debug" / "wirescribe")
    options = parser.parse_args()
    start = time.monotonic()

    files: list[tuple[Path, str]] = []
    for place in options.places:
        if place.is_dir():
            files += [(path, str(path.parent.relative_to(place))) for path in sorted(place.rglob("trace.json"))]
        else:
            files.append((place, place.name))
    if not files:
        print("readers: there is no trace to read")
        return 1

    document = read_json(SCHEMA.read_text(encoding="utf-8"))
    schema, validator = Schema(document), library_validator(document)
    reader = Reader(schema, options.wirescribe, validator)
    with ProcessPoolExecutor(max_workers=2) as processes, ThreadPoolExecutor(max_workers=2) as pool:
        pages = [processes.submit(check_page, *file) for file in files]
        results = list(pool.map(lambda file: reader.check(*file), files))
        told = [result for page in pages if (result := page.result())]
    results += told
    # The richest trace has every list that a mutation breaks.
    richest = max(files, key=lambda file: file[0].stat().st_size)[0]
    results.append(check_reader(schema, read_json(richest.read_text(encoding="utf-8"))))

    wanted = [path for path, name in files if HOSTILE_RUN in name] or [richest]
    with tempfile.TemporaryDirectory() as folder:
        results += reader.check_hostile(wanted[0], Path(folder))

    report(results)
    failed = sum(1 for result in results if result.problems)
    checks = sum(result.checks for result in results)
    second = " and jsonschema" if validator else ""
    print(
        f"readers: {len(files)} traces, {len(told)} pages, {sum(result.exchanges for result in results)} exchanges,"
        f" {checks} checks with the standard library{second} in {time.monotonic() - start:.1f} s:"
        f" {len(results) - failed} passed, {failed} failed"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
