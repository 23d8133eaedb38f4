"""Peers on the same rows with the same rules: pandas with Great Expectations, and dbt-duckdb.

Runs with the interpreter that has `bench/requirements.lock` installed: `python -m bench.peers WAY FILE FOLDER ANSWER`.
Both type the rows, validate them by every rule, key the telephone number, keep good rows and set the others aside with
the rules they broke; neither keeps the raw file, reconciles its records or merges into an older state. It imports
nothing of the kernel.
"""

import hashlib
import hmac
import importlib
import importlib.metadata
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

KEY = b"benchmark key, of no worth outside it"
LATEST = "2015-09-01 00:05:00"
REQUIRED = ("task_num", "event_src", "case_type", "grid_code", "status", "reported_at")
PATTERNS = {
    "task_num": r"^\d{11,}$", "main_code": r"^\d{2}$", "sub_code": r"^\d{2}$", "grid_code": r"^\d{14}$",
    "street_code": r"^\d{9}$",
}  # fmt: skip
LISTS = {
    "event_src": ["app", "hotline", "sms", "wechat", "website", "inspector", "iot_video", "other"],
    "case_type": ["event", "part"],
    "status": ["3", "4", "5", "6", "7"],
}
TIMES = ("reported_at", "registered_at", "dispatched_at", "closed_at", "due_at", "updated_at")
NUMBERS = ("lon", "lat", "rework_cnt")


def pandas_expectations(file: Path, folder: Path) -> dict[str, Any]:
    """Typed with pandas, validated by an expectation suite, split by the rows that it names."""
    started = time.perf_counter()
    pd: Any = importlib.import_module("pandas")
    gx: Any = importlib.import_module("great_expectations")
    imported = time.perf_counter() - started
    frame = pd.read_csv(file, dtype=str, on_bad_lines="skip", keep_default_na=False, na_values=[""])
    typed = frame.copy()
    for name in NUMBERS:
        typed[name] = pd.to_numeric(frame[name], errors="coerce")
    for name in TIMES:
        typed[name] = pd.to_datetime(frame[name], format="%Y-%m-%d %H:%M:%S", errors="coerce")
    for name in (*NUMBERS, *TIMES):
        typed[f"typed_{name}"] = frame[name].isna() | typed[name].notna()
    steps = [typed[name] for name in ("reported_at", "registered_at", "dispatched_at", "closed_at")]
    latest = pd.concat(steps, axis=1).cummax(axis=1)
    typed["time_order"] = True
    for before, after in zip(latest.columns[:-1], steps[1:], strict=True):
        typed["time_order"] &= after.isna() | ~(after < latest[before])
    known = typed["status"].isin(LISTS["status"])
    typed["closed_iff_closed_at"] = ~known | ((typed["status"] == "6") == typed["closed_at"].notna())
    typed["future_time"] = ~(pd.concat(steps, axis=1).max(axis=1) > pd.Timestamp(LATEST))
    inside = typed["lon"].between(115.4, 116.6) & typed["lat"].between(28.1, 29.2)
    typed["point_in_city"] = inside | typed["lon"].isna() | typed["lat"].isna()
    expect = gx.expectations
    suite = gx.ExpectationSuite(name="cases")
    suite.expectations = [
        *(expect.ExpectColumnValuesToNotBeNull(column=name) for name in REQUIRED),
        *(expect.ExpectColumnValuesToMatchRegex(column=name, regex=text) for name, text in PATTERNS.items()),
        *(expect.ExpectColumnValuesToBeInSet(column=name, value_set=values) for name, values in LISTS.items()),
        *(
            expect.ExpectColumnValuesToBeInSet(column=name, value_set=[True])
            for name in (
                *(f"typed_{name}" for name in (*NUMBERS, *TIMES)),
                "time_order", "closed_iff_closed_at", "future_time", "point_in_city",
            )
        ),
        expect.ExpectColumnValuesToBeBetween(column="rework_cnt", min_value=0, max_value=99),
        expect.ExpectColumnValuesToBeUnique(column="task_num"),
    ]  # fmt: skip
    context = gx.get_context(mode="ephemeral")
    batch = (
        context.data_sources.add_pandas("pandas")
        .add_dataframe_asset("cases")
        .add_batch_definition_whole_dataframe("all")
    ).get_batch(batch_parameters={"dataframe": typed})
    context.suites.add(suite)
    verdict = batch.validate(suite, result_format="COMPLETE")
    broken: dict[int, list[str]] = {}
    for result in verdict.results:
        settings = result.expectation_config
        for row in result.result.get("unexpected_index_list") or []:
            broken.setdefault(row, []).append(f"{settings.type} {settings.kwargs['column']}")
    bad = frame.loc[sorted(broken)].assign(rules=[broken[row] for row in sorted(broken)])
    good = typed.drop(index=bad.index)[list(frame.columns)].assign(
        lon=lambda rows: rows["lon"].round(3),
        lat=lambda rows: rows["lat"].round(3),
        reporter_phone=lambda rows: rows["reporter_phone"].map(_keyed, na_action="ignore"),
        event_desc=lambda rows: rows["event_desc"].str.len(),
    )
    good.to_parquet(folder / "good.parquet", compression="zstd")
    bad.to_parquet(folder / "bad.parquet", compression="zstd")
    total = time.perf_counter() - started
    return {"seconds": total, "import_seconds": imported, "good_n": len(good), "bad_n": len(bad)}


