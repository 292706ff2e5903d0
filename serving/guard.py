"""Stands before every route: who asks, from where, how much and how long; errors leave as one sentence."""

import asyncio
import json
import logging
import time
from collections.abc import Collection
from datetime import date

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from errors import AskboardError
from serving.access import Doorkeeper, TokensError
from serving.desk import UNREADABLE, Refused

LARGEST_BODY, BODY_SECONDS, LONGEST_PATH = 512 * 1024, 10.0, 4000
HERE = frozenset({"localhost", "127.0.0.1", "[::1]"})
OPEN = frozenset({"/v1/health", "/v1/docs", "/v1/openapi.json"})
FORWARDED = frozenset({b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip", b"via"})
HEADERS = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"vary", b"Authorization"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)
WRONG = "Something went wrong here: try again, and tell whoever runs this Askboard if it stays so"
logger = logging.getLogger("askboard")


class Guard:
    """An ASGI application around another; it puts the viewer of each request into the scope's state."""

    def __init__(self, app: ASGIApp, doorkeeper: Doorkeeper, names: Collection[str]) -> None:
        self._app, self._doorkeeper = app, doorkeeper
        self._names = HERE | {name.lower() for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it with one sentence."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._answered(scope, receive, send)

    async def _answered(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message = {**message, "headers": [*message["headers"], *HEADERS]}
            await send(message)

        try:
            self._let_in(scope)
            await self._app(scope, _whole(await _body(receive), receive), sent)
        except Exception as error:  # noqa: BLE001 - a door: nothing but a sentence leaves, `refused` logs it
            # Starlette raises what it has answered once more.
            if not begun:
                await _tell(refused(error), sent)

    def _let_in(self, scope: Scope) -> None:
        """Raise Refused where a request may not come in."""
        headers = scope["headers"]
        hosts = [value.decode("latin-1").lower() for name, value in headers if name == b"host"]
        if len(hosts) != 1 or _hostname(hosts[0]) not in self._names:
            raise Refused(421, "This Askboard does not answer to that name: reach it by the name it was started with")
        if len(scope["path"]) + len(scope["query_string"]) > LONGEST_PATH:
            raise Refused(414, "That address is too long")
        if not self._doorkeeper.keeps_tokens and any(name in FORWARDED for name, _ in headers):
            raise Refused(403, "This Askboard has no tokens and answers this machine only, not through a proxy")
        if scope["path"] in OPEN:
            return
        viewer = self._doorkeeper.viewer(_bearer(headers), date.today())
        if viewer is None:
            raise Refused(401, "Show your token: send the header “Authorization: Bearer” with it")
        scope.setdefault("state", {})["viewer"] = viewer


def refused(error: Exception) -> Refused:
    """Return what a person is told of an error; of what they cannot mend nothing but that it is so."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, TokensError):
        logger.error("%s", error)
        return Refused(503, "Tokens cannot be checked just now: tell whoever runs this Askboard")
    if isinstance(error, AskboardError):
        logger.error("%s", error)
        return Refused(503, UNREADABLE)
    logger.error("A request went wrong", exc_info=error)
    return Refused(500, WRONG)


async def _tell(wrong: Refused, send: Send) -> None:
    body = json.dumps({"error": str(wrong)}, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    headers += [(b"www-authenticate", b"Bearer")] if wrong.status == 401 else []
    headers += [(b"retry-after", b"3")] if wrong.status == 503 else []
    headers += [(b"connection", b"close")] if wrong.status in (408, 413) else []
    await send({"type": "http.response.start", "status": wrong.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _body(receive: Receive) -> bytes:
    """Return a request's whole body; raise Refused where it is too large or too slow."""
    ends, parts, size = time.monotonic() + BODY_SECONDS, list[bytes](), 0
    while True:
        try:
            message = await asyncio.wait_for(receive(), max(ends - time.monotonic(), 0.01))
        except TimeoutError as error:
            raise Refused(408, "The request did not arrive in time: send it again") from error
        if message["type"] == "http.disconnect":
            return b""
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > LARGEST_BODY:
            raise Refused(413, f"The request is too large: send at most {LARGEST_BODY // 1024} KB")
        if not message.get("more_body"):
            return b"".join(parts)


def _whole(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _hostname(host: str) -> str:
    """Return a host without its port: "[::1]:8600" is "[::1]"."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


def _bearer(headers: list[tuple[bytes, bytes]]) -> str | None:
    shown = [value.decode("latin-1") for name, value in headers if name == b"authorization"]
    scheme, _, token = shown[0].partition(" ") if len(shown) == 1 else ("", "", "")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None
