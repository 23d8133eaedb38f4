"""The UI of this machine: what a page of another site makes a browser send is refused; viewers change nothing."""

import base64
import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from pipelines.ops.run import run
from pipelines.state.session import KEY_VARIABLE
from tests.gate import town
from warehouse.paths import Paths

CODE = Path(__file__).parents[2]
KEY = "a key for the tests only"
SECONDS = 60.0
WIPE = 'mutation { wipeAssets(assetPartitionRanges: [{assetKey: {path: ["release"]}}]) { __typename } }'
SEEN = 'query { assetOrError(assetKey: {path: ["release"]}) { ... on Asset { assetMaterializations { runId } } } }'
EVIL = "https://evil.example"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """A released town with a history in Dagster."""
    folder = tmp_path_factory.mktemp("ui")
    root, data = town.write(folder / "root"), folder / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(KEY_VARIABLE, KEY)
        assert run(root, Paths(data)).ok
    yield root, data


@contextmanager
def served(store: tuple[Path, Path], *options: str) -> Iterator[int]:
    """The port of a UI that answers."""
    root, data = store
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        port = int(taken.getsockname()[1])
    call = [sys.executable, "-c", "from pipelines.cli import main; main()", "--root", str(root), "--data", str(data)]
    process = subprocess.Popen(
        [*call, "ui", "--port", str(port), *options],
        cwd=CODE, env={**os.environ, KEY_VARIABLE: KEY}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until = time.monotonic() + SECONDS
        while True:
            try:
                if ask(port, "GET", "/server_info")[0] == 200:
                    break
            except OSError:
                assert process.poll() is None and time.monotonic() < until, "the UI did not come up"
                time.sleep(0.3)
        yield port
    finally:
        group = started_by(process.pid)
        process.send_signal(signal.SIGTERM)
        process.wait(SECONDS)
        until = time.monotonic() + SECONDS
        while left := [pid for pid in group if Path("/proc", str(pid)).exists()]:
            assert time.monotonic() < until, f"the UI left processes behind: {left}"
            time.sleep(0.1)


def started_by(pid: int) -> list[int]:
    """The processes that a process started, and those that they started."""
    of: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            of.setdefault(int(stat.read_text().rpartition(")")[2].split()[1]), []).append(int(stat.parent.name))
    found = list(of.get(pid, []))
    for one in found:
        found += of.get(one, [])
    return found


def ask(port: int, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, str]:
    """Status and text of one request; a header `sec_fetch_site` is sent as `sec-fetch-site`."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as con:
        con.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = con.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")


def sent(port: int, query: str, **headers: str) -> tuple[int, str]:
    headers = {"content_type": "application/json", **headers}
    return ask(port, "POST", "/graphql", json.dumps({"query": query}), **headers)


def materialisations(port: int) -> int:
    return len(json.loads(sent(port, SEEN)[1])["data"]["assetOrError"]["assetMaterializations"])


def handshake(port: int, **headers: str) -> int:
    """The status of a request for a web socket."""
    key = base64.b64encode(b"0" * 16).decode()
    asked = {"connection": "Upgrade", "upgrade": "websocket", "sec_websocket_version": "13", "sec_websocket_key": key}
    return ask(port, "GET", "/graphql", None, sec_websocket_protocol="graphql-ws", **{**asked, **headers})[0]


def test_a_page_of_another_site_changes_nothing_and_a_steward_does(store: tuple[Path, Path]) -> None:
    with served(store) as port:
        own = f"http://127.0.0.1:{port}"
        had = materialisations(port)
        assert had > 0
        image = f"/graphql?query={quote(WIPE)}"
        form = {"content_type": "application/x-www-form-urlencoded"}
        tried = [
            ask(port, "GET", image, accept="image/*"),
            ask(port, "GET", image, accept="image/*", origin=own),
            ask(port, "GET", image, accept="text/html", host=f"evil.example:{port}"),
            ask(port, "HEAD", image),
            ask(port, "GET", f"/graphql/?query={quote(WIPE)}"),
            ask(port, "POST", image, "", **form),
            ask(port, "POST", image, "", **form, origin="null"),
            ask(port, "POST", image, json.dumps({"query": WIPE}), content_type="text/plain"),
            ask(port, "PUT", image),
            sent(port, WIPE, origin=EVIL),
            sent(port, WIPE, origin="null"),
            sent(port, WIPE, origin=f"http://127.0.0.1:{port + 1}"),
            sent(port, WIPE, sec_fetch_site="cross-site"),
            sent(port, WIPE, sec_fetch_site="same-site"),
            sent(port, WIPE, host="evil.example"),
            sent(port, WIPE, host=f"127.0.0.1.evil.example:{port}"),
            ask(port, "POST", "/report_asset_materialization/release", "{}", content_type="text/plain"),
            ask(port, "POST", "/report_asset_materialization/release", "{}", origin=EVIL,
                content_type="application/json"),
        ]  # fmt: skip
        assert [status for status, _ in tried] == [403] * len(tried)
        assert all(text.startswith("refused: ") or not text for _, text in tried)
        # a navigation to the path shows Dagster's own page for queries and runs none
        status, page = ask(port, "GET", image, accept="text/html")
        assert status == 200 and "wipeAssets" not in page
        assert [handshake(port, origin=EVIL), handshake(port, origin=own, host="evil.example")] == [403, 403]
        assert handshake(port, origin=own) == 101
        assert materialisations(port) == had

        assert ask(port, "GET", "/", accept="text/html")[0] == 200
        assert '"AssetWipeSuccess"' in sent(port, WIPE, origin=own, sec_fetch_site="same-origin")[1]
        assert materialisations(port) == 0


def test_viewers_see_everything_and_change_nothing(store: tuple[Path, Path]) -> None:
    with served(store, "--read-only") as port:
        assert ask(port, "GET", "/", accept="text/html")[0] == 200
        assert '"data"' in sent(port, SEEN)[1]
        assert '"UnauthorizedError"' in sent(port, WIPE)[1]
        assert (
            ask(port, "POST", "/report_asset_materialization/release", "{}", content_type="application/json")[0] != 200
        )
