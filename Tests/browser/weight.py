"""What a built site weighs: pages of runs, their diagrams, the whole site. The runs are those that the site recorded."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# The limits speak of runs of so many exchanges and fewer.
EXCHANGES = 14
PAGE = (350_000, 45_000)
DIAGRAM = (120_000, 26_000)
# The picture by exchange, without what every picture has once: the header of the lanes, which print repeats, and the lanes
# themselves. The limit is held by the flow that stands in the design; one with more secrets, or with signed statements,
# draws more threads.
EXCHANGE = (1_700, 320)
MEASURED = "scenarios/cimd-public-client/2026-07-28"
CROWDED = (1_760, 365)
ONCE = re.compile(
    rb'<div class="?stick.*?</svg></div>|<svg class="seq rep".*?</svg>|<g id="?(?:i-|y\b|l\b).*?</g>',
    re.S,
)
# The default site, the sum of its files.
SITE = 150_000_000


@dataclass
class Weight:
    """Bytes of a page of a run, raw and after ``gzip -9``."""

    path: Path
    exchanges: int
    page: tuple[int, int]
    diagram: tuple[int, int]
    # Bytes of the picture by exchange.
    exchange: tuple[float, float]

    @property
    def limit(self) -> tuple[int, int]:
        """Of ``exchange``."""
        return EXCHANGE if self.path.parent.as_posix() == MEASURED else CROWDED


def measured(data: bytes) -> tuple[int, int]:
    return len(data), len(gzip.compress(data, 9))


def between(data: bytes, start: bytes, end: bytes) -> bytes:
    """From the first match of ``start`` up to the next of ``end``; empty where there is none."""
    match = re.search(start + b".*?(?=" + end + b")", data, re.S)
    return match[0] if match else b""


def weights(site: Path) -> Iterator[Weight]:
    """Every page of a run that is no longer than the limits speak of."""
    for trace in sorted(site.glob("scenarios/*/*/trace.json")):
        exchanges = len(json.loads(trace.read_bytes())["exchanges"])
        page = trace.with_name("index.html")
        if not 0 < exchanges <= EXCHANGES:
            continue
        data = page.read_bytes()
        figure = between(data, b'<figure class="?flow', b"</figure>")
        table = between(data, b'<table class="?know', b"</table>")
        picture = between(figure, b"<figure", b'<div class="?phone')
        bands = measured(ONCE.sub(b"", picture))
        by_exchange = (bands[0] / exchanges, bands[1] / exchanges)
        yield Weight(page.relative_to(site), exchanges, measured(data), measured(figure + table), by_exchange)


def problems(site: Path) -> Iterator[tuple[str, str]]:
    """Prints what was measured; yields what is too heavy."""
    found = list(weights(site))
    for weight in found:
        for name, size, limit in (("page", weight.page, PAGE), ("diagram, table and list", weight.diagram, DIAGRAM)):
            if size[0] > limit[0] or size[1] > limit[1]:
                yield (
                    str(weight.path),
                    f"{name} of {weight.exchanges} exchanges: {size[0]} bytes, {size[1]} with gzip;"
                    f" at most {limit[0]} and {limit[1]}",
                )
        # A short flow has little that repeats.
        if weight.exchanges >= EXCHANGES - 1 and any(size > most for size, most in zip(weight.exchange, weight.limit)):
            yield (
                str(weight.path),
                f"the picture by exchange: {weight.exchange[0]:.0f} bytes, {weight.exchange[1]:.1f} with gzip;"
                f" at most {weight.limit[0]} and {weight.limit[1]}",
            )
    total = sum(file.stat().st_size for file in site.rglob("*") if file.is_file())
    if total > SITE:
        yield (".", f"the site has {total} bytes, at most {SITE}")
    named = next((weight for weight in found if weight.path.parent.as_posix() == MEASURED), None)
    if found and named is None:
        yield MEASURED, "the flow on which the picture is measured is not on the site"
    elif named:
        heaviest = max(found, key=lambda weight: weight.page[1])
        long = [weight.exchange for weight in found if weight.exchanges >= EXCHANGES - 1]
        print(
            f"weight: {len(found)} pages of up to {EXCHANGES} exchanges; the heaviest {heaviest.page[0]} bytes,"
            f" {heaviest.page[1]} with gzip; the picture by exchange {named.exchange[0]:.0f} and {named.exchange[1]:.1f},"
            f" at most {max(raw for raw, _ in long):.0f} and {max(packed for _, packed in long):.1f}; site {total / 1e6:.1f} MB"
        )
