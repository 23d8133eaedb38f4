"""Dagster's SQLite event log, with its files kept open.

Dagster opens and closes a file for each of the thousands of events of a run, also to check that a table exists. SQLite
checkpoints its write-ahead log each time the last connection is closed. Files, tables and queries are Dagster's own.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from dagster import AssetKey, EventLogEntry
from dagster._core.storage.event_log import AssetRecord, SqliteEventLogStorage
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, create_engine, event

OPEN_FILES_N = 8
PAGES_N = 100
"""Pages of the write-ahead log per checkpoint: an open UI follows a run by changes of the file itself."""


class EventLog(SqliteEventLogStorage):
    """The event log that `dagster.yaml` names."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._open: dict[str, Engine] = {}
        self._tables: set[str] = set()
        self._assets: dict[AssetKey, AssetRecord] | None = None
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]) -> "EventLog":
        return cls(inst_data=inst_data, **config_value)

    def run_connection(self, run_id: str | None = None) -> AbstractContextManager[Connection]:
        return super().run_connection(run_id) if run_id is None else self._kept(run_id)

    def index_connection(self) -> AbstractContextManager[Connection]:
        return self._kept(INDEX_SHARD_NAME)

    def has_table(self, table_name: str) -> bool:
        """Called with every event; a table that exists is not dropped."""
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    def remember_assets(self) -> None:
        """Cache an asset's record until an event concerns it: for a process that is the only one to make assets."""
        self._assets = {}

    def get_asset_records(self, asset_keys: Sequence[AssetKey] | None = None) -> Sequence[AssetRecord]:
        known = self._assets
        if known is None or asset_keys is None:
            return super().get_asset_records(asset_keys)
        unknown = [key for key in asset_keys if key not in known]
        if unknown:
            known.update({record.asset_entry.asset_key: record for record in super().get_asset_records(unknown)})
        return [known[key] for key in asset_keys if key in known]

    def store_event(self, event: EventLogEntry) -> None:
        super().store_event(event)
        if self._assets is not None and event.dagster_event is not None and event.dagster_event.asset_key is not None:
            self._assets.pop(event.dagster_event.asset_key, None)

    def dispose(self) -> None:
        while self._open:
            self._open.popitem()[1].dispose()
        super().dispose()

    def _kept(self, shard: str) -> AbstractContextManager[Connection]:
        """One transaction on the file of a run, or on the index of all."""
        engine = self._open.get(shard)
        if engine is None:
            with super().run_connection(shard):
                pass  # it makes the file if it is missing
            while len(self._open) >= OPEN_FILES_N:
                self._open.pop(next(iter(self._open))).dispose()
            engine = create_engine(
                self.conn_string_for_shard(shard), connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS}
            )
            event.listen(engine, "connect", _set_up)
            self._open[shard] = engine
        return engine.begin()


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    """Events survive a kill; the newest may be lost with the machine's power, and the log stays whole."""
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA wal_autocheckpoint = {PAGES_N}")
