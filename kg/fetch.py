"""Articles by URL: one GET of http or https, bounded in time and size."""

from __future__ import annotations

import codecs
import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from email.message import Message
from typing import IO, NamedTuple

from kg import __version__
from kg.errors import ArticleError
from kg.formats import MOST_BYTES, decode, shown

#: Seconds without an answer, and seconds in all, after which a page is given up.
PATIENCE, WHOLE_PATIENCE = 15.0, 60.0


class Page(NamedTuple):
    """What a server answered: its bytes (as UTF-8 where it declared an encoding), the last URL, and the media type."""

    data: bytes
    url: str
    media_type: str


class _WebOnly(urllib.request.HTTPRedirectHandler):
    """Redirects that stay with http and https: urllib would follow one to ftp as well."""

    def redirect_request(self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str,
                         headers: Message, newurl: str) -> urllib.request.Request | None:
        if not newurl.lower().startswith(("http://", "https://")):
            raise urllib.error.URLError(f"redirects to {shown(newurl)}, which is no web page")
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]  # as urllib calls us


def _opener(web: Sequence[urllib.request.BaseHandler]) -> urllib.request.OpenerDirector:
    """An opener of web addresses only: the usual one also reads file: and ftp:."""
    opener = urllib.request.OpenerDirector()
    for handler in (*web, urllib.request.HTTPDefaultErrorHandler(), urllib.request.HTTPErrorProcessor(), _WebOnly()):
        opener.add_handler(handler)
    return opener


def fetch(url: str, web: Sequence[urllib.request.BaseHandler] = ()) -> Page:
    """The page at an http or https address; raises ArticleError where it cannot be had, whatever the reason.

    web   how http and https are spoken, where not in the usual way through the proxies of the environment
    """
    web = web or (urllib.request.ProxyHandler(), urllib.request.HTTPHandler(), urllib.request.HTTPSHandler())
    place = shown(url)
    if not url.lower().startswith(("http://", "https://")):
        raise ArticleError(f"{place}: no web address; write one that begins with http:// or https://")
    give_up = time.monotonic() + WHOLE_PATIENCE
    try:
        request = urllib.request.Request(url, headers={
            "User-Agent": f"tech-giants-kg/{__version__}", "Accept": "text/html, text/plain, application/json;q=0.9"})
        with _opener(web).open(request, timeout=PATIENCE) as answer:
            packed = answer.headers.get("Content-Encoding", "identity").strip().lower()
            if packed not in ("", "identity"):  # not asked for, and a small one may unfold without end
                raise ArticleError(f"{place}: comes packed as {shown(packed)}; save the page and name the file")
            data = bytearray()
            while chunk := answer.read(65_536):
                data += chunk
                if len(data) > MOST_BYTES:
                    raise ArticleError(
                        f"{place}: larger than {MOST_BYTES // 1_000_000} MB, which no article is; save its text")
                if time.monotonic() > give_up:
                    raise ArticleError(
                        f"{place}: not whole after {WHOLE_PATIENCE:.0f} s; save the page and name the file")
            media_type, charset = answer.headers.get_content_type(), answer.headers.get_content_charset()
            final = answer.geturl()
    except urllib.error.HTTPError as error:
        raise ArticleError(f"{place}: the server answers {error.code} {shown(error.reason)}; "
                           "look whether a browser gets it, then save the page and name the file") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = shown(getattr(error, "reason", None) or error or type(error).__name__)
        raise ArticleError(f"{place}: cannot be had ({reason}); look at the address and the connection, "
                           "or save the page and name the file") from None
    body = bytes(data)
    if charset:
        body = codecs.BOM_UTF8 + decode(body, place, charset).encode()
    return Page(body, final, media_type)
