"""Dagster over a real town: what it shows, what it makes, and that only the release asset releases."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from inspect import signature
from pathlib import Path

import duckdb
import pytest

from pipelines.declare.dag import OUTCOME
from pipelines.orchestration import place
from pipelines.release import gate as release
from pipelines.state.session import KEY_VARIABLE
from warehouse.paths import Paths

from . import town


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "a key for the tests only")
    for name in (place.ROOT, place.STORE, place.HOME, place.EVENTS, "DAGSTER_DISABLE_TELEMETRY"):
        monkeypatch.setenv(name, os.environ.get(name, ""))


def test_runs_go_through_the_gate_and_one_asset_never_releases(tmp_path: Path) -> None:
    from pipelines.orchestration.run import materialise

    root = town.write(tmp_path / "root")
    with town.opened(root, tmp_path / "data") as session:

        @contextlib.contextmanager
        def given() -> Iterator[object]:
            yield session

        single = materialise(given, ["std.ticket"])  # type: ignore[arg-type]
        assert single.ok and single.made == ("std.ticket",)
        assert release.newest(session.writer.con) is None
        row = session.writer.con.execute("SELECT count(*) FROM lake.std.ticket").fetchone()
        assert row == (3,)

        heard: list[str] = []
        tables = ["pub.fct_ticket", "kpi.ticket_done_rate", "kpi.value", "audit", "release"]
        whole = materialise(given, tables, on_asset=heard.append)  # type: ignore[arg-type]
        assert whole.ok, whole
        assert heard == list(whole.made) == tables
        made = release.newest(session.writer.con)
        assert made is not None and made.release_id == 1
        assert (session.paths.dagster / "dagster.yaml").exists()
        assert (session.paths.dagster / "storage").is_dir()
        assert _stored(session.paths, whole.run_id) == tables


@pytest.mark.parametrize(
    ("asset", "function"),
    [
        ("std.ticket", "pipelines.orchestration.describe.batch_metadata"),
        ("pub.fct_ticket", "pipelines.orchestration.describe.built_schema"),
        ("pub.fct_ticket", "pipelines.quality.checks.check"),
        (OUTCOME, "pipelines.quality.score.write"),
        ("kpi.value", "pipelines.quality.checks.check"),
        ("audit", "pipelines.release.catalogue.write"),
        ("release", "pipelines.release.gate.newest"),
        ("report", "pipelines.site.wording.wording"),
    ],
)
def test_an_error_anywhere_in_a_step_is_told_in_its_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asset: str, function: str
) -> None:
    from pipelines.orchestration.run import materialise

    def fails(*given: object, **named: object) -> None:
        raise duckdb.IOException("Could not write to file: Input/output error")

    with town.opened(town.write(tmp_path / "root"), tmp_path / "data") as session:
        town.bring_up_to_date(session)
        assert release.make(session) is not None
        monkeypatch.setattr(function, fails)
        outcome = materialise(lambda: contextlib.nullcontext(session), [asset])
    (told,) = outcome.failures.values()
    assert (
        "the disk failed" in told and "next: hgt doctor" in told and "dagster" not in told and "Traceback" not in told
    ), told


def _stored(paths: Paths, run_id: str) -> list[str]:
    """The assets that Dagster's own reader of its event log finds materialised by a run."""
    from dagster._core.storage.event_log import SqliteEventLogStorage

    events = SqliteEventLogStorage(str(paths.dagster / "history" / "runs")).get_logs_for_run(run_id)
    found = [entry.dagster_event for entry in events if entry.dagster_event is not None]
    return [".".join(event.asset_key.path) for event in found if event.is_step_materialization and event.asset_key]


def test_a_materialisation_says_which_version_of_its_inputs_it_saw(tmp_path: Path) -> None:
    from pipelines.orchestration.run import materialise

    with town.opened(town.write(tmp_path / "root"), tmp_path / "data") as session:
        for _ in range(2):
            session.full = True
            made = materialise(lambda: contextlib.nullcontext(session), ["std.ticket", "pub.fct_ticket"])
            (own,), (seen,) = (
                _tags(session.paths, made.run_id, tag)
                for tag in ("dagster/data_version", "dagster/input_data_version/std/ticket")
            )
            assert own == seen


def _tags(paths: Paths, run_id: str, tag: str) -> list[str]:
    """The values of a tag of a run's materialisations: the version of `std/ticket`, or what its reader saw of it."""
    from dagster._core.storage.event_log import SqliteEventLogStorage

    asset = "pub/fct_ticket" if "input" in tag else "std/ticket"
    events = SqliteEventLogStorage(str(paths.dagster / "history" / "runs")).get_logs_for_run(run_id)
    found = [entry.dagster_event for entry in events if entry.dagster_event is not None]
    return [
        str((event.step_materialization_data.materialization.tags or {})[tag])
        for event in found
        if event.is_step_materialization and event.asset_key is not None and event.asset_key.to_user_string() == asset
    ]


