"""The SQL functions that a declaration may call: models, rules, row rules, filters and versions of a contract.

Each gives the same answer for the same rows on every machine and every day. None reads or writes a file, a setting, a
variable, a secret or the engine's own catalogue, waits, or runs SQL from a text. DuckDB's own parser finds the calls:
the text that is checked is the text that runs. A function that is not named here is refused, a new one of the engine
too.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from warehouse import geometry, macros
from warehouse.errors import HgtError
from warehouse.store import open_file

PLACE = "pipelines/declare/functions.py"
TABLES = frozenset({"generate_series", "range", "unnest"})
"""Functions that give rows."""

_OPERATORS = "!__postfix !~~ !~~* % & && * ** + - -> ->> / // <-> << <=> <@ >> @ @> ^ ^@ | || ~ ~~ ~~* ~~~"
_NUMBERS = """
    abs acos acosh add asin asinh atan atan2 atanh bit_count cbrt ceil ceiling cos cosh cot degrees divide even exp
    factorial fdiv floor fmod gamma gcd greatest greatest_common_divisor isfinite isinf isnan lcm least
    least_common_multiple lgamma ln log log10 log2 mod multiply nextafter pi pow power radians round round_even
    roundbankers sign signbit sin sinh sqrt subtract tan tanh trunc xor"""
_TEXTS = """
    array_to_string ascii bar base64 bin bit_length char_length character_length chr concat concat_ws contains
    damerau_levenshtein decode editdist3 encode ends_with format from_base64 from_binary from_hex hamming hash hex
    ilike_escape instr jaccard jaro_similarity jaro_winkler_similarity lcase left left_grapheme len length
    length_grapheme levenshtein like_escape lower lpad ltrim md5 md5_number mismatches nfc_normalize not_ilike_escape
    not_like_escape octet_length ord parse_dirname parse_dirpath parse_filename parse_path position prefix printf
    regexp_escape regexp_extract regexp_extract_all regexp_full_match regexp_matches regexp_replace
    regexp_split_to_array repeat replace reverse right right_grapheme rpad rtrim sha1 sha256 split split_part
    starts_with str_split str_split_regex string_split string_split_regex string_to_array strip_accents strlen strpos
    substr substring substring_grapheme suffix to_base to_base64 to_binary to_hex translate trim ucase unbin unhex
    unicode upper url_decode url_encode"""
_TIMES = """
    century date_diff date_part date_sub date_trunc datediff datepart datesub datetrunc day dayname dayofmonth dayofweek
    dayofyear days_in_month decade epoch epoch_ms epoch_ns epoch_us era hour isodow isoyear julian last_day make_date
    make_time make_timestamp make_timestamp_ms make_timestamp_ns make_timestamptz microsecond millennium millisecond
    minute month monthname nanosecond quarter second strftime strptime time_bucket timezone timezone_hour
    timezone_minute to_centuries to_days to_decades to_hours to_microseconds to_millennia to_milliseconds to_minutes
    to_months to_quarters to_seconds to_timestamp to_weeks to_years try_strptime week weekday weekofyear year
    yearweek"""
_GROUPS = """
    any_value approx_count_distinct approx_quantile approx_top_k arbitrary arg_max arg_max_null arg_min arg_min_null
    argmax argmin array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count count_if count_star countif covar_pop
    covar_samp cume_dist dense_rank entropy favg fill first first_value fsum geomean geometric_mean group_concat
    histogram histogram_exact kahan_sum kurtosis kurtosis_pop lag last last_value lead list listagg mad max max_by mean
    median min min_by mode nth_value ntile percent_rank product quantile quantile_cont quantile_disc rank rank_dense
    regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy row_number sem skewness
    stddev stddev_pop stddev_samp string_agg sum sumkahan var_pop var_samp variance wavg weighted_avg"""
_LISTS = """
    apply array_append array_apply array_cat array_concat array_contains array_distinct array_extract array_filter
    array_has array_has_all array_has_any array_indexof array_intersect array_length array_pop_back array_pop_front
    array_position array_prepend array_push_back array_push_front array_reduce array_resize array_reverse
    array_reverse_sort array_select array_slice array_sort array_transform array_unique array_value array_where
    array_zip cardinality element_at equi_width_bins filter flatten generate_series grade_up json_array
    json_array_length json_contains json_exists json_extract json_extract_path json_extract_path_text
    json_extract_string json_group_array json_group_object json_keys json_merge_patch json_object json_quote
    json_type json_valid json_value list_append list_apply list_avg list_bool_and list_bool_or list_cat list_concat
    list_contains list_count list_distinct list_element list_extract list_filter list_first list_grade_up list_has
    list_has_all list_has_any list_indexof list_intersect list_last list_max list_median list_min list_mode
    list_pack list_position list_prepend list_product list_reduce list_resize list_reverse list_reverse_sort
    list_select list_slice list_sort list_string_agg list_sum list_transform list_unique list_value list_where
    list_zip map map_concat map_contains map_entries map_extract map_extract_value map_from_entries map_keys
    map_values range reduce row struct_concat struct_contains struct_extract struct_extract_at struct_insert
    struct_keys struct_pack struct_update struct_values to_json unnest"""
_TYPES = "coalesce constant_or_null ifnull nullif typeof"
KERNEL = tuple(signature.partition("(")[0] for signature, _ in (*macros.MACROS, *geometry.MACROS))

ALLOWED = frozenset(
    [*" ".join((_OPERATORS, _NUMBERS, _TEXTS, _TIMES, _GROUPS, _LISTS, _TYPES)).split(), *KERNEL]
)  # fmt: skip
OVER_ROWS = frozenset([*_GROUPS.split(), "json_group_array", "json_group_object"])
"""Functions over many rows: a row's own rule may not call them."""
ACCEPTED = f"the functions that {PLACE} lists"
ROW_ACCEPTED = "one SQL expression over the columns of one row, without a name or another clause"
OBSERVED = "as_of(), as_of_at(): the day observed"
_MOVING_NAMES = """
    now today current_date current_time current_timestamp current_localtime current_localtimestamp
    get_current_timestamp get_current_time localtime localtimestamp transaction_timestamp random rand setseed uuid
    gen_random_uuid uuidv4 uuidv7 nextval getenv current_setting"""
