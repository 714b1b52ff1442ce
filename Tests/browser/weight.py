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
# The picture alone: what an exchange adds to it, and all of it (with the header of the lanes and the symbols) by exchange.
EXCHANGE = (1_700, 320)
PICTURE = (1_900, 390)
# The default site, the sum of its files.
SITE = 150_000_000


@dataclass
class Weight:
    """Bytes of a page of a run, raw and after ``gzip -9``."""

    path: Path
    exchanges: int
    page: tuple[int, int]
    diagram: tuple[int, int]
    picture: tuple[int, int]
    # What stands in the picture above its first phase.
    frame: tuple[int, int]

    def drawn(self) -> list[tuple[str, list[int], tuple[int, int]]]:
        """What the picture takes by exchange: named, measured, and its limit."""
        added = [(whole - frame) // self.exchanges for whole, frame in zip(self.picture, self.frame)]
        whole = [size // self.exchanges for size in self.picture]
        return [("an exchange adds to the picture", added, EXCHANGE), ("the picture by exchange", whole, PICTURE)]


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
        frame = between(picture, b"<figure", b'<[a-z]+ id="?p-')
        sizes = measured(data), measured(figure + table), measured(picture), measured(frame)
        yield Weight(page.relative_to(site), exchanges, *sizes)


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
        for name, size, limit in weight.drawn() if weight.exchanges == EXCHANGES else []:
            if size[0] > limit[0] or size[1] > limit[1]:
                yield str(weight.path), f"{name}: {size[0]} bytes, {size[1]} with gzip; at most {limit[0]} and {limit[1]}"
    total = sum(file.stat().st_size for file in site.rglob("*") if file.is_file())
    if total > SITE:
        yield (".", f"the site has {total} bytes, at most {SITE}")
    full = [weight for weight in found if weight.exchanges == EXCHANGES]
    if full:
        heaviest = max(found, key=lambda weight: weight.page[1])
        most = [[max(weight.drawn()[part][1][place] for weight in full) for place in (0, 1)] for part in (0, 1)]
        print(
            f"weight: {len(found)} pages of up to {EXCHANGES} exchanges; the heaviest {heaviest.page[0]} bytes,"
            f" {heaviest.page[1]} with gzip; an exchange adds at most {most[0][0]} and {most[0][1]} to the picture, with its"
            f" header {most[1][0]} and {most[1][1]};"
            f" site {total / 1e6:.1f} MB"
        )