def test_a_failing_check_stops_the_release_with_its_words(tmp_path: Path) -> None:
    from pipelines.orchestration.run import materialise

    text = town.FILES["quality/ticket_is_dated.sql"].replace("'HH:mm {x}'", "'1'")
    with town.opened(town.write(tmp_path / "root", ticket_is_dated_sql=text), tmp_path / "data") as session:
        tables = ["std.ticket", "pub.fct_ticket", "kpi.ticket_done_rate", "kpi.value", "audit", "release"]
        outcome = materialise(lambda: contextlib.nullcontext(session), tables)
        assert not outcome.ok
        assert outcome.failed_checks == ("pub.fct_ticket ticket_is_dated",)
        assert outcome.failures == {
            "pub.fct_ticket": "rule pub.fct_ticket ticket_is_dated: 1 offending row(s): Every ticket has a day; "
            "not '12:mm' {x}: ticket_id = 1\n    next: correct quality/ticket_is_dated.sql or "
            "models/pub/fct_ticket.sql, then hgt run"
        }
        gate = materialise(lambda: contextlib.nullcontext(session), ["release"])
        assert "ticket_is_dated" in gate.failures["release"]
        assert release.newest(session.writer.con) is None


def test_definitions_say_what_content_says(tmp_path: Path) -> None:
    from pipelines.declare.project import Content
    from pipelines.orchestration.definitions import session, wired
    from pipelines.orchestration.describe import key

    content = Content.load(town.write(tmp_path / "root"), Paths(tmp_path / "data"))
    definitions = wired(content, session)
    graph = definitions.resolve_asset_graph()
    node = graph.get(key("std.ticket"))
    assert node.group_name == "desk" and node.owners == ["team:desk"]
    assert node.freshness_policy is not None
    assert "工单" in (node.description or "") and "Tickets" in (node.description or "")
    lineage = graph.get(key("pub.fct_ticket")).metadata["dagster/column_lineage"]
    assert lineage.deps_by_column["opened_on"][0].column_name == "opened_on"
    checks = {(check.asset_key, check.name) for check in graph.asset_check_keys}
    assert (key("pub.fct_ticket"), "ticket_is_dated") in checks
    assert (key("std.ticket"), "generated_rules") in checks
    schedule = definitions.resolve_schedule_def("daily_at_half_past_six")
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("30 6 * * *", "Asia/Shanghai")


def test_import_touches_nothing_and_the_entry_point_is_short(tmp_path: Path) -> None:
    environment = {**os.environ, place.ROOT: str(tmp_path / "nowhere"), place.STORE: str(tmp_path / "store")}
    subprocess.run([sys.executable, "-c", "import pipelines.orchestration.definitions"], env=environment, check=True)
    assert list(tmp_path.iterdir()) == []
    entry = place.PROJECT / "pipelines" / "orchestration" / "definitions.py"
    assert len(entry.read_text(encoding="utf-8").splitlines()) < 60


def test_only_orchestration_imports_dagster_and_leaves_annotations_alone() -> None:
    for file in (place.PROJECT / "pipelines").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        imports = any(line.startswith(("import dagster", "from dagster")) for line in text.splitlines())
        if imports:
            assert file.parent.name == "orchestration", file
            assert "from __future__ import annotations" not in text, file


def test_every_file_form_has_a_kind_that_the_ui_takes() -> None:
    import dagster as dg

    from pipelines.declare.contracts.options import FORMS
    from pipelines.orchestration.describe import kind_of

    assert [dg.AssetSpec(form, kinds={kind_of(form)}).kinds for form in FORMS] == [{kind_of(form)} for form in FORMS]


@pytest.mark.parametrize(
    "name",
    ["run_connection", "index_connection", "has_table", "get_asset_records", "store_event", "dispose",
     "conn_string_for_shard"],
)  # fmt: skip
def test_the_event_log_overrides_methods_that_dagster_calls(name: str) -> None:
    """A method that Dagster renames would be overridden by nothing, and no error would say so."""
    from dagster._core.storage.event_log import SqliteEventLogStorage

    from pipelines.orchestration.events import EventLog

    own, dagster = (list(signature(getattr(kind, name)).parameters) for kind in (EventLog, SqliteEventLogStorage))
    assert own == dagster