MOVING = frozenset(_MOVING_NAMES.split())
"""Functions whose answer depends on when or where they run: a figure could not be repeated."""
STAMP = hashlib.sha256(" ".join([duckdb.__version__, *sorted(ALLOWED), *sorted(MOVING)]).encode()).hexdigest()
"""The parser and the lists: a text that passed under them need not pass under others."""
BARE = ("current_date", "current_time", "current_timestamp", "localtime", "localtimestamp")
"""Of these the ones that may be called without parentheses."""
SYSTEM_NAMES = frozenset(
    [*BARE, "current_localtime", "current_localtimestamp", "current_catalog", "current_database", "current_role",
     "current_schema", "current_user", "session_user"]
)  # fmt: skip
"""Functions that SQL writes as if they were columns."""


Passed = Callable[[str, Callable[[], Any]], Any]
"""Makes the object that the key names unless it is cached: the result of a check, or a document."""


def passed_never(_key: str, check: Callable[[], Any]) -> Any:
    """Remembers nothing."""
    return check()


class Unfit(ValueError):
    """A text that a declaration may not hold: `value` is the part of it, `accepted` is what may replace it."""

    def __init__(self, message: str, value: str, accepted: str) -> None:
        super().__init__(message)
        self.value, self.accepted = value, accepted


def check_query(text: str) -> None:
    """Refuse a text that is not one query or calls a function that is not listed."""
    _check(_parsed(text, "one SELECT in DuckDB's dialect"))


