#!/usr/bin/env bash
# mitmproxy takes a HAR whose form is in `params` for no HAR at all.
#
# One would expect: HAR 1.2 lets `postData` hold a form in `params` or as `text`, and calls the two mutually exclusive, so a
# recording of a token request whose form stands in `params` alone can be opened wherever HAR is read.
# What happens: mitmproxy looks for `text` only and answers that the file is no valid HAR; no entry of it is read, the ones
# without a form neither.
# Seen with mitmproxy 11.0.2 (PyPI), mitmproxy/io/har.py; the format: HAR 1.2 Spec, "postData".
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check mitmproxy==11.0.2

cat >"$folder/read.py" <<'PYTHON'
import io
import json
import sys
from importlib.metadata import version

from mitmproxy.exceptions import FlowReadException
from mitmproxy.io import FlowReader

FORM = "application/x-www-form-urlencoded"


def entry(method: str, **more: object) -> dict:
    request = {
        "method": method, "url": "http://127.0.0.1/token", "httpVersion": "HTTP/1.1", "cookies": [], "headers": [],
        "queryString": [], "headersSize": -1, "bodySize": -1, **more}
    response = {
        "status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1", "cookies": [], "headers": [],
        "content": {"size": 0, "mimeType": "text/plain"}, "redirectURL": "", "headersSize": -1, "bodySize": -1}
    return {
        "startedDateTime": "2026-01-01T00:00:00.000Z", "time": 3, "request": request, "response": response, "cache": {},
        "timings": {"send": 1, "wait": 1, "receive": 1}}


def read(*entries: dict) -> str:
    log = {"version": "1.2", "creator": {"name": "example", "version": "1"}, "entries": list(entries)}
    try:
        flows = list(FlowReader(io.BytesIO(json.dumps({"log": log}).encode())).stream())
    except FlowReadException as error:
        return f"refused: {error}"
    return f"{len(flows)} read"


print("mitmproxy", version("mitmproxy"))
text = read(entry("GET"), entry("POST", postData={"mimeType": FORM, "text": "grant_type=authorization_code"}))
params = read(
    entry("GET"),
    entry("POST", postData={"mimeType": FORM, "params": [{"name": "grant_type", "value": "authorization_code"}]}))
print("the form as text:  ", text)
print("the form in params:", params)
sys.exit(0 if text == "2 read" and params.startswith("refused") else "This is not what was seen before.")
PYTHON
"$folder/venv/bin/python" "$folder/read.py"
