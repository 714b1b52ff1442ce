"""HAR files as haralyzer and mitmproxy read them."""

from __future__ import annotations

import base64
import inspect
import json
from collections.abc import Iterator
from functools import cached_property

from haralyzer import HarParser
from mitmproxy.io import har as mitm
from traces import Trace, body

# Everything of an entry that haralyzer can be asked for.
ASKED = (property, cached_property)
# What haralyzer reckons out of the times and sizes of a page.
PAGE = (
    "content_load_time", "get_load_time", "html_load_time", "image_load_time", "initial_load_time", "page_load_time", "page_size",
    "page_size_trans", "get_requests", "post_requests", "hostname", "url", "duplicate_url_request",
)  # fmt: skip


def problems(source: str, trace: Trace) -> Iterator[str]:
    archive = json.loads(source)
    yield from haralyzer_problems(archive, trace)
    yield from mitmproxy_problems(archive, trace)


def haralyzer_problems(archive: dict, trace: Trace) -> Iterator[str]:
    """Every property that haralyzer has of a page and its entries can be asked for."""
    try:
        pages = HarParser(archive).pages
        entries = [entry for page in pages for entry in page.entries]
        for page in pages:
            for name in PAGE:
                getattr(page, name)
        for entry in entries:
            for part in (entry, entry.request, entry.response):
                for name, member in inspect.getmembers(type(part)):
                    # A connection that broke has no body to ask for.
                    if isinstance(member, ASKED) and not (name == "text" and not entry.response.status):
                        getattr(part, name)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        yield f"haralyzer: {type(error).__name__}: {error}"
        return
    if len(entries) != len(trace["exchanges"]):
        yield f"haralyzer finds {len(entries)} entries of {len(trace['exchanges'])}"


def mitmproxy_problems(archive: dict, trace: Trace) -> Iterator[str]:
    """mitmproxy finds the requests and answers that were recorded."""
    for entry, exchange in zip(archive["log"]["entries"], trace["exchanges"]):
        name = exchange["id"]
        try:
            flow = mitm.request_to_flow(entry)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            yield f"mitmproxy: {name}: {type(error).__name__}: {error}"
            continue
        request, response = exchange["request"], exchange.get("response")
        if (flow.request.method, flow.request.url) != (request["method"], exchange["origin"] + request["target"]):
            yield f"mitmproxy: {name}: {flow.request.method} {flow.request.url}"
        content = flow.request.raw_content or b""
        if entry["request"].get("postData", {}).get("_encoding") == "base64":
            content = base64.b64decode(content)
        if content != body(request):
            yield f"mitmproxy: {name}: the request's body is another"
        encodings = {key.lower() for key, _ in response["headers"]} if response else set()
        if response and (flow.response.status_code != response["status"] or "content-encoding" not in encodings and flow.response.raw_content != body(response)):
            yield f"mitmproxy: {name}: the answer is another"