def expression(
    what: str, text: Any, refuse: Callable[[str, object, str], HgtError], passed: Passed = passed_never
) -> Any:
    """A declared expression over one row, or None without a declaration; `refuse` makes the error of an unfit one."""
    if text is None:
        return None
    if not isinstance(text, str):
        raise refuse(what, text, ROW_ACCEPTED)
    try:
        passed(f"expression {text}", lambda: check_expression(text))
    except Unfit as error:
        raise refuse(f"{what} {error}", error.value, error.accepted) from error
    return text


@lru_cache(maxsize=4096)
def check_expression(text: str) -> bool:
    """Refuse a text that is not exactly one expression over the columns of one row.

    The kernel puts the text between brackets; alone it must parse to the same tree as between them. A comment may end
    it: the closing bracket is on the next line.
    """
    node, within = (_parsed(f"SELECT {shown}", ROW_ACCEPTED) for shown in (text, f"({text}\n)"))
    alone = len(node["select_list"]) == 1 and node["from_table"]["type"] == "EMPTY"
    if not alone or node["select_list"][0]["alias"] or _plain(node) != _plain(within):
        raise Unfit("is not one expression", text, ROW_ACCEPTED)
    for part in _nodes(node["select_list"]):
        found = str(part.get("function_name", "")).lower()
        beyond = part["class"] if part.get("class") in ("SUBQUERY", "WINDOW", "STAR") else found in OVER_ROWS and found
        if beyond:
            raise Unfit("looks beyond the columns of its row", str(beyond).lower(), ROW_ACCEPTED)
    _check(node)
    return True


def _plain(tree: object) -> object:
    """A parsed text without the positions of its parts."""
    if isinstance(tree, dict):
        return {key: _plain(value) for key, value in tree.items() if key != "query_location"}
    return [_plain(entry) for entry in tree] if isinstance(tree, list) else tree


def _parsed(text: str, accepted: str) -> dict[str, Any]:
    row = _parser().execute("SELECT json_serialize_sql(?)", [text]).fetchone()
    assert row is not None
    found = json.loads(row[0])
    shown = text.removeprefix("SELECT ")
    if len(found.get("statements", ())) > 1 or "Only SELECT" in str(found.get("error_message")):
        raise Unfit("holds something else than one SELECT", shown, accepted)
    if found["error"]:
        raise Unfit(f"cannot be parsed: {str(found['error_message']).splitlines()[0]}", shown, accepted)
    node: dict[str, Any] = found["statements"][0]["node"]
    return node


@lru_cache(maxsize=1)
def _parser() -> duckdb.DuckDBPyConnection:
    return open_file(Path(":memory:"), "UTC", read_only=False)


def _check(tree: object) -> None:
    for node in _nodes(tree):
        name = str(node.get("function_name", "")).lower()
        names: list[str] = node["column_names"] if node.get("class") == "COLUMN_REF" else []
        if len(names) == 1 and names[0].lower() in SYSTEM_NAMES:
            name = names[0].lower()
        if name in MOVING or name in SYSTEM_NAMES:
            raise Unfit(f"cannot be repeated: {name}() differs from run to run", name, OBSERVED)
        if name and (name not in ALLOWED or node.get("catalog") or node.get("schema") not in ("", "main")):
            raise Unfit("calls a function that a declaration may not call", f"{name}()", ACCEPTED)
        if node.get("type") == "TABLE_FUNCTION" and str(node["function"].get("function_name")).lower() not in TABLES:
            raise Unfit(
                "reads from a table function", str(node["function"].get("function_name")), ", ".join(sorted(TABLES))
            )
        if node.get("sample"):
            raise Unfit("cannot be repeated: a sample differs from run to run", "SAMPLE", "a SELECT over all rows")
        if node.get("at_clause"):
            raise Unfit("reads a table as it was in an older snapshot", "AT", "tables as they are now")
        if node.get("class") == "PARAMETER":
            raise Unfit("has a parameter that nobody gives", "$ or ?", ACCEPTED)


def _nodes(tree: object) -> Iterator[dict[str, Any]]:
    """Every object of a parsed text."""
    waiting = [tree]
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, dict):
            yield entry
            waiting += entry.values()
        elif isinstance(entry, list):
            waiting += entry