def _keyed(value: str) -> str:
    return hmac.new(KEY, value.encode(), hashlib.sha256).hexdigest()[:32]


def dbt_duckdb(file: Path, folder: Path) -> dict[str, Any]:
    """A project of three models in one DuckDB file: validated (a table of typed rows and broken rules), good, bad."""
    started = time.perf_counter()
    runner: Any = importlib.import_module("dbt.cli.main").dbtRunner()
    imported = time.perf_counter() - started
    _write_project(file, folder)
    place = ["--project-dir", str(folder), "--profiles-dir", str(folder)]
    outcome = runner.invoke(["--quiet", "--no-send-anonymous-usage-stats", "build", *place])
    if not outcome.success:
        raise RuntimeError(f"dbt build failed: {outcome.exception or outcome.result}")
    total = time.perf_counter() - started
    import duckdb

    with duckdb.connect(str(folder / "store.duckdb")) as con:
        counts = con.execute("SELECT (SELECT count(*) FROM good), (SELECT count(*) FROM bad)").fetchone()
    assert counts is not None
    return {"seconds": total, "import_seconds": imported, "good_n": counts[0], "bad_n": counts[1]}


def dbt_models(project: Path, folder: Path) -> dict[str, Any]:
    """Build the models of a project that lies there already."""
    runner: Any = importlib.import_module("dbt.cli.main").dbtRunner()
    place = ["--project-dir", str(project), "--profiles-dir", str(project), "--log-path", str(folder)]
    outcome = runner.invoke(["--quiet", "--no-send-anonymous-usage-stats", "run", *place])
    if not outcome.success:
        raise RuntimeError(f"dbt run failed: {outcome.exception or [found.message for found in outcome.result]}")
    return {"models_n": len(outcome.result)}


