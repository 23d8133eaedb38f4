"""The Dagster web server behind a guard: requests that another site's page makes a steward's browser send are refused.

Dagster's server trusts every client that reaches its port, and changes its history for a GET request too. A browser
sends requests to 127.0.0.1 for every page that is open in it, so the port alone keeps nobody out. The guard accepts the
requests of the UI's own pages and of programs on this machine.

Run as `python -m pipelines.orchestration.server PORT [--read-only]`.
"""

import contextlib
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import uvicorn
from dagster import DagsterInstance
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import ModuleTarget
from dagster._utils.interrupts import setup_interrupt_handlers
from dagster_webserver.app import create_app_from_workspace_process_context
from dagster_webserver.cli import DEFAULT_DB_STATEMENT_TIMEOUT, DEFAULT_POOL_MAX_OVERFLOW, DEFAULT_POOL_RECYCLE
from dagster_webserver.version import __version__

HOST = "127.0.0.1"
NAMES = (HOST, "localhost")
SCHEME = "http"
DEFINITIONS = "pipelines.orchestration.definitions"
READ_ONLY = "--read-only"
ASKS = "/graphql"
"""The path of queries and changes."""
FRAMES = [(b"x-frame-options", b"DENY"), (b"content-security-policy", b"frame-ancestors 'none'")]
"""No other page shows the UI within itself."""

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Guard:
    """An ASGI application that passes on every request that `refusal` accepts."""

    def __init__(self, app: App, port: int) -> None:
        self.app = app
        self.hosts = {f"{name}:{port}" for name in NAMES}
        self.origins = {f"{SCHEME}://{host}" for host in self.hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        said = self.refusal(scope)
        if said is not None:
            await _refuse(scope, receive, send, said)
            return

        async def framed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *FRAMES]
            await send(message)

        await self.app(scope, receive, framed)

    def refusal(self, scope: Scope) -> str | None:
        """The reason why a request is not passed on. A browser sends the page's origin; other programs send none."""
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if _repeats(scope, b"host", b"origin"):
            return "a header occurs twice"
        if headers.get("host", "").lower() not in self.hosts:
            return f"the UI is served at {' or '.join(sorted(self.hosts))} only"
        origin = headers.get("origin")
        if origin is not None and origin.lower() not in self.origins:
            return "a page of another site sent the request"
        if origin is None and headers.get("sec-fetch-site", "none") not in ("none", "same-origin") and _acts(scope):
            return "a page of another site sent the request"
        if scope["type"] == "websocket":
            return None
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return "only GET, HEAD and POST are served"
        if scope["method"] == "POST" and not headers.get("content-type", "").startswith("application/json"):
            return "a change is sent as JSON"
        if scope["method"] != "POST" and _asks(scope) and "text/html" not in headers.get("accept", ""):
            return "queries and changes are sent by POST"
        return None


def _asks(scope: Scope) -> bool:
    return str(scope["path"]).rstrip("/").endswith(ASKS)


def _acts(scope: Scope) -> bool:
    return scope["type"] == "websocket" or scope["method"] == "POST" or _asks(scope)


def _repeats(scope: Scope, *names: bytes) -> bool:
    given = [name.lower() for name, _ in scope["headers"]]
    return any(given.count(name) > 1 for name in names)


async def _refuse(scope: Scope, receive: Receive, send: Send, said: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": said})
        return
    text = f"refused: {said}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode()), *FRAMES]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": text})


def main(port: int, *, read_only: bool) -> None:
    """Serve the definitions of this process's content root until a signal; its code server is stopped with it."""
    setup_interrupt_handlers()  # uvicorn raises the signal again when it has ended
    with DagsterInstance.get() as instance:
        instance.optimize_for_webserver(DEFAULT_DB_STATEMENT_TIMEOUT, DEFAULT_POOL_RECYCLE, DEFAULT_POOL_MAX_OVERFLOW)
        target = ModuleTarget(DEFINITIONS, None, None, None)
        with WorkspaceProcessContext(instance, target, version=__version__, read_only=read_only) as context:
            app = Guard(create_app_from_workspace_process_context(context), port)
            uvicorn.run(app, host=HOST, port=port, log_level="warning")


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main(int(sys.argv[1]), read_only=READ_ONLY in sys.argv[2:])
