#!/usr/bin/env python3
"""Holds the command to the promise of the output folder, over random sequences of what happens to one.

Usage: check_output_promise.py BINARY [--sequences N] [--seed N] [--only SEED]

A sequence is a small site, builds of it, edits, files that others put into the output, renames there, builds that are
killed at random moments, and builds on a disk that is full. Whatever came, no byte that a build did not write is lost: it
stays where it is, or is put aside, or the build refuses and names it. In the end the output is that of a build from
nothing, and nothing is left beside it.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from check_command import Checker  # noqa: E402

WORDS = ["alpha", "beta", "gamma", "delta", "umläut", "two words"]
NOTES = [".git/HEAD", ".git/objects/ab/cd", "CNAME", ".nojekyll", "notes.txt", "notes/a.txt", "alpha/draft.txt", "empty"]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file() and not p.is_symlink()}


class Sequence:
    """One site, its output, and what others have put there."""

    def __init__(self, check: Checker, binary: str, folder: Path, seed: int) -> None:
        self.check, self.binary, self.seed = check, binary, seed
        self.random = random.Random(seed)
        self.site = folder / "site"
        self.output = self.site / "_site" if seed % 2 else folder / "published"
        self.foreign: dict[str, bytes] = {}
        # Links by what they lead to, FIFOs and empty folders as such.
        self.special: dict[str, str] = {}
        self.steps: list[str] = []
        self.length = 0.3
        (self.site / "content").mkdir(parents=True)
        (self.site / "wirescribe.yml").write_text("name: Promise\nurl: https://docs.example.com/\n")
        self.page("index")
        self.page(self.random.choice(WORDS))

    def say(self, text: str) -> None:
        self.steps.append(text)

    def expect(self, good: bool, what: str, detail: str = "") -> None:
        self.check.expect(good, f"sequence {self.seed}: {what}", " / ".join(self.steps) + "\n" + detail)

    # What happens to the site.

    def page(self, name: str) -> None:
        size = self.random.randrange(1, 40)
        text = f"---\ntitle: The page {name}\n---\n" + f"{self.random.randrange(1 << 30)} words. " * size + "\n"
        (self.site / f"content/{name}.md").write_text(text)
        self.say(f"write {name}")

    def edit(self) -> None:
        self.page(self.random.choice(WORDS))

    def drop(self) -> None:
        pages = [p for p in (self.site / "content").glob("*.md") if p.stem != "index"]
        if pages:
            page = self.random.choice(pages)
            page.unlink()
            self.say(f"drop {page.stem}")

    def static(self) -> None:
        place = self.site / "static" / self.random.choice(["file.txt", "alpha.txt", "deep/down/file.bin", "robots.txt"])
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(self.random.randbytes(self.random.randrange(1, 5000)))
        self.say(f"static {place.name}")

    # What others do to the output.

    def note(self) -> None:
        if not (self.output / "build.json").exists():
            return
        name = self.random.choice(NOTES + [f"{word}/index.html" for word in WORDS])
        place = self.output / name
        if place.exists() or any(p.is_file() for p in place.parents):
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        text = f"foreign {self.seed} {len(self.steps)} {self.random.randrange(1 << 30)}".encode()
        place.write_bytes(text)
        self.foreign[name] = text
        self.say(f"put {name}")

    def odd(self) -> None:
        """A link, a FIFO or an empty folder."""
        if not (self.output / "build.json").exists():
            return
        name = self.random.choice(["a link", "alpha/fifo", "beta/old", "gamma", "delta/index.html", "notes/link"])
        place = self.output / name
        if os.path.lexists(place) or any(p.is_symlink() or p.is_file() for p in place.parents):
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        kind = self.random.choice(["../somewhere", str(self.site / "content"), "fifo", "folder"])
        if kind == "fifo":
            os.mkfifo(place)
        elif kind == "folder":
            place.mkdir()
        else:
            place.symlink_to(kind)
        self.special[name] = kind
        self.say(f"make {name} a {kind}")

    def move(self) -> None:
        """The output goes to another place, and builds with it."""
        if not self.output.is_dir() or self.leftovers():
            return
        new = self.site.parent / f"published {len(self.steps)}"
        self.output.rename(new)
        self.output = new
        self.say("move the output")

    def rename_folder(self) -> None:
        folders = sorted(p for p in self.output.iterdir() if p.is_dir() and not p.is_symlink()) if self.output.is_dir() else []
        folders = [p for p in folders if p.name in WORDS]
        if not folders:
            return
        old = self.random.choice(folders)
        new = self.output / (old.name + " kept")
        if new.exists():
            return
        old.rename(new)
        for name in list(self.foreign):
            if name.startswith(old.name + "/"):
                del self.foreign[name]
        for name in list(self.special):
            if name.startswith(old.name + "/"):
                self.special[f"{new.name}/{name.split('/', 1)[1]}"] = self.special.pop(name)
        for name, text in contents(new).items():
            self.foreign[f"{new.name}/{name}"] = text
        self.say(f"rename the folder {old.name}")

    def rename(self) -> None:
        if not self.output.is_dir():
            return
        names = sorted(n for n in contents(self.output) if n != "build.json")
        if not names:
            return
        old = self.random.choice(names)
        new = self.random.choice([old + ".old", "kept/" + old, "alpha/index.html", "moved.html"])
        place = self.output / new
        if place.exists() or any(p.is_file() for p in place.parents):
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        text = (self.output / old).read_bytes()
        (self.output / old).rename(place)
        self.foreign.pop(old, None)
        # A file of a build under another name is somebody's, unless it has come to where a build wrote just that.
        self.foreign[new] = text
        self.say(f"rename {old} to {new}")

    def overwrite(self) -> None:
        """Somebody changes a file that a build wrote."""
        if not self.output.is_dir():
            return
        names = sorted(n for n in contents(self.output) if n.endswith((".html", ".txt", ".xml")) and n not in self.foreign)
        if names:
            name = self.random.choice(names)
            text = f"changed {self.seed} {len(self.steps)} {self.random.randrange(1 << 30)}".encode()
            (self.output / name).write_bytes(text)
            self.foreign[name] = text
            self.say(f"change {name}")

    # Builds.

    def command(self, *flags: str) -> list[str]:
        return [self.binary, "build", str(self.site), "--output", str(self.output), *flags]

    def flags(self) -> list[str]:
        return ["--no-cache"] if self.random.random() < 0.2 else []

    def build(self) -> subprocess.CompletedProcess[str]:
        start = time.monotonic()
        flags = self.flags()
        built = subprocess.run(self.command(*flags), capture_output=True, text=True, timeout=1800)
        self.length = time.monotonic() - start
        self.say(f"build {' '.join(flags)} {built.returncode}")
        if built.returncode != 0:
            self.expect(built.returncode == 1 and built.stderr.count("error:") == 1, "a build that refuses says why once", built.stderr)
            named = [name for name in [*self.foreign, *self.special] if name in built.stderr or name.split("/")[0] + " " in built.stderr]
            self.expect(bool(named), "a build that refuses names what is in the way", built.stderr)
        self.whole()
        return built

    def killed(self) -> None:
        build = subprocess.Popen(self.command(*self.flags()), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(self.random.uniform(0.02, 1.05) * self.length)
        build.send_signal(self.random.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGINT]))
        build.wait(1800)
        self.say(f"killed {build.returncode}")
        self.whole()

    def full(self) -> None:
        limit = self.random.choice([200, 2_000, 10_000, 30_000, 100_000])

        def fill() -> None:
            # A write beyond this size fails, as on a disk that is full.
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        before = contents(self.output) if self.output.is_dir() else None
        is_moving = any(p.is_dir() for p in self.leftovers())
        built = subprocess.run(self.command(*self.flags()), capture_output=True, text=True, timeout=1800, preexec_fn=fill)
        self.say(f"full at {limit} {built.returncode}")
        if built.returncode != 0 and not is_moving:
            after = contents(self.output) if self.output.is_dir() else None
            self.expect(before == after, "a full disk leaves the old output whole", built.stderr)
        self.whole()

    # What must hold.

    def leftovers(self) -> list[Path]:
        return sorted(self.output.parent.glob(f".{self.output.name}.wirescribe-*")) + sorted(self.output.glob(".wirescribe-*"))

    def whole(self) -> None:
        """Every byte that no build wrote is where it was, or among what was put aside."""
        there = contents(self.output) if self.output.is_dir() else {}
        aside = set(contents(self.site / ".wirescribe/replaced").values())
        for name, text in self.foreign.items():
            self.expect(there.get(name) == text or text in aside or text in there.values(), f"{name} is not lost")
        for name, text in list(self.foreign.items()):
            if there.get(name) != text:
                del self.foreign[name]
        for name, kind in self.special.items():
            place = self.output / name
            if kind == "folder":
                is_there = place.is_dir() and not place.is_symlink()
            else:
                is_there = place.is_fifo() if kind == "fifo" else place.is_symlink() and os.readlink(place) == kind
            self.expect(is_there, f"{name} stays a {kind}")

    def cold(self) -> dict[str, bytes]:
        output = self.site.parent / "cold"
        shutil.rmtree(output, ignore_errors=True)
        built = subprocess.run(
            [self.binary, "build", str(self.site), "--output", str(output), "--no-cache"], capture_output=True, text=True, timeout=1800)
        self.expect(built.returncode == 0, "a build from nothing works", built.stderr)
        return contents(output)

    def end(self) -> None:
        wanted = self.cold()
        for _ in range(20):
            built = self.build()
            if built.returncode == 0:
                break
            # The way out that the message names: what is in the way goes to another place.
            moved = [n for n in self.foreign if n in wanted or any(w.startswith(n + "/") or n.startswith(w + "/") for w in wanted)]
            moved = moved or [n for n in self.foreign if n in built.stderr]
            for name in [n for n in self.special if n in built.stderr]:
                (self.output / name).rmdir() if self.special[name] == "folder" else (self.output / name).unlink()
                del self.special[name]
                moved = []
            for name in moved:
                (self.output / name).unlink(missing_ok=True)
                self.foreign.pop(name, None)
                self.say(f"take away {name}")
        self.expect(built.returncode == 0, "the last build works", built.stderr)
        there = contents(self.output)
        own = {name: text for name, text in there.items() if name not in self.foreign}
        different = sorted(n for n in own.keys() | wanted.keys() if own.get(n) != wanted.get(n) and there.get(n) != wanted.get(n))
        self.expect(not different, "the output is that of a build from nothing", ", ".join(different))
        self.expect(not self.leftovers(), "nothing is left beside the output", str(self.leftovers()))
        names = sorted(p.name for p in self.site.iterdir())
        expected = {".wirescribe", "_site", "content", "static", "wirescribe.yml"}
        self.expect(set(names) <= expected, "nothing is left in the site", str(names))

    def run(self) -> None:
        actions = [
            self.build, self.build, self.build, self.edit, self.edit, self.drop, self.static, self.note, self.note,
            self.rename, self.rename_folder, self.odd, self.odd, self.move, self.overwrite, self.killed, self.killed, self.full,
        ]
        for _ in range(self.random.randrange(6, 15)):
            self.random.choice(actions)()
        self.end()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--sequences", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int)
    options = parser.parse_args()
    check = Checker(options.binary)
    seeds = [options.only] if options.only is not None else range(options.seed, options.seed + options.sequences)
    for seed in seeds:
        with tempfile.TemporaryDirectory() as name:
            Sequence(check, os.path.abspath(options.binary), Path(name), seed).run()
    print(f"promise of the output: {len(list(seeds))} sequences, {check.passed} passed, {check.failed} failed")
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main())