def _write_project(file: Path, folder: Path) -> None:
    models = folder / "models"
    models.mkdir(parents=True, exist_ok=True)
    (folder / "dbt_project.yml").write_text(
        "name: cases\nversion: '1.0'\nprofile: cases\nmodels: {+materialized: table}\n", encoding="utf-8"
    )
    (folder / "profiles.yml").write_text(
        "cases: {target: dev, outputs: {dev: {type: duckdb, threads: 2, path: '%s'}}}\n" % (folder / "store.duckdb"),
        encoding="utf-8",
    )
    times = ", ".join(f"try_strptime({name}, '%Y-%m-%d %H:%M:%S')::timestamptz as {name}_t" for name in TIMES)
    numbers = ", ".join(f"try_cast({name} as double) as {name}_t" for name in NUMBERS)
    tags = ", ".join(f"case when {broken} then '{rule}' end" for rule, broken in _rules().items())
    (models / "judged.sql").write_text(
        f"""with typed as (
            select *, {times}, {numbers}, count(*) over (partition by task_num) > 1 as is_repeated
            from read_csv('{file}', all_varchar=true, header=true, delim=',', quote='"', escape='"', nullstr='',
                ignore_errors=true))
        select *, list_filter([{tags}], rule -> rule is not null) as rules from typed""",
        encoding="utf-8",
    )
    typed = ", ".join(f"{name}_t as {name}" for name in TIMES)
    (models / "good.sql").write_text(
        f"""select task_num, event_src, case_type, main_code, sub_code, round(lon_t, 3) as lon, round(lat_t, 3) as lat,
            grid_code, street_code, status, {typed}, dispose_unit, rework_cnt_t::bigint as rework_cnt,
            left(sha256('{KEY.decode()}' || reporter_phone), 32) as reporter_key, length(event_desc) as desc_length
        from {{{{ ref('judged') }}}} where len(rules) = 0""",
        encoding="utf-8",
    )
    columns = ", ".join(f"{name}_t" for name in (*TIMES, *NUMBERS))
    (models / "bad.sql").write_text(
        f"select * exclude ({columns}) from {{{{ ref('judged') }}}} where len(rules) > 0", encoding="utf-8"
    )
    tests = "".join(
        f"      - {{name: {name}, data_tests: [not_null{', unique' if name == 'task_num' else ''}]}}\n"
        for name in REQUIRED
    )
    (models / "models.yml").write_text(f"models:\n  - name: good\n    columns:\n{tests}", encoding="utf-8")


def _rules() -> dict[str, str]:
    """Each rule as SQL that is true where a row breaks it."""
    found = {f"required_{name}": f"{name} is null" for name in REQUIRED}
    found |= {f"pattern_{name}": f"not regexp_matches({name}, '{text}')" for name, text in PATTERNS.items()}
    found |= {f"enum_{name}": f"{name} not in {tuple(values)}" for name, values in LISTS.items()}
    found |= {f"type_{name}": f"{name} is not null and {name}_t is null" for name in (*TIMES, *NUMBERS)}
    return found | {
        "range_rework": "rework_cnt_t < 0 or rework_cnt_t > 99",
        "time_order": "registered_at_t < reported_at_t or dispatched_at_t < greatest(reported_at_t, registered_at_t)"
        " or closed_at_t < greatest(reported_at_t, registered_at_t, dispatched_at_t)",
        "closed_iff_closed_at": "status in ('3','4','5','6','7') and (status = '6') <> (closed_at_t is not null)",
        "future_time": "greatest(reported_at_t, registered_at_t, dispatched_at_t, closed_at_t)"
        f" > timestamptz '{LATEST}'",
        "point_in_city": "lon_t not between 115.4 and 116.6 or lat_t not between 28.1 and 29.2",
        "duplicate_key": "is_repeated",
    }


WAYS: dict[str, Callable[[Path, Path], dict[str, Any]]] = {
    "pandas_expectations": pandas_expectations,
    "dbt_duckdb": dbt_duckdb,
    "dbt_models": dbt_models,
}
DBT = ("dbt-core", "dbt-duckdb")
NEEDS = {"pandas_expectations": ("pandas", "great-expectations"), "dbt_duckdb": DBT, "dbt_models": DBT}


def missing(way: str) -> list[str]:
    """The packages that this interpreter lacks for a way."""
    found = []
    for package in NEEDS[way]:
        try:
            importlib.metadata.distribution(package)
        except importlib.metadata.PackageNotFoundError:
            found.append(package)
    return found


def main() -> None:
    """Run one way and write its answer: times and counts, or what is missing."""
    way, file, folder, answer = sys.argv[1], *map(Path, sys.argv[2:5])
    lacking = missing(way)
    folder.mkdir(parents=True, exist_ok=True)
    facts = {"missing": lacking} if lacking else WAYS[way](file, folder)
    answer.write_text(json.dumps(facts), encoding="utf-8")


if __name__ == "__main__":
    main()
