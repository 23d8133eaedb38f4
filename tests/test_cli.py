"""The command `hgt` over a town of four tickets, one of which breaks a rule: what it prints and how it ends."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from pipelines import cli
from pipelines.cli.reference import walk
from pipelines.ops import run_summary
from pipelines.ops.run import RunOutcome
from tests.gate import town
from warehouse import kpi_value
from warehouse.paths import Paths

PROJECT = Path(__file__).resolve().parents[1]
BAD_ROW = "4,lost,2015-04-07,13800000004"


@dataclass(frozen=True)
class Town:
    """A root, its store, and what the first run printed."""

    root: Path
    data: Path
    said: str


@dataclass(frozen=True)
class Answer:
    """The exit code of a command and its output."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return list(csv.DictReader(io.StringIO(self.out)))


Hgt = Callable[..., Answer]


def run_apart(root: Path, data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own: a run leaves variables for the scheduler behind."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HGT_")}
    call = [sys.executable, "-c", "from pipelines.cli import main; main()", "--root", str(root), "--data", str(data)]
    return subprocess.run(
        [*call, *words], cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=240, check=False
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Town:
    base = tmp_path_factory.mktemp("town")
    text = town.FILES["silo/ticket.csv"].rstrip() + f"\n        {BAD_ROW}\n"
    root = town.write(base / "root", ticket_csv=text)
    done = run_apart(root, base / "data", "run")
    assert done.returncode == 0, done.stdout + done.stderr
    return Town(root, base / "data", done.stdout + done.stderr)


@pytest.fixture
def hgt(built: Town, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Hgt:
    def call(*words: str, root: Path | None = None, data: Path | None = None) -> Answer:
        place = ["--root", str(root or built.root), "--data", str(data or built.data)]
        monkeypatch.setattr(sys, "argv", ["hgt", *place, *words])
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        printed = capsys.readouterr()
        return Answer(code, printed.out, printed.err)

    return call


def test_a_run_prints_balance_indicators_and_places(built: Town) -> None:
    assert "source 4 = landed 3 + quarantined 1 + filtered 0; datasets 1" in built.said
    assert "indicators  1; targets: 0 met, 0 missed, 0 not yet complete" in built.said
    assert "release     1, as of 2015-08-31" in built.said
    assert str(built.data / "public" / f"{built.root.name}.duckdb") in built.said
    assert "a pseudonym key was made" in built.said


def test_a_run_that_finds_nothing_new_says_so(hgt: Hgt) -> None:
    again = hgt("run")
    assert (again.code, "nothing had changed" in again.out) == (0, True)
    assert len(again.out.splitlines()) <= 10


def test_a_run_prints_each_dataset_and_indicator_when_asked(hgt: Hgt) -> None:
    said = hgt("run", "--verbose").out
    assert "ticket_done_rate" in said and "66.7 %" in said
    outcome = RunOutcome(Paths(Path("data")), made=("std.ticket",), batches=[("ticket", 4, 3, 1, 0)])
    console = Console(file=io.StringIO(), width=100)
    run_summary.show(outcome, console, verbose=True)
    table = console.file.getvalue()  # type: ignore[attr-defined]
    assert "source = landed + quarantined +" in table
    assert "│ ticket  │      4 │      3 │           1 │        0 │" in table


@pytest.mark.parametrize(
    ("words", "unneeded"),
    [
        (["run"], ["dagster", "great_expectations", "numpy", "pandas", "pyarrow", "sqlglot"]),
        (["status"], ["pandas"]),
        (["kpi", "list"], ["pandas"]),
    ],
    ids=["run", "status", "kpi list"],
)
def test_no_command_imports_what_it_does_not_need(built: Town, words: list[str], unneeded: list[str]) -> None:
    code = (
        "import sys; from pipelines import cli\ntry: cli.main()\nexcept SystemExit: pass\n"
        f"print('imported:', sorted(sys.modules.keys() & {set(unneeded)!r}))"
    )
    place = ["--root", str(built.root), "--data", str(built.data)]
    answer = subprocess.run(
        [sys.executable, "-c", code, *place, *words], capture_output=True, text=True, check=True, cwd=PROJECT
    )
    assert answer.stdout.endswith("imported: []\n")


def test_indicators(hgt: Hgt) -> None:
    listed = hgt("kpi", "list", "--format", "csv")
    assert [(row["kpi_id"], row["variant"]) for row in listed.rows] == [("ticket_done_rate", "default")]
    shown = json.loads(hgt("kpi", "show", "ticket_done_rate", "--grain", "month", "--format", "json").out)
    assert tuple(shown[0]) == kpi_value.COLUMNS
    assert [(row["period_start"], row["numerator"], row["denominator"]) for row in shown] == [
        ("2015-03-01", 0, 1),
        ("2015-04-01", 2, 2),
    ]
    at = hgt("kpi", "show", "ticket_done_rate", "--at", "2015-04-05", "--format", "csv").rows
    assert [(row["numerator"], row["denominator"], row["slice_type"]) for row in at] == [("1", "2", "all")]
    told = hgt("kpi", "explain", "ticket_done_rate", "--at", "2015-08-31").out
    for words in ("办结率", "How many are done?", "2 / 3 = 66.7 %", "← desk: state", "ticket: 1", "release 1"):
        assert words in told


def test_sql_answers_in_each_form_and_only_reads(hgt: Hgt) -> None:
    query = "select ticket_id, opened_on, state_code = 'done' as is_done from pub.fct_ticket order by all limit 1"
    assert json.loads(hgt("sql", query, "--format", "json").out) == [
        {"ticket_id": "1", "opened_on": "2015-03-02", "is_done": False}
    ]
    assert hgt("sql", query, "--format", "csv").out == "ticket_id,opened_on,is_done\n1,2015-03-02,False\n"
    assert "2015-03-02" in hgt("sql", query, "--release", "1").out
    assert hgt("sql", "select '=1+1' as text, -2 as number", "--format", "csv").out == "text,number\n'=1+1,-2\n"
    for refused in ("drop table pub.fct_ticket", "selec", f"from read_csv('{PROJECT / 'README.md'}')"):
        answer = hgt("sql", refused)
        assert (answer.code, "next: hgt sql" in answer.err) == (1, True)


def test_sql_reads_statements_from_a_pipe(hgt: Hgt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("select 1 as a; select ';' as b"))
    assert hgt("sql", "--format", "csv").out == 'a\n1\nb\n";"\n'


def test_quarantine_shows_the_row_its_number_and_its_rule_in_words(hgt: Hgt) -> None:
    rows = hgt("quarantine", "list", "--format", "csv").rows
    assert [(row["dataset"], row["source"], row["state"]) for row in rows] == [("ticket", "ticket.csv", "open")]
    assert "enum_state_code" in rows[0]["rules"] and "13800000004" not in str(rows)
    assert hgt("quarantine", "list", "--rule", "malformed").out.rstrip().endswith("no rows")
    shown = {
        row["what"]: row["value"] for row in hgt("quarantine", "show", rows[0]["set_aside_id"], "--format", "csv").rows
    }
    assert shown["row number"] == "4"
    assert shown["broken rule"] == "enum_state_code: 状态 state must be one of open, done"
    assert [shown[name] for name in ("no 编号", "state 状态", "phone 电话")] == ["4", "lost", "13800000004"]


def test_releases(hgt: Hgt) -> None:
    assert [row["release_id"] for row in hgt("release", "list", "--format", "csv").rows] == ["1"]
    tables = {row["table"]: row for row in hgt("release", "show", "--format", "csv").rows}
    assert tables["pub.fct_ticket"]["rows_n"] == "3"
    # One of four rows is quarantined, which is more than the bound that warns.
    not_passed = {name: row["checks_not_passed_n"] for name, row in tables.items()}
    assert {name: rules_n for name, rules_n in not_passed.items() if rules_n != "0"} == {"std.ticket": "1"}


def test_silos_are_listed_and_checked(hgt: Hgt, tmp_path: Path, built: Town) -> None:
    listed = hgt("silo", "list", "--format", "csv").rows
    assert [(row["dataset"], row["rows_n"], row["set_aside_n"], row["state"]) for row in listed] == [
        ("ticket", "3", "1", "ok")
    ]
    good = hgt("silo", "check")
    assert (good.code, "4 records" in good.out) == (0, True)
    root = shutil.copytree(built.root, tmp_path / "root")
    (root / "silo" / "ticket.csv").write_text("no,state,opened\n1,open,2015-03-02\n", encoding="utf-8")
    bad = hgt("silo", "check", "desk", root=root)
    assert bad.code == 1 and "lacks the declared column phone" in bad.out and "next:" in bad.out
    (root / "silo" / "ticket.csv").unlink()
    assert hgt("silo", "check", root=root).code == 1


def test_status_tells_what_disagrees(hgt: Hgt, tmp_path: Path, built: Town) -> None:
    agreed = hgt("status")
    assert (agreed.code, "✗" in agreed.out) == (0, False)

    root = shutil.copytree(built.root, tmp_path / "root")
    with (root / "silo" / "ticket.csv").open("a", encoding="utf-8") as file:
        file.write("5,open,2015-05-01,13800000005\n")
    model = root / "models" / "pub" / "fct_ticket.sql"
    model.rename(model.with_name("fct_other.sql"))
    for folder in ("models/kpi", "quality"):
        for file_ in (root / folder).iterdir():
            file_.write_text(file_.read_text(encoding="utf-8").replace("fct_ticket", "fct_other"), encoding="utf-8")
    told = hgt("status", root=root)
    assert told.code == 1
    for words in (
        "models without a table: 1", "pub.fct_other (models/pub/fct_other.sql)", "tables without a model: 1",
        "sources not read yet: 1", "ticket: ticket.csv", "kpi.ticket_done_rate: its text changed", "next: hgt run",
    ):  # fmt: skip
        assert words in told.out, told.out

    nothing = hgt("status", data=tmp_path / "none")
    assert (nothing.code, "no store yet" in nothing.out) == (1, True)


def test_status_names_a_failed_check(hgt: Hgt, tmp_path: Path, built: Town) -> None:
    root, data = shutil.copytree(built.root, tmp_path / "root"), tmp_path / "data"
    rule = root / "quality" / "ticket_is_dated.sql"
    rule.write_text(rule.read_text(encoding="utf-8").replace("'HH:mm {x}'", "'1'"), encoding="utf-8")
    done = run_apart(root, data, "run")
    assert done.returncode == 1 and "no release yet" in done.stdout
    told = hgt("status", root=root, data=data)
    assert told.code == 1 and "rule pub.fct_ticket ticket_is_dated" in told.out
    refused = hgt("sql", "select 1", root=root, data=data)
    assert (refused.code, "there is no release yet" in refused.err) == (1, True)


def test_doctor_finds_an_open_door_and_a_lost_key(hgt: Hgt, built: Town) -> None:
    assert hgt("doctor").code == 0
    restricted, key = built.data / "restricted", built.data / "pseudonym.key"
    restricted.chmod(0o755)
    aside = key.rename(key.with_suffix(".aside"))
    try:
        told = hgt("doctor")
        assert told.code == 1
        assert f"next: hgt doctor --repair: chmod 700 {restricted}" in told.out and "there is no key" in told.out
    finally:
        restricted.chmod(0o700)
        aside.rename(key)


def test_tend_shows_before_it_does(hgt: Hgt) -> None:
    shown = hgt("tend")
    assert (shown.code, "Dry run: nothing was changed." in shown.out) == (0, True)


def test_demo_needs_an_invented_district(hgt: Hgt, tmp_path: Path) -> None:
    assert hgt("demo").code == 2
    out = tmp_path / "silos"
    made = hgt("demo", "--out", str(out), "--scale", "0.02", "--days", "14", root=PROJECT)
    assert made.code == 0 and "planted defects" in made.out and (out / "planted.json").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("nothing",),
        ("run", "--nothing"),
        ("run", "--select", "nothing"),
        ("run", "--as-of", "yesterday"),
        ("kpi", "show", "nothing"),
        ("kpi", "show", "ticket_done_rate", "--grain", "decade"),
        ("kpi", "show", "ticket_done_rate", "--variant", "nothing"),
        ("kpi", "show", "ticket_done_rate", "--by", "nothing"),
        ("quarantine", "list", "--state", "nothing"),
        ("quarantine", "show", "nothing"),
        ("release", "show", "99"),
        ("silo", "check", "nothing"),
        ("sql", "select 1", "--format", "xml"),
        ("ui", "--port", "0"),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_two(hgt: Hgt, words: tuple[str, ...]) -> None:
    answer = hgt(*words)
    assert answer.code == 2
    assert "Error" in answer.err or "next:" in answer.err


def test_a_folder_that_is_no_root_is_wrong_usage(hgt: Hgt, tmp_path: Path) -> None:
    answer = hgt("status", root=tmp_path)
    assert (answer.code, "this is not a content root" in answer.err) == (2, True)


@pytest.mark.parametrize("words", [words.split()[1:] for words, _ in walk()], ids=" ".join)
def test_every_command_helps(hgt: Hgt, words: list[str]) -> None:
    answer = hgt(*words, "--help")
    assert answer.code == 0 and "Usage: hgt" in answer.out
