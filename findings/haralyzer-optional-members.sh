#!/usr/bin/env bash
# haralyzer raises KeyError for members that HAR calls optional.
#
# One would expect: `onLoad` of a page, `browser` of a log, `connection` and `serverIPAddress` of an entry are optional in
# HAR 1.2, so the library that reads HAR in Python gives None where a file lacks them.
# What happens: `page.page_load_time`, `parser.browser`, `entry.port` and `entry.serverAddress` raise KeyError with the
# member's name. A recording that no browser made has none of the first two.
# Seen with haralyzer 2.4.0 (PyPI); the format: HAR 1.2 Spec, "log", "pageTimings" and "entries".
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check haralyzer==2.4.0

cat >"$folder/read.py" <<'PYTHON'
import sys
from importlib.metadata import version

from haralyzer import HarParser

request = {
    "method": "GET", "url": "http://127.0.0.1/", "httpVersion": "HTTP/1.1", "cookies": [], "headers": [],
    "queryString": [], "headersSize": -1, "bodySize": -1}
response = {
    "status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1", "cookies": [], "headers": [],
    "content": {"size": 0, "mimeType": "text/plain"}, "redirectURL": "", "headersSize": -1, "bodySize": -1}
entry = {
    "pageref": "page_1", "startedDateTime": "2026-01-01T00:00:00.000Z", "time": 3, "request": request,
    "response": response, "cache": {}, "timings": {"send": 1, "wait": 1, "receive": 1}}
page = {"id": "page_1", "startedDateTime": "2026-01-01T00:00:00.000Z", "title": "A page", "pageTimings": {}}
log = {"version": "1.2", "creator": {"name": "example", "version": "1"}, "pages": [page], "entries": [entry]}

print("haralyzer", version("haralyzer"))
parser = HarParser({"log": log})
first = parser.pages[0]
readers = {
    "onLoad": lambda: first.page_load_time,
    "browser": lambda: parser.browser,
    "connection": lambda: first.entries[0].port,
    "serverIPAddress": lambda: first.entries[0].serverAddress,
}
same = True
for member, read in readers.items():
    try:
        said = repr(read())
    except KeyError as error:
        said = f"KeyError {error}"
    print(f"without {member}: {said}")
    same = same and said == f"KeyError '{member}'"
sys.exit(0 if same else "This is not what was seen before.")
PYTHON
"$folder/venv/bin/python" "$folder/read.py"
