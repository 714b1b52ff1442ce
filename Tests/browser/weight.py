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
# The picture alone, by exchange: of every run that is as long as that, and of the story that a reader meets first.
PICTURE = (1_900, 390)
STORY, STORY_PICTURE = "cimd-public-client", (1_700, 370)
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
        sizes = measured(data), measured(figure + table), measured(picture)
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
        part = STORY_PICTURE if weight.path.parts[1] == STORY else PICTURE
        drawn = [size // weight.exchanges for size in weight.picture]
        if (weight.exchanges == EXCHANGES or part is STORY_PICTURE) and (drawn[0] > part[0] or drawn[1] > part[1]):
            yield (
                str(weight.path),
                f"the picture takes {drawn[0]} bytes an exchange, {drawn[1]} with gzip; at most {part[0]} and {part[1]}",
            )
    total = sum(file.stat().st_size for file in site.rglob("*") if file.is_file())
    if total > SITE:
        yield (".", f"the site has {total} bytes, at most {SITE}")
    full = [weight for weight in found if weight.exchanges == EXCHANGES]
    if full:
        heaviest = max(found, key=lambda weight: weight.page[1])
        drawn = [max(weight.picture[place] for weight in full) // EXCHANGES for place in (0, 1)]
        print(
            f"weight: {len(found)} pages of up to {EXCHANGES} exchanges; the heaviest {heaviest.page[0]} bytes,"
            f" {heaviest.page[1]} with gzip; picture at most {drawn[0]} and {drawn[1]} an exchange;"
            f" site {total / 1e6:.1f} MB"
        )
