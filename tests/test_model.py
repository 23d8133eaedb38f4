"""Models, KPIs and rules are read strictly, and their text comes out as it went in."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.declare import naming
from pipelines.declare.header import Words
from pipelines.declare.model import read_model, read_models
from pipelines.declare.parse import Cache
from pipelines.declare.rules.rule import read_rule, read_rules, together
from tests import small_root
from tests.small_root import DATASETS, KPI, MART, PUB, RULE, model, put
from warehouse.errors import HgtError

OTHER_VARIANT = '[variants.other]\nzh="a"\nen="b"\nnumerator="n|n"\ndenominator="d|d"\n'
SECOND_VARIANT = 'headline="default"\n' + OTHER_VARIANT


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_root.write(tmp_path)


def refusal(root: Path, layer: str, text: str, table: str = "t") -> str:
    """The error of reading this one model."""
    path = put(root / f"models/{layer}/{table}.sql", text)
    with pytest.raises(HgtError) as caught:
        read_model(path, root)
    assert str(path) in str(caught.value)
    assert caught.value.next == "hgt status"
    return str(caught.value)


def test_a_model_is_its_path_and_its_text(root: Path) -> None:
    found = read_models(root, DATASETS)
    assert list(found) == ["kpi.bench_repairs", "mart.repair", "pub.fct_repair", "std.bench_repair"]
    fact = found["pub.fct_repair"]
    assert (fact.layer, fact.table, fact.inputs) == ("pub", "fct_repair", ("std.bench_repair", "std.calendar"))
    assert fact.text == PUB
    assert PUB.rstrip().endswith(fact.select)
    assert fact.columns == ("repair_id", "repaired_on", "remark_length", "is_worked")
    assert fact.meaning.incremental is not None
    assert fact.meaning.incremental.by == "repair_id"
    assert fact.meaning.columns["repair_id"].zh == "维修号"
    assert not fact.uses_as_of


def test_a_star_takes_the_columns_of_its_source(root: Path) -> None:
    mart = read_models(root, DATASETS)["mart.repair"]
    assert mart.columns == ("repair_id", "repaired_on", "remark_length", "is_worked")
    assert mart.uses_as_of


def test_a_star_over_an_unknown_source_is_refused(root: Path) -> None:
    assert "no table pub.fct_repair whose columns are known" in refusal(root, "mart", MART)


def test_a_kpi_knows_its_slices_and_variants(root: Path) -> None:
    kpi = read_models(root, DATASETS)["kpi.bench_repairs"]
    assert kpi.slices == {"bench": "bench_id"}
    numerator = kpi.kpi.variants["default"].numerator
    assert numerator is not None
    assert numerator.en == "Repairs on working days"


def test_the_select_keeps_comments_and_loses_only_a_closing_semicolon(root: Path) -> None:
    select = "select a -- why; not\nfrom pub.x"
    path = put(root / "models/pub/t.sql", model(select + ";", "a"))
    assert read_model(path, root).select == select


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('description = "d"', 'descripton = "d"'), ("descripton", "description_zh")),
        (('description = "d"', "description = 3"), ("`description`", "not empty")),
        (('description = "d"\n', ""), ("`description` is missing",)),
        (('key = ["a"]', 'key = "a"'), ("`key`", "a list")),
        (('key = ["a"]', 'key = ["b"]'), ("`key` names `b`",)),
        (('a = "列|Column"', 'a = "Column"'), ("columns.a", "中文|English")),
        (('a = "列|Column"', ""), ("`a` has no description",)),
        (('a = "列|Column"', 'a = "列|Column"\nb = "列|Column"'), ("`columns` names `b`",)),
        (('grain = "row"', 'grain = "a */ b"'), ("contains `*/`", "a */ b")),
        (('grain = "row"', 'grain = "row" # a */ b'), ("contains `*/`",)),
        (('grain = "row"', 'grain = "a /* b"'), ("contains `/*`",)),
        (('grain = "row"', "grain = row"), ("not TOML",)),
        (('grain = "row"', 'grain = "row"\npartition = "day_on"'), ("`partition` names `day_on`",)),
        (('grain = "row"', 'grain = "row"\nincremental = {by = "month"}'), ("incremental", "on =")),
        (("/*", "-- "), ("does not begin with its header",)),
        (("*/", ""), ("never closed",)),
    ],
)
def test_a_wrong_header_is_refused(root: Path, change: tuple[str, str], words: tuple[str, ...]) -> None:
    text = model("select a from pub.x", "a")
    assert change[0] in text
    said = refusal(root, "pub", text.replace(*change, 1))
    for word in words:
        assert word in said


@pytest.mark.parametrize(
    ("select", "word"),
    [
        ("select a from pub.x; select a from pub.x", "something else than one SELECT"),
        ("insert into pub.y select a from pub.x", "something else than one SELECT"),
        ("pivot pub.x on a using sum(b)", "something else than one SELECT"),
        ("select a from (select", "cannot be parsed"),
        ("select a from query_table('pub.x')", "table function"),
        ("select a from read_csv('/etc/passwd')", "table function"),
        ("select a from '/etc/passwd'", "names no layer"),
        ("select a from x", "names no layer"),
        ("select a from lake.pub.x", "with a catalogue"),
        ("select columns('a') from pub.x", "COLUMNS"),
        ("select a from pub.x pivot (sum(b) for a in ('1'))", "PIVOT"),
        ("select a from pub.x where b < now()", "now() differs"),
        ("select a from pub.x where b < current_date", "current_date() differs"),
        ("select a from pub.x where random() < 0.5", "differs from run to run"),
        ("select a from pub.x using sample 10 rows", "sample"),
        ("select count(*) from pub.x", "has no name"),
        ("select a, a from pub.x", "appears twice"),
        ('select b as "order" from pub.x', "reserved word"),
        ("select b as BadName from pub.x", "lower snake case"),
        ("select a from pub.x union all by name select b from pub.y", "BY NAME"),
        ("select a from pub.x where b <= as_of()", "day it is observed"),
    ],
)
def test_a_select_that_hides_or_moves_is_refused(root: Path, select: str, word: str) -> None:
    assert word in refusal(root, "pub", model(select, "a"))


@pytest.mark.parametrize(
    "place", ["pub/order", "pub/BadName", "elsewhere/t", "pub/deep/t", "std/calendar", "kpi/value"]
)
def test_a_wrong_place_or_name_is_refused(root: Path, place: str) -> None:
    layer, table = place.split("/", 1)
    refusal(root, layer, model("select a from pub.x", "a"), table)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (('kind = "ratio"', 'kind = "average"'), "ratio, count, stock, quantile"),
        (('kind = "ratio"', 'kind = "ratio"\nquantile = 0.5'), "only a KPI of kind"),
        (('kind = "ratio"', 'kind = "quantile"\nquantile = 5'), "between 0 and 1"),
        (('kind = "ratio"', 'kind = "ratio"\nper = 1000'), "whose unit is not %"),
        (('kind = "ratio"', 'kind = "count"\nper = 1000'), 'in a KPI of kind "ratio" or'),
        (('kind = "ratio"', 'kind = "count"'), "denominator"),
        (('denominator = "全部维修|All repairs"\n', ""), "denominator"),
        (("1 as denominator", "1 as other_n"), "needs the column `denominator`"),
        (("repair_id as bench_id", "repair_id as bench"), "no use for the column `bench`"),
        (("repair_id as bench_id", "repair_id as bench_id, repair_id as bench_code"), "slice that is taken"),
        (("[variants.default]", "[variants.Default]"), "<lower_snake_case>"),
        (("[variants.default]", SECOND_VARIANT + "[variants.default]"), "needs the column `variant`"),
        (("[variants.default]", f"{SECOND_VARIANT.replace('other', 'third')}{OTHER_VARIANT}[variants.default]"),
         "`variants.other.zh` is wrong"),
        (("[variants.default]", OTHER_VARIANT + "[variants.default]"), "`headline` is wrong"),
        (("[variants.default]", 'headline = "all"\n[variants.default]'), "`headline` is wrong"),
    ],
)  # fmt: skip
def test_a_wrong_kpi_is_refused(root: Path, change: tuple[str, str], word: str) -> None:
    assert change[0] in KPI
    assert word in refusal(root, "kpi", KPI.replace(*change, 1))


def test_rules_are_read_and_refused_as_strictly(root: Path) -> None:
    rule = together(read_rules(root))["repair_has_day"]
    assert (rule.header.table, rule.inputs, rule.header.severity) == ("pub.fct_repair", ("pub.fct_repair",), "block")
    for old, new, word in [
        ('severity = "block"', 'severity = "stop"', "block, warn"),
        ('dimension = "completeness"', 'dimension = "beauty"', "uniqueness"),
        ('gbt36344 = "02"', 'gbt36344 = "two"', "GB/T 36344"),
        ('table = "pub.fct_repair"', 'table = "pub.fct_repair"\nowner = "x"', "owner"),
    ]:
        with pytest.raises(HgtError, match=word):
            read_rule(put(root / "quality/other.sql", RULE.replace(old, new)))


def test_two_rules_of_one_name_are_refused(root: Path) -> None:
    put(root / "quality/deeper/repair_has_day.sql", RULE)
    with pytest.raises(HgtError, match="declared twice"):
        together(read_rules(root))


def test_reserved_words_are_the_engines_own() -> None:
    rows = duckdb.sql("select keyword_name from duckdb_keywords() where keyword_category = 'reserved'").fetchall()
    assert {row[0] for row in rows} == naming.DUCKDB_RESERVED
    assert {"at", "case", "order", "call"} <= naming.RESERVED


@pytest.mark.parametrize(
    ("column", "data_type", "good"),
    [
        ("closed_at", "TIMESTAMP WITH TIME ZONE", True),
        ("closed_at", "TIMESTAMP", False),
        ("closed_on", "DATE", True),
        ("closed", "DATE", False),
        ("rework_n", "BIGINT", True),
        ("rework_n", "DECIMAL(18,2)", False),
        ("area_m2", "DECIMAL(18,2)", True),
        ("is_open", "BOOLEAN", True),
        ("open", "BOOLEAN", False),
        ("street_code", "BIGINT", False),
        ("street_name", "VARCHAR", True),
    ],
)
def test_a_suffix_promises_a_type(column: str, data_type: str, good: bool) -> None:
    assert (naming.type_fault(column, data_type) is None) == good


def test_a_warm_load_parses_nothing(root: Path) -> None:
    body = "select a.repair_id, " + ", ".join(
        f"max(a.remark_length) filter (where a.is_worked) as c{i}_n" for i in range(12)
    )
    columns = ["repair_id", *(f"c{i}_n" for i in range(12))]
    for number in range(100):
        source = "pub.fct_repair" if number == 0 else f"pub.wide{number - 1}_fact"
        select = f"with x as (select * from {source}) {body} from pub.fct_repair as a semi join x on true group by all"
        put(root / f"models/pub/wide{number}_fact.sql", model(select, *columns))
    file = root / "facts.json"
    cache = Cache(file)
    cold = read_models(root, DATASETS, cache)
    cache.save()
    code = (
        "import sys, pathlib; from pipelines.declare.model import read_models;"
        "from pipelines.declare.parse import Cache;"
        f"root = pathlib.Path({str(root)!r});"
        f"found = read_models(root, {DATASETS!r}, Cache(root / 'facts.json'));"
        "print(len(found), 'sqlglot' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.split() == [str(len(cold)), "False"]


def test_a_broken_cache_counts_as_empty(root: Path) -> None:
    file = put(root / "facts.json", "{broken")
    assert read_models(root, DATASETS, Cache(file))["pub.fct_repair"].inputs


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 6))
def test_a_flipped_bit_of_the_cache_changes_nothing_that_is_read(root: Path, place: float, bit: int) -> None:
    file = root / "facts.json"
    file.unlink(missing_ok=True)
    cache = Cache(file)
    right = read_models(root, DATASETS, cache)
    cache.save()
    stored = bytearray(file.read_bytes())
    stored[int(place * len(stored))] ^= 1 << bit
    file.write_bytes(stored)
    assert read_models(root, DATASETS, Cache(file)) == right


def test_a_wrong_entry_of_the_cache_heals(root: Path) -> None:
    file = root / "facts.json"
    cache = Cache(file)
    right = read_models(root, DATASETS, cache)
    cache.save()
    file.write_text(file.read_text(encoding="utf-8").replace("raw.", "row."), encoding="utf-8")
    healed = Cache(file)
    assert healed.entries == {}
    assert read_models(root, DATASETS, healed) == right
    healed.save()
    assert Cache(file).entries.keys() == healed.entries.keys() != set()


INHERITS = """/*
description = "Repairs again"
description_zh = "维修"
grain = "one row per repair"
key = ["repair_id"]
[columns]
{columns}
*/
{select}
"""


def refer(root: Path, select: str, columns: str = "") -> dict[str, str]:
    """The English words of a model over `pub.fct_repair`."""
    put(root / "models/mart/again.sql", INHERITS.format(columns=columns, select=select))
    found = read_models(root, DATASETS)["mart.again"].meaning.columns
    return {name: words.en for name, words in found.items()}


@pytest.mark.parametrize(
    "select",
    [
        "select repair_id, repaired_on from pub.fct_repair",
        "with r as (select repair_id as a, repaired_on from pub.fct_repair) select a as repair_id, repaired_on from r",
        "select * from (select repair_id, repaired_on from pub.fct_repair)",
        "select repair_id, repaired_on from pub.fct_repair union all select repair_id, repaired_on from pub.fct_repair",
    ],
)
def test_an_unchanged_column_has_the_words_of_its_origin(root: Path, select: str) -> None:
    assert refer(root, select) == {"repair_id": "Repair", "repaired_on": "Day of the repair"}
    assert refer(root, select, 'repaired_on = "日期|Day"') == {"repair_id": "Repair", "repaired_on": "Day"}


@pytest.mark.parametrize(
    "select",
    [
        "select repair_id, repaired_on + 1 as repaired_on from pub.fct_repair",
        "select repair_id, max(repaired_on) as repaired_on from pub.fct_repair group by repair_id",
        "select repair_id, repaired_on from pub.fct_repair union all select repair_id, current_on from pub.fct_repair",
    ],
)
def test_a_changed_column_needs_words_of_its_own(root: Path, select: str) -> None:
    with pytest.raises(HgtError, match="column `repaired_on` has no description"):
        refer(root, select.replace("current_on", "repaired_on + 1"))


def test_a_column_of_a_contract_gives_its_words_to_std(root: Path) -> None:
    std = (root / "models/std/bench_repair.sql").read_text(encoding="utf-8")
    put(root / "models/std/bench_repair.sql", std.replace('repair_id = "维修号|Repair"\n', ""))
    with pytest.raises(HgtError, match="column `repair_id` has no description"):
        read_models(root, DATASETS)
    words = {"raw.bench_repair": {"repair_id": Words("号", "Number")}}
    assert read_models(root, DATASETS, words=words)["pub.fct_repair"].meaning.columns["repair_id"].en == "Repair"
    assert read_models(root, DATASETS, words=words)["std.bench_repair"].meaning.columns["repair_id"].en == "Number"
