"""城市公共管理平台: divisions, grids as GeoJSON, persons as CSV, rooms in SQLite, events as NDJSON, returns as XLSX."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from demo import clock, geo, geofiles, gridwork, writers
from demo.clock import DAY, day_number
from demo.defects import Defect, none, put, serial, shift, year
from demo.silo import Scene, Silo, Tables
from demo.world import DIVISION, STREETS

BEGAN = "2013-01-29"
CITY, CITY_NAME = "3601", "南昌市"
DISTRICT_ON = "2020-01-01"  # the functional zone became a district
NO_ADDRESS, STRANGE_ADDRESS = 0.019, 0.017  # shares of persons
LEFT, DIED = 0.03, 0.006
STALE_STREETS = {5: 95.0, 7: 80.0, 8: 75.0}  # mean age of a person's record in days
STALE = 42.0
VACANT_SHOPS = 0.12
CHANGED_GRIDS = 12  # grid cells whose worker and name changed in the course of time
CHANGED_ON = "2014-09-01"

forwarded = pl.col("forwarded_case_id").is_not_null()
done = pl.col("status") == "已办结"
listed = pl.col("status") == "在册"
in_word = pl.col("resident_type") != "境外"

DEFECTS = (
    Defect("division_level_wrong", "mgmt_division", 2, ("division_code_fits_level",), put(level="city"),
           pl.col("level") == "community"),
    Defect("grid_of_another_community", "mgmt_grid", 2, ("grid_in_its_community",),
           put(community_code="360113001002"), pl.col("street_code") != "360113001"),
    Defect("person_number_wrong", "mgmt_person", 5, ("pattern_person_key",), (serial(4, "R").alias("person_id"),)),
    Defect("person_without_number", "mgmt_person", 6, ("id_no_needed",), none("id_no"), in_word),
    Defect("person_number_checksum", "mgmt_person", 8, ("id_no_valid",),
           ((pl.col("id_no").str.slice(0, 17) + pl.when(pl.col("id_no").str.ends_with("0")).then(pl.lit("1"))
             .otherwise(pl.lit("0"))).alias("id_no"),), in_word),
    Defect("person_birth_differs", "mgmt_person", 7, ("birth_matches_id",), year("1909", "birth_on"), in_word),
    Defect("person_sex_differs", "mgmt_person", 5, ("gender_matches_id",), put(gender="男"),
           in_word & (pl.col("gender") == "女")),
    Defect("person_left_no_day", "mgmt_person", 6, ("left_iff_not_registered",), put(status="迁出"), listed),
    Defect("person_updated_later", "mgmt_person", 4, ("person_future_time",), year("2051", "updated_at")),
    Defect("person_of_another_community", "mgmt_person", 4, ("person_grid_in_community",),
           put(grid_code="36011300100201"), pl.col("_street_code") != "360113001"),
    Defect("person_copied", "mgmt_person", 5, ("duplicate_key",), rekey=False),
    Defect("person_phone_wrong", "mgmt_person", 9, ("pattern_phone_key",),
           (*put(resident_type="境外", phone="123"), *none("id_no"))),
    Defect("person_registered_again", "mgmt_person", 7, (), (shift("updated_at", "updated_at", 86_400),),
           in_word & listed & (pl.col("updated_at") < "2015-08-29"),
           finds=("person_registered_twice",)),
    Defect("room_use_unknown", "mgmt_room", 5, ("enum_use_type",), put(use_type="仓库")),
    Defect("room_of_another_grid", "mgmt_room", 4, ("address_in_grid",), put(grid_code="36011300100201"),
           pl.col("grid_code").str.slice(0, 9) != "360113001"),
    Defect("room_code_of_firm_wrong", "mgmt_room", 3, ("room_uscc_valid",),
           ((pl.col("owner_uscc").str.slice(0, 16) + "IO").alias("owner_uscc"),), pl.col("owner_uscc").is_not_null()),
    Defect("room_copied", "mgmt_room", 4, ("duplicate_key",), rekey=False),
    Defect("dwelling_of_firm", "mgmt_room", 3, ("dwelling_has_no_firm",), put(use_type="住宅"),
           pl.col("owner_uscc").is_not_null()),
    Defect("event_line_cut", "mgmt_grid_event", 6, ("malformed",), form="cut"),
    Defect("event_without_grid", "mgmt_grid_event", 9, ("required_grid_code",), none("grid_code")),
    Defect("event_kind_unknown", "mgmt_grid_event", 7, ("enum_event_kind",), put(category="杂项")),
    Defect("event_closed_before_report", "mgmt_grid_event", 8, ("event_time_order",),
           (shift("closed_at", "reported_at", -600),), done),
    Defect("event_closed_no_time", "mgmt_grid_event", 7, ("event_closed_iff_closed_at",), none("closed_at"), done),
    Defect("event_passed_on_nowhere", "mgmt_grid_event", 5, ("forwarded_needs_case",),
           (*put(status="已转办"), *none("closed_at", "forwarded_case_id")), done),
    Defect("event_without_limit", "mgmt_grid_event", 5, ("accepted_event_has_due",), none("due_at"), done),
    Defect("event_in_the_future", "mgmt_grid_event", 5, ("event_future_time",),
           (*put(status="待受理"), *year("2051", "reported_at"), *none("accepted_at", "due_at", "closed_at")), done),
    Defect("event_before_system", "mgmt_grid_event", 4, ("event_before_go_live",),
           year("2012", "reported_at", "accepted_at", "due_at", "closed_at"), done),
    Defect("event_point_zero", "mgmt_grid_event", 6, ("event_point_in_city",), put(lon=0.0, lat=0.0)),
    Defect("event_copied", "mgmt_grid_event", 6, ("duplicate_key",), rekey=False),
    Defect("event_phone_wrong", "mgmt_grid_event", 6, ("pattern_reporter_key",), put(reporter_phone="12345"),
           pl.col("reporter_phone").is_not_null()),
    Defect("event_grid_unknown", "mgmt_grid_event", 6, (), ((pl.col("grid_code").str.slice(0, 12) + "88")
           .alias("grid_code"),), ~forwarded, finds=("event_grid_in_force",)),
    Defect("event_grid_given_up", "mgmt_grid_event", 4, (), put(grid_code=f"{gridwork.RETIRED_COMMUNITY}01"),
           ~forwarded & (pl.col("reported_at") >= "2015-06-02"), finds=("event_grid_in_force",)),
    Defect("event_point_elsewhere", "mgmt_grid_event", 8, (), ((pl.col("lat") + 0.02).alias("lat"),), ~forwarded,
           finds=("point_in_grid",)),
    Defect("event_terminal_shifted", "mgmt_grid_event", 30, (), put(crs="WGS84", terminal_id="T9901"),
           ~forwarded & (pl.col("crs") == "GCJ02") & (pl.col("source") == "网格巡查"), finds=("point_in_grid",)),
    Defect("event_case_unknown", "mgmt_grid_event", 5, (), put(forwarded_case_id="15123100001"), forwarded & done,
           finds=("grid_event_case_exists",)),
    Defect("return_sum_wrong", "mgmt_street_month", 2, ("residents_add_up",),
           ((pl.col("常住人口合计") + 7).alias("常住人口合计"),)),
    Defect("return_workers_negative", "mgmt_street_month", 1, ("range_grid_worker_n",), put(网格员数=-3)),
    Defect("return_before_month_ends", "mgmt_street_month", 1, ("filed_after_month",),
           ((pl.col("填报日期") - pl.duration(days=40)).alias("填报日期"),)),
)  # fmt: skip


def make(scene: Scene) -> dict[str, pl.DataFrame]:
    """Everything that the platform keeps."""
    return {
        "mgmt_division": _divisions(scene),
        "mgmt_grid": _grids(scene),
        "mgmt_person": _persons(scene),
        "mgmt_room": _rooms(scene),
        "mgmt_grid_event": gridwork.events(scene),
        "mgmt_street_month": gridwork.street_months(scene),
    }


def _divisions(scene: Scene) -> pl.DataFrame:
    """The list in its newest edition, so it knows what became of the functional zone."""
    rows: list[tuple[str | None, ...]] = [
        (CITY, CITY_NAME, "city", None, BEGAN, None, None),
        (DIVISION, "红谷滩新区", "district", CITY, BEGAN, DISTRICT_ON, DIVISION),
        (DIVISION, "红谷滩区", "district", CITY, DISTRICT_ON, None, None),
    ]
    rows += [(DIVISION + s.code, s.name, "street", DIVISION, BEGAN, None, None) for s in STREETS]
    communities = scene.world.grid.unique("community_code", keep="first", maintain_order=True)
    rows += [
        (row["community_code"], row["community_name"], "community", row["street_code"], BEGAN, None, None)
        for row in communities.iter_rows(named=True)
    ]
    retired = gridwork.RETIRED_COMMUNITY
    rows.append((retired, "九龙湖筹建社区", "community", retired[:9], BEGAN, str(gridwork.RETIRED_ON), gridwork.HEIR))
    names = ("division_code", "name", "level", "parent_code", "valid_from", "valid_to", "successor_code")
    schema = dict.fromkeys(names, pl.String)
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(pl.lit("divisions.csv").alias("_file"))


def _grids(scene: Scene) -> pl.DataFrame:
    """Every cell with its outline; some changed name and worker, three were given up."""
    grid = scene.world.grid
    half = np.sqrt(grid["area_m2"].to_numpy()) / 2
    lon, lat = grid["lon"].to_numpy(), grid["lat"].to_numpy()
    corners = []
    for east, north in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        slack = scene.rng.uniform(0.97, 1.06, (2, len(grid)))
        corners += list(geo.moved(lon, lat, half * east * slack[0], half * north * slack[1]))
    worker = np.arange(len(grid)) // 2
    now = grid.select(
        "grid_code", "grid_name", "community_code", "street_code", "area_m2",
        pl.Series("grid_worker_id", worker + 1).cast(pl.String).str.zfill(4).alias("_worker"),
        pl.Series("grid_worker", [gridwork.FILERS[i % 9] for i in worker.tolist()]),
        pl.lit(BEGAN).alias("valid_from"), pl.lit(None, dtype=pl.String).alias("valid_to"),
        pl.lit(None, dtype=pl.String).alias("successor_code"),
        pl.Series("_path", np.stack(corners, axis=1).tolist()),
    ).with_columns(("W" + pl.col("_worker")).alias("grid_worker_id")).drop("_worker")  # fmt: skip
    chosen = pl.int_range(pl.len()) % (len(grid) // CHANGED_GRIDS) == 3
    before = now.filter(chosen).with_columns(
        pl.lit(CHANGED_ON).alias("valid_to"), (pl.col("grid_name") + "（旧）").alias("grid_name"),
        pl.lit("W9001").alias("grid_worker_id"), pl.col("grid_code").alias("successor_code"),
    )  # fmt: skip
    now = now.with_columns(pl.when(chosen).then(pl.lit(CHANGED_ON)).otherwise("valid_from").alias("valid_from"))
    earlier = {heir: retired for retired, heir in gridwork.heirs().items()}
    retired = now.filter(pl.col("grid_code").is_in(list(earlier))).with_columns(
        pl.col("grid_code").alias("successor_code"),
        pl.col("grid_code").replace_strict(earlier, default=None).alias("grid_code"),
        pl.lit(gridwork.RETIRED_COMMUNITY).alias("community_code"),
        pl.lit(BEGAN).alias("valid_from"), pl.lit(str(gridwork.RETIRED_ON)).alias("valid_to"),
    )  # fmt: skip
    return pl.concat([now, before, retired]).sort("grid_code", "valid_from")


def _persons(scene: Scene) -> pl.DataFrame:
    people, rng, n = scene.people, scene.rng, len(scene.people)
    last = day_number(scene.period.last)
    born = people["birth_on"].str.to_date().to_physical().to_numpy().astype(np.int64)
    begin = day_number(date.fromisoformat(BEGAN))
    registered = np.maximum(begin + (rng.random(n) ** 0.8 * (last - 200 - begin)).astype(np.int64), born + 20)
    registered = np.minimum(registered, last - 1)
    fate = rng.random(n)
    gone = fate < LEFT + DIED
    left = np.maximum(last - rng.integers(0, 400, n), registered)
    streets = {DIVISION + street.code: i for i, street in enumerate(STREETS)}
    street = np.array([streets[code] for code in people["street_code"]])
    age = rng.exponential(np.array([STALE_STREETS.get(i, STALE) for i in range(len(STREETS))])[street])
    updated = np.maximum(np.where(gone, left, last) - age.astype(np.int64), registered)
    address = rng.random(n)
    alone = people.select(pl.len().over("addr_code") == 1).to_series().to_numpy() & (born < last - 70 * 365)
    moments = updated * DAY + 8 * 3600 + rng.integers(0, 9 * 3600, n)
    return people.select(
        "person_id", "id_no", "name", "phone", "gender", "birth_on", "resident_type",
        pl.when(pl.Series(address < NO_ADDRESS)).then(None)
        .when(pl.Series(address < NO_ADDRESS + STRANGE_ADDRESS)).then(pl.col("grid_code") + "9990101")
        .otherwise("addr_code").alias("addr_code"),
        "grid_code", "community_code",
        pl.when(pl.Series(alone)).then(pl.lit("独居老人")).when(pl.Series(rng.random(n) < 0.012)).then(pl.lit("低保"))
        .alias("care_tags"),
        pl.when(pl.Series(fate < DIED)).then(pl.lit("死亡")).when(pl.Series(gone)).then(pl.lit("迁出"))
        .otherwise(pl.lit("在册")).alias("status"),
        clock.written(registered * DAY, "%Y-%m-%d").alias("registered_on"),
        pl.when(pl.Series(gone)).then(clock.written(left * DAY, "%Y-%m-%d")).alias("left_on"),
        clock.text(moments).alias("updated_at"),
        pl.col("street_code").alias("_street_code"),
        pl.lit("persons.csv").alias("_file"),
    )  # fmt: skip


def _rooms(scene: Scene) -> pl.DataFrame:
    rooms, rng, n = scene.rooms, scene.rng, len(scene.rooms)
    floating = scene.people.filter(pl.col("resident_type") == "流动")["addr_code"].unique()
    lived_in = rooms["addr_code"].is_in(scene.people["addr_code"].unique().implode())
    rented = rooms["addr_code"].is_in(floating.implode())
    dwelling = rooms["use_type"] == "住宅"
    updated = scene.period.end - (rng.exponential(60, n) * DAY).astype(np.int64)
    began = day_number(date.fromisoformat(BEGAN))
    updated = np.maximum(updated, began * DAY)
    registered = np.minimum(began + rooms["building_no"].cast(pl.Int64).to_numpy() * 37 % 400, updated // DAY)
    return rooms.select(
        "addr_code", "building_no", "room_no", "use_type",
        pl.when(pl.Series(dwelling & ~lived_in)).then(pl.lit("空置"))
        .when(pl.Series(dwelling & rented)).then(pl.lit("出租"))
        .when(pl.Series(dwelling)).then(pl.lit("自住"))
        .when(pl.Series(rng.random(n) < VACANT_SHOPS)).then(pl.lit("空置")).otherwise(pl.lit("经营"))
        .alias("occupancy"),
        "grid_code", "community_code",
        pl.Series("floor_area_m2", np.round(rng.lognormal(4.55, 0.28, n), 1)),
        _tenants(scene).alias("owner_uscc"),
        clock.written(registered * DAY, "%Y-%m-%d").alias("registered_on"),
        pl.lit(None, pl.String).alias("cancelled_on"),
        clock.text(updated).alias("updated_at"),
    )  # fmt: skip


def _tenants(scene: Scene) -> pl.Series:
    """The firm in each shop and office: one of its own grid if there is one, else of its street."""
    tenant: dict[str, str] = {}
    rooms = scene.rooms.filter(pl.col("use_type") != "住宅")
    firms = scene.firms.filter(pl.col("status") == "存续")
    for level in ("grid_code", "street_code"):
        waiting: dict[str, list[str]] = {}
        for row in firms.filter(~pl.col("uscc").is_in(list(tenant.values()))).iter_rows(named=True):
            waiting.setdefault(row[level], []).append(row["uscc"])
        for row in rooms.iter_rows(named=True):
            if row["addr_code"] not in tenant and waiting.get(row[level]):
                tenant[row["addr_code"]] = waiting[row[level]].pop(0)
    return scene.rooms["addr_code"].replace_strict(tenant, default=None, return_dtype=pl.String)


def write(folder: Path, tables: Tables) -> list[writers.Place]:
    """Six extracts, the returns in a book a month."""
    places = [
        *writers.csv(folder, *tables["mgmt_division"], encoding="utf-8", end="\n"),
        *geofiles.geojson(folder, "grids.geojson", *tables["mgmt_grid"], ring=True),
        *writers.csv(folder, *tables["mgmt_person"], encoding="utf-8", end="\n"),
        *writers.sqlite(folder, "public_management.sqlite", {"building_room": tables["mgmt_room"]}),
        *writers.ndjson(folder, *tables["mgmt_grid_event"]),
    ]
    returns, key = tables["mgmt_street_month"]
    for file, book in writers.by_file(returns):
        places += writers.xlsx(folder, file, {"月报": (book, key)})
    return places


def found(scene: Scene) -> dict[str, pl.DataFrame]:
    """One handset reports in the wrong system; the rule names it once, however many of its events are shifted."""
    return {"feed_shifted": pl.DataFrame({"table_name": ["pub.fct_grid_event"]})}


SILO = Silo(
    id="public_management",
    keys={
        "mgmt_division": ("division_code", "valid_from"),
        "mgmt_grid": ("grid_code", "valid_from"),
        "mgmt_person": ("person_id",),
        "mgmt_room": ("addr_code",),
        "mgmt_grid_event": ("event_id",),
        "mgmt_street_month": ("街道代码", "统计月份"),
    },
    make=make,
    write=write,
    defects=DEFECTS,
    rekey={
        "mgmt_division": serial(2, "2012-01-").alias("valid_from"),
        "mgmt_grid": serial(2, "2012-01-").alias("valid_from"),
        "mgmt_person": serial(7, "P").str.replace("P0", "P9").alias("person_id"),
        "mgmt_room": (pl.col("addr_code").str.slice(0, 14) + serial(6, "9")).alias("addr_code"),
        "mgmt_grid_event": (pl.col("event_id").str.slice(0, 9) + serial(4, "9")).alias("event_id"),
        "mgmt_street_month": serial(3, "360113").alias("街道代码"),
    },
    # a clone of an event is made of one that no later file brings again
    fit={
        "mgmt_grid_event": lambda end: pl.col("_single"),
        "mgmt_grid": lambda end: pl.col("valid_to").is_null(),
        "mgmt_street_month": lambda end: pl.col("街道代码") != "合计",
    },
    needs=("urban_case",),
    found=found,
)
