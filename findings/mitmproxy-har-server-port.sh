#!/usr/bin/env bash
# mitmproxy gives every server of a HAR the port 80 or 443, whatever its address says.
#
# One would expect: an entry for http://127.0.0.1:8081/token with its `serverIPAddress` becomes a flow whose server is port 8081
# of that address, as in a flow that mitmproxy records itself.
# What happens: the request keeps its port, but the server's address gets 80 for http and 443 for all else. Filters by the
# server's address (`~dst`), and what groups flows by server, see one server where there were two on one address, such as a
# resource server and an authorization server on loopback.
# Seen with mitmproxy 11.0.2 (PyPI), mitmproxy/io/har.py.
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

from mitmproxy.io import FlowReader


def entry(port: int) -> dict:
    request = {
        "method": "GET", "url": f"http://127.0.0.1:{port}/", "httpVersion": "HTTP/1.1", "cookies": [], "headers": [],
        "queryString": [], "headersSize": -1, "bodySize": -1}
    response = {
        "status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1", "cookies": [], "headers": [],
        "content": {"size": 0, "mimeType": "text/plain"}, "redirectURL": "", "headersSize": -1, "bodySize": -1}
    return {
        "startedDateTime": "2026-01-01T00:00:00.000Z", "time": 3, "request": request, "response": response, "cache": {},
        "timings": {"send": 1, "wait": 1, "receive": 1}, "serverIPAddress": "127.0.0.1", "connection": str(port)}


log = {"version": "1.2", "creator": {"name": "example", "version": "1"}, "entries": [entry(8081), entry(8082)]}
print("mitmproxy", version("mitmproxy"))
flows = list(FlowReader(io.BytesIO(json.dumps({"log": log}).encode())).stream())
for flow in flows:
    print(f"request to {flow.request.url}: the server is {flow.server_conn.address}")
ports = [(flow.request.port, flow.server_conn.address[1]) for flow in flows]
sys.exit(0 if ports == [(8081, 80), (8082, 80)] else "This is not what was seen before.")
PYTHON
"$folder/venv/bin/python" "$folder/read.py"
