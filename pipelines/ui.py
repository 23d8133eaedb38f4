"""Serves the Dagster UI on this machine only: the web server and the daemon for its queue and schedules, together."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import FrameType

from pipelines.orchestra import place
from warehouse.paths import Paths

HOST = "127.0.0.1"
MODULE = "pipelines.definitions"
GRACE_SECONDS = 15.0


def serve(root: Path, paths: Paths, port: int = 3000) -> int:
    """Run both processes until one ends or this one is told to stop; the other is stopped with it, by its id."""
    environment = {**os.environ, **place.prepare(root, paths)}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(place.PROJECT), os.environ.get("PYTHONPATH")]))
    commands = (
        [sys.executable, "-m", "dagster_webserver", "-h", HOST, "-p", str(port), "-m", MODULE],
        [sys.executable, "-m", "dagster._daemon", "run", "-m", MODULE],
    )
    stopped = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopped.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    processes = [
        subprocess.Popen(command, env=environment, cwd=paths.dagster, start_new_session=True) for command in commands
    ]
    try:
        while not stopped.wait(0.3):
            for process in processes:
                if process.poll() is not None:
                    return process.returncode or 1
        return 0
    finally:
        for process in processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in processes:
            try:
                process.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for number, handler in before.items():
            signal.signal(number, handler)
