"""Serves the Dagster UI on this machine only: the guarded web server and the daemon for its queue and schedules.

Viewers get the web server alone, which then changes nothing.
"""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import FrameType

from pipelines.orchestration import place
from warehouse import disk
from warehouse.paths import Paths

GRACE_SECONDS = 15.0


def serve(root: Path, paths: Paths, port: int = 3000, *, read_only: bool = False) -> int:
    """Run the processes until one ends or this one gets a signal; the others are stopped with it, by their ids.

    Dagster writes its history for viewers, too: raises `HgtError` for a user who may not.
    """
    disk.ask_writable(paths.dagster, "nothing is served")
    environment = {**os.environ, **place.prepare(root, paths)}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(place.PROJECT), os.environ.get("PYTHONPATH")]))
    server = [sys.executable, "-m", "pipelines.orchestration.server", str(port)]
    daemon = [sys.executable, "-m", "dagster._daemon", "run", "-m", "pipelines.orchestration.definitions"]
    commands = [[*server, "--read-only"]] if read_only else [server, daemon]
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
