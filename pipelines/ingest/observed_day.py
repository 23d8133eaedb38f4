"""The day that a root observes: the one that `district.toml` declares, else that of its newest delivery, else today.

Deliveries give the day where every dataset declares when they are taken; a run with an explicit day uses that one.
"""

import contextlib
import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from pipelines.declare.contracts.contract import Contract
from pipelines.declare.project import Content
from pipelines.extract import delivery, drop_folder
from pipelines.ingest import registry
from warehouse.errors import HgtError


def day(content: Content, con: duckdb.DuckDBPyConnection) -> dt.date:
    """The day observed by default; `con` reaches the restricted store. No delivery sets a day in the future."""
    district, contracts = content.district, content.contracts.values()
    today = district.today()
    if district.as_of is not None or any(contract.order.taken is None for contract in contracts):
        return today
    moments = [moment for contract in contracts for moment in _moments(content, contract, con)]
    if not moments:
        return today
    last = (max(moments) - dt.timedelta(microseconds=1)).astimezone(ZoneInfo(district.time_zone)).date()
    return min(last, today)


def _moments(content: Content, contract: Contract, con: duckdb.DuckDBPyConnection) -> list[dt.datetime]:
    """The moments of the dataset's deliveries. One without a readable moment is skipped: its load reports the fault."""
    found: dict[str, dt.datetime] = {}
    with contextlib.suppress(duckdb.BinderException):  # a store that was made before moments were kept
        for name, one in registry.standing(con, content.paths, contract).items():
            with contextlib.suppress(HgtError):
                dated = delivery.dated(contract.order, one).taken
                found |= {name: dated} if dated is not None else {}
    location = Path(content.district.silos[contract.silo].location)
    with contextlib.suppress(HgtError):
        for item in drop_folder.find(location, contract.server, contract.order.sidecar):
            with contextlib.suppress(HgtError):
                found |= delivery.dates(contract.order, [item])
    return list(found.values())
