"""Chromium, started once: it draws SVG files and runs Mermaid from a file on this disk."""

from __future__ import annotations

import base64
import importlib.util
import tempfile
from pathlib import Path
from typing import Any

from selenium import webdriver

RENDER = """
const [sources, done] = arguments;
(async () => {
  mermaid.initialize({startOnLoad: false, maxTextSize: 1e7});
  const drawn = [];
  for (const [number, source] of sources.entries()) {
    try {
      const result = await mermaid.render('m' + number, source);
      const page = new DOMParser().parseFromString(result.svg, 'text/html');
      drawn.push([...page.querySelectorAll('text')].map((text) => text.textContent));
    } catch (error) {
      drawn.push(String(error));
      document.querySelectorAll('[id^=dm]').forEach((element) => element.remove());
    }
  }
  done(drawn);
})();
"""


class Browser:
    """A headless Chromium with no network."""

    def __enter__(self) -> Browser:
        options = webdriver.ChromeOptions()
        for argument in (
            "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars", "--force-device-scale-factor=1",
            "--proxy-server=127.0.0.1:9",
        ):  # fmt: skip
            options.add_argument(argument)
        self.driver = webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))
        self.driver.set_script_timeout(1800)
        self.folder = tempfile.TemporaryDirectory()
        return self

    def __exit__(self, *_: object) -> None:
        self.driver.quit()
        self.folder.cleanup()

    def mermaid(self, sources: list[str]) -> list[Any]:
        """For each diagram its texts, or what Mermaid says against it."""
        package = importlib.util.find_spec("mermaidx")
        if package is None or package.origin is None:
            raise RuntimeError("mermaidx is not installed: see requirements-no-deps.txt")
        script = Path(package.origin).parent / "assets" / "mermaid.js"
        page = Path(self.folder.name) / "mermaid.html"
        page.write_text(f'<!doctype html><meta charset="utf-8"><body><script src="{script.as_uri()}"></script>', encoding="utf-8")
        self.driver.get(page.as_uri())
        return self.driver.execute_async_script(RENDER, sources)

    def picture(self, svg: Path, size: tuple[int, int], out: Path) -> None:
        """The picture of an SVG file in its own size, on light paper."""
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False},
        )
        scheme = {"features": [{"name": "prefers-color-scheme", "value": "light"}]}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", scheme)
        self.driver.get(svg.as_uri())
        shot = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
        out.write_bytes(base64.b64decode(shot["data"]))
