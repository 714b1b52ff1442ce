#!/usr/bin/env python3
"""Holds the command to the promise of the output folder, over random sequences of what happens to one.

Usage: check_output_promise.py BINARY [--sequences N] [--seed N] [--only SEED ...]

A sequence is a small site, builds of it, edits, files that others put into the output, renames there, builds that are
killed at random moments and while they move new files in, and builds on a disk that is full: by a limit of file sizes, and
for root on a small disk in memory. Whatever came, no byte that a build did not write is lost: it stays where it is, or is
put aside, or the build refuses and names it. In the end the output is that of a build from nothing, and nothing is left
beside it. The program says how often a kill came while files were moved, and how often a disk was full.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
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
NOTES = [
    ".git/HEAD", ".git/objects/ab/cd", ".git", "CNAME", ".nojekyll", "notes.txt", "notes/a.txt", "alpha/draft.txt", "empty",
    "Alpha/index.html", "ALPHA/INDEX.HTML", "Robots.txt", "alpha/index.html.orig", "gamma/deep/down/notes.txt", "delta",
    ".wirescribe-99999999-backup/notes.txt", ".wirescribe-99999999-7/notes.txt", "two words/kept.txt", "umläut/kept.txt",
]
FOLDERS = [
    "uploads", "alpha/uploads", "beta/uploads/deep", "two words/uploads", "beta/old", "gamma", "delta", "delta/index.html",
]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file() and not p.is_symlink()}


def lies_in_the_way(place: Path) -> bool:
    """Whether there is something already, or a file where a folder is needed."""
    return os.path.lexists(place) or any(p.is_symlink() or p.is_file() or p.is_fifo() for p in place.parents)


class Sequence:
    """One site, its output, and what others have put there."""

    def __init__(self, check: Checker, binary: str, folder: Path, seed: int, is_small: bool = False) -> None:
        self.is_small = is_small
        self.check, self.binary, self.seed, self.folder = check, binary, seed, folder
        # How often what was tried came about.
        self.hits = {"kills while files were moved": 0, "full disks": 0, "twins": 0}
        # What a build is known to have written, by path, and what must stay among what was put aside.
        self.built: dict[str, set[bytes]] = {}
        self.put_aside: list[bytes] = []
        self.random = random.Random(seed)
        self.site = folder / "site"
        self.output = self.site / "_site" if seed % 2 else folder / "published"
        self.foreign: dict[str, bytes] = {}
        # Links by what they lead to, FIFOs and empty folders as such.
        self.special: dict[str, str] = {}
        self.elsewhere: dict[Path, bytes] = {}
        # Whether the list of files in the output may be all that is known of them: a build without a cache leaves no other
        # record, and what was recorded of one place says nothing of another. Once somebody writes into that list, these
        # files count as somebody's.
        self.has_list_alone = False
        self.unknown: set[str] = set()
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
        if lies_in_the_way(place):
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
        kind = self.random.choice(["../somewhere", str(self.site / "content"), "fifo", "folder"])
        names = ["a link", "alpha/fifo", "beta/old", "gamma", "delta/index.html", "notes/link"]
        name = self.random.choice(FOLDERS if kind == "folder" else names)
        place = self.output / name
        if lies_in_the_way(place):
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        if kind == "fifo":
            os.mkfifo(place)
        elif kind == "folder":
            place.mkdir()
        else:
            place.symlink_to(kind)
        self.special[name] = kind
        self.say(f"make {name} a {kind}")

    def twin(self) -> None:
        """Somebody has the very bytes that the next build wants to write."""
        if not (self.output / "build.json").exists():
            return
        word = self.random.choice(WORDS)
        is_new = not (self.site / f"content/{word}.md").exists()
        if is_new:
            self.page(word)
        wanted = self.cold()
        names = sorted(n for n in wanted if n not in self.built and not lies_in_the_way(self.output / n))
        if not names:
            return
        name = self.random.choice(names)
        (self.output / name).parent.mkdir(parents=True, exist_ok=True)
        (self.output / name).write_bytes(wanted[name])
        self.foreign[name] = wanted[name]
        self.hits["twins"] += 1
        self.say(f"put the very {name}")
        self.build()
        if is_new and self.random.random() < 0.7:
            (self.site / f"content/{word}.md").unlink()
            self.say(f"drop {word}")
            self.build()

    def spoil(self) -> None:
        """Somebody writes into the list of files."""
        if (self.output / "build.json").exists() and "build.json" not in self.foreign:
            text = f'{{"generator": "other {self.random.randrange(1 << 30)}"}}'.encode()
            (self.output / "build.json").write_bytes(text)
            self.foreign["build.json"] = text
            if self.has_list_alone:
                self.unknown.update(self.built)
            self.say("change build.json")

    def link_folder(self) -> None:
        """Somebody keeps a folder elsewhere, and a link to it in the output."""
        folders = [self.output / w for w in WORDS if (self.output / w).is_dir() and not (self.output / w).is_symlink()]
        elsewhere = self.folder / f"elsewhere {len(self.steps)}"
        if not folders or any(n.startswith(folders[0].name + "/") for n in self.special):
            return
        folders[0].rename(elsewhere)
        folders[0].symlink_to(elsewhere)
        for name in list(self.foreign):
            if name.startswith(folders[0].name + "/"):
                del self.foreign[name]
        self.elsewhere.update({elsewhere / name: text for name, text in contents(elsewhere).items()})
        self.special[folders[0].name] = str(elsewhere)
        self.say(f"keep {folders[0].name} elsewhere")

    def move(self) -> None:
        """The output goes to another place, and builds with it."""
        if not self.output.is_dir() or self.leftovers():
            return
        new = self.site.parent / f"published {len(self.steps)}"
        self.output.rename(new)
        self.output = new
        self.has_list_alone = True
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
        if old.name in self.special:
            self.special[new.name] = self.special.pop(old.name)
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
        if lies_in_the_way(place):
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        text = (self.output / old).read_bytes()
        (self.output / old).rename(place)
        self.foreign.pop(old, None)
        # A file of a build under another name is somebody's, unless it has come to where a build wrote just that.
        if text not in self.built.get(new, ()):
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
        flags = ["--no-cache"] if self.random.random() < 0.2 else []
        self.has_list_alone = self.has_list_alone or bool(flags)
        return flags

    def build(self) -> subprocess.CompletedProcess[str]:
        start = time.monotonic()
        flags = self.flags()
        built = subprocess.run(self.command(*flags), capture_output=True, text=True, timeout=1800)
        self.length = time.monotonic() - start
        self.say(f"build {' '.join(flags)} {built.returncode}")
        if built.returncode != 0:
            self.expect(built.returncode == 1 and built.stderr.count("error:") == 1, "a build that refuses says why once", built.stderr)
            self.expect(bool(self.named(built.stderr)), "a build that refuses names what is in the way", built.stderr)
        self.whole()
        if built.returncode == 0:
            self.has_list_alone = bool(flags)
            self.built = {n: {text} for n, text in contents(self.output).items() if n not in self.foreign}
        return built

    def named(self, message: str) -> list[str]:
        """What of others a message names, by itself or by a folder that it is in."""
        def is_named(name: str) -> bool:
            return any(part in message for part in [name, *(str(p) + " " for p in Path(name).parents if str(p) != ".")])
        links = [self.output / name for name in self.special]
        places = {name: self.output / name for name in sorted(self.unknown)}
        # What is behind a link is somewhere else.
        unknown = [name for name, place in places.items() if os.path.lexists(place) and not any(p in links for p in place.parents)]
        return [name for name in dict.fromkeys([*self.foreign, *self.special, *unknown]) if is_named(name)]

    def killed(self) -> None:
        build = subprocess.Popen(self.command(*self.flags()), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(self.random.uniform(0.02, 1.05) * self.length)
        build.send_signal(self.random.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGINT]))
        build.wait(1800)
        self.say(f"killed {build.returncode}")
        self.interrupted()

    def killed_moving(self) -> None:
        """A build that dies between the first and the last file that it moves in."""
        if not (self.output / "build.json").exists():
            return
        for _ in range(3):
            self.edit()
        known = {p.name for p in self.leftovers()}
        build = subprocess.Popen(self.command(*self.flags()), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 1800
        delay = self.random.choice([0, 0, 0.0002, 0.0005, 0.001])
        while build.poll() is None and time.monotonic() < end:
            if any((p / "journal").exists() for p in self.leftovers() if p.name not in known):
                time.sleep(delay)
                build.kill()
                break
        build.wait(1800)
        is_moving = any((p / "journal").exists() for p in self.leftovers() if p.name not in known)
        self.hits["kills while files were moved"] += is_moving
        self.say(f"killed while moving {build.returncode} {is_moving}")
        self.interrupted()

    def interrupted(self) -> None:
        """Nobody knows how far a build came: it may have written what is there now, and what its journal names."""
        self.whole()
        new = [p / "files" for p in self.leftovers()]
        for folder in [self.output, *new]:
            for name, text in contents(folder).items() if folder.is_dir() else ():
                if name not in self.foreign:
                    self.built.setdefault(name, set()).add(text)

    def full(self) -> None:
        limit = self.random.choice([200, 2_000, 10_000, 30_000, 100_000])

        def fill() -> None:
            # A write beyond this size fails, as on a disk that is full.
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        before = contents(self.output) if self.output.is_dir() else None
        is_moving = any(p.is_dir() for p in self.leftovers())
        filler = self.folder / "filler"
        if self.is_small and self.random.random() < 0.7:
            room = shutil.disk_usage(self.folder).free
            filler.write_bytes(bytes(max(0, room - self.random.choice([0, 4_096, 20_000, 60_000, 150_000]))))
            built = subprocess.run(self.command(*self.flags()), capture_output=True, text=True, timeout=1800)
            filler.unlink()
        else:
            built = subprocess.run(
                self.command(*self.flags()), capture_output=True, text=True, timeout=1800, preexec_fn=fill)
        self.hits["full disks"] += built.returncode != 0
        self.say(f"full at {limit} {built.returncode}")
        if built.returncode != 0 and not is_moving:
            after = contents(self.output) if self.output.is_dir() else None
            self.expect(before == after, "a full disk leaves the old output whole", built.stderr)
        self.interrupted()

    # What must hold.

    def leftovers(self) -> list[Path]:
        found = sorted(self.output.parent.glob(f".{self.output.name}.wirescribe-*")) + sorted(self.output.glob(".wirescribe-*"))
        # Some of these names are those that others chose.
        return [p for p in found if not any(name.startswith(p.name + "/") for name in self.foreign)]

    def whole(self) -> None:
        """Every byte that no build wrote is where it was, or among what was put aside."""
        there = contents(self.output) if self.output.is_dir() else {}
        aside = set(contents(self.site / ".wirescribe/replaced").values())
        for name, text in list(self.foreign.items()):
            if there.get(name) == text:
                continue
            self.expect(text in aside, f"{name} is not lost")
            self.put_aside.append(text)
            del self.foreign[name]
        self.expect(all(text in aside for text in self.put_aside), "what was put aside stays there")
        for name, kind in self.special.items():
            place = self.output / name
            is_link = place.is_symlink() and os.readlink(place) == kind
            is_there = place.is_fifo() if kind == "fifo" else self.is_folder(place) if kind == "folder" else is_link
            self.expect(is_there, f"{name} stays a {kind}")
        for place, text in self.elsewhere.items():
            self.expect(place.is_file() and place.read_bytes() == text, f"{place} is not lost")

    @staticmethod
    def is_folder(place: Path) -> bool:
        return place.is_dir() and not place.is_symlink()

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
            # The ways out that the message names: another folder, or another place for what is in the way.
            if "no build is recorded" in built.stderr:
                self.output, self.foreign, self.special = self.folder / "another", {}, {}
                continue
            for name in sorted(self.named(built.stderr), reverse=True):
                place = self.output / name
                if self.special.get(name) == "folder" and any(place.iterdir()):
                    continue
                place.rmdir() if self.special.get(name) == "folder" else place.unlink()
                self.foreign.pop(name, None)
                self.special.pop(name, None)
                self.say(f"take away {name}")
                # Whoever moves a file away takes the folder that held nothing else with it.
                for parent in place.parents:
                    if parent == self.output or str(parent.relative_to(self.output)) in self.special or any(parent.iterdir()):
                        break
                    parent.rmdir()
        self.expect(built.returncode == 0, "the last build works", built.stderr)
        there = contents(self.output)
        own = {name: text for name, text in there.items() if name not in self.foreign}
        own = {name: text for name, text in own.items() if name in wanted or name not in self.unknown}
        different = sorted(n for n in own.keys() | wanted.keys() if own.get(n) != wanted.get(n) and there.get(n) != wanted.get(n))
        self.expect(not different, "the output is that of a build from nothing", ", ".join(different))
        self.expect(not self.leftovers(), "nothing is left beside the output", str(self.leftovers()))
        names = sorted(p.name for p in self.site.iterdir())
        expected = {".wirescribe", "_site", "content", "static", "wirescribe.yml"}
        self.expect(set(names) <= expected, "nothing is left in the site", str(names))

    def run(self) -> None:
        actions = [
            self.build, self.build, self.build, self.edit, self.edit, self.drop, self.drop, self.static, self.note, self.note,
            self.rename, self.rename_folder, self.odd, self.odd, self.twin, self.move, self.overwrite, self.spoil,
            self.link_folder, self.killed, self.killed_moving, self.full,
        ]
        self.build()
        for _ in range(self.random.randrange(6, 15)):
            self.random.choice(actions)()
        self.end()


@contextlib.contextmanager
def place(is_small: bool):
    """A folder, for root on a disk of its own that can be filled."""
    with tempfile.TemporaryDirectory() as name:
        mount = ["mount", "-t", "tmpfs", "-o", "size=4m,mode=700", "promise", name]
        is_small = is_small and os.geteuid() == 0 and subprocess.run(mount, capture_output=True).returncode == 0
        try:
            yield Path(name), is_small
        finally:
            if is_small:
                subprocess.run(["umount", name], check=True)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--sequences", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, nargs="+")
    options = parser.parse_args()
    check = Checker(options.binary)
    sys.stdout.reconfigure(line_buffering=True)
    seeds = options.only or list(range(options.seed, options.seed + options.sequences))
    hits: collections.Counter[str] = collections.Counter()
    for seed in seeds:
        with place(is_small=seed % 3 == 0) as (folder, is_small):
            sequence = Sequence(check, os.path.abspath(options.binary), folder, seed, is_small)
            sequence.run()
            hits.update(sequence.hits)
    print(", ".join(f"{name}: {count}" for name, count in hits.items()))
    print(f"promise of the output: {len(seeds)} sequences, {check.passed} passed, {check.failed} failed")
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main())
