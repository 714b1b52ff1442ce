"""The pictures that several programs make of one SVG file, compared as an eye at some distance would."""

from __future__ import annotations

import subprocess
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from pathlib import Path

import cairosvg
import resvg_py
from browser import Browser
from PIL import Image, ImageChops, ImageFilter, ImageStat

# How far a program's picture may be from Chromium's, in levels of 255: on average, and in its worst place of 32 by 32
# points. Fonts are not spaced alike; ImageMagick has no monospaced font of its own and draws lines with their bare ends.
LIMITS = {
    "librsvg": (1.0, 20.0),
    "CairoSVG": (1.0, 25.0),
    "resvg": (1.0, 20.0),
    "Inkscape": (1.0, 20.0),
    "ImageMagick": (3.0, 50.0),
}
# The parts into which a picture is divided for its worst place, in points.
BLOCK = 32


def librsvg(svg: Path, out: Path) -> None:
    subprocess.run(["rsvg-convert", svg, f"--output={out}"], check=True)


def cairo(svg: Path, out: Path) -> None:
    cairosvg.svg2png(url=str(svg), write_to=str(out))


def resvg(svg: Path, out: Path) -> None:
    out.write_bytes(bytes(resvg_py.svg_to_bytes(svg_path=str(svg))))


def imagemagick(svg: Path, out: Path) -> None:
    """Its own renderer, not librsvg. It may say nothing against the file."""
    result = subprocess.run(["convert", f"msvg:{svg}", f"png:{out}"], capture_output=True, text=True)
    if result.returncode or result.stderr:
        raise RuntimeError(result.stderr[:200])


PROGRAMS: dict[str, Callable[[Path, Path], None]] = {
    "librsvg": librsvg,
    "CairoSVG": cairo,
    "resvg": resvg,
    "ImageMagick": imagemagick,
}


def inkscape(paths: list[Path]) -> None:
    """All files in one process."""
    actions = [f"file-open:{path};export-filename:{path.with_suffix('.inkscape.png')};export-do;file-close" for path in paths]
    subprocess.run(["inkscape", "--shell"], input="\n".join([*actions, "quit", ""]), text=True, capture_output=True, check=True)


def distant(path: Path) -> Image.Image:
    """A picture as it is seen from some distance: letters blur, lines and areas stay."""
    return Image.open(path).convert("RGB").filter(ImageFilter.GaussianBlur(4))


def difference(one: Image.Image, two: Image.Image) -> tuple[float, float]:
    """The mean difference of two pictures, and that of the part where they differ most."""
    apart = ImageChops.difference(one, two).convert("L")
    parts = apart.resize((max(1, apart.width // BLOCK), max(1, apart.height // BLOCK)), Image.Resampling.BOX)
    return ImageStat.Stat(apart).mean[0], float(parts.getextrema()[1])


def problems(paths: list[Path], browser: Browser, folder: Path) -> Iterator[str]:
    inkscape(paths)
    worst = {name: (0.0, 0.0) for name in LIMITS}
    for path in paths:
        root = ElementTree.parse(path).getroot()
        size = (int(float(root.get("width", "0"))), int(float(root.get("height", "0"))))
        reference = path.with_suffix(".chromium.png")
        browser.picture(path, size, reference)
        wanted = distant(reference)
        if ImageStat.Stat(wanted.convert("L")).mean[0] < 200:
            yield f"{path.name}: Chromium draws it dark"
        for name in LIMITS:
            # It takes seconds for each.
            if name == "ImageMagick" and path not in paths[:3]:
                continue
            drawn = path.with_suffix(f".{name.lower()}.png")
            try:
                if name in PROGRAMS:
                    PROGRAMS[name](path, drawn)
                found = distant(drawn)
            except (OSError, RuntimeError, ValueError, subprocess.CalledProcessError) as error:
                yield f"{path.name}: {name} cannot draw it: {error}"
                continue
            if found.size != wanted.size:
                yield f"{path.name}: {name} draws it {found.size}, not {wanted.size}"
                continue
            mean, most = difference(wanted, found)
            worst[name] = (max(worst[name][0], mean), max(worst[name][1], most))
            if mean > LIMITS[name][0] or most > LIMITS[name][1]:
                yield f"{path.name}: {name} draws it otherwise than Chromium: {mean:.1f} on average, {most:.0f} at most"
        if path == paths[0]:
            dark = Image.new("RGB", wanted.size)
            if difference(wanted, dark)[0] < 100 or difference(wanted, Image.new("RGB", wanted.size, "white"))[0] < LIMITS["ImageMagick"][0]:
                yield "a black or a white picture would not be noticed"
    print("pictures: farthest from Chromium's: " + ", ".join(f"{name} {mean:.1f}/{most:.0f}" for name, (mean, most) in worst.items()))
