"""智慧城管部件: what was surveyed in the streets, as a shapefile; the cases of parts refer to these."""

from pathlib import Path

import numpy as np
import polars as pl

from demo import geo, shapefile, writers
from demo.components import stock
from demo.defects import Defect, put, serial
from demo.silo import Scene, Silo, Tables
from demo.world import CATEGORIES, UNITS, pick

STATES = ("完好", "破损", "丢失", "占用", "废弃")
STATE_SHARES = (0.93, 0.035, 0.008, 0.017, 0.01)
SURVEYS = ("20140618", "20141120", "20150326", "20150709")
FIELDS = {"BJDM": ("C", 16), "BJMC": ("C", 40), "DLDM": ("C", 2), "XLDM": ("C", 2), "ZGBM": ("C", 6),
          "WGDM": ("C", 14), "ZT": ("C", 8), "PCRQ": ("D", 8)}  # fmt: skip
FORGOTTEN = 211
"""Every so many components were not surveyed, though cases name some of them."""

DEFECTS = (
    Defect("component_number_with_letter", "component", 5, ("pattern_component_id",),
           ((pl.col("BJDM").str.slice(0, 15) + "O").alias("BJDM"),)),
    Defect("component_of_another_class", "component", 6, ("id_agrees_with_class",), put(DLDM="06")),
    Defect("component_nowhere", "component", 4, ("required_point",),
           (pl.lit(None, pl.List(pl.Float64)).alias("_path"),)),
    Defect("component_abroad", "component", 4, ("point_in_city",), (pl.lit([121.47, 31.23]).alias("_path"),)),
    Defect("component_state_unknown", "component", 5, ("enum_status",), put(ZT="待定")),
    Defect("component_surveyed_on_no_day", "component", 4, ("type_surveyed_on",), put(PCRQ="20150231")),
    Defect("component_copied", "component", 6, ("duplicate_key",), rekey=False),
    Defect("component_shape_cut", "component", 3, ("malformed",), form="cut"),
)  # fmt: skip


def make(scene: Scene) -> dict[str, pl.DataFrame]:
    """Every component of the district but the forgotten ones."""
    rng, grid = scene.rng, scene.world.grid
    found = stock(scene.world)
    found = found.filter(pl.int_range(pl.len()) % FORGOTTEN != FORGOTTEN - 1)
    n = len(found)
    place, kind = found["grid_n"].to_numpy(), found["category_n"].to_numpy()
    lon, lat = geo.moved(
        grid["lon"].to_numpy()[place],
        grid["lat"].to_numpy()[place],
        rng.uniform(-110, 110, n),
        rng.uniform(-110, 110, n),
    )
    unit = scene.world.unit_numbers(kind, grid["street_n"].to_numpy()[place].astype(np.int64))
    return {
        "component": pl.DataFrame(
            {
                "BJDM": found["component_id"],
                "BJMC": pick([c.sub_name for c in CATEGORIES], kind),
                "DLDM": pick([c.main_code for c in CATEGORIES], kind),
                "XLDM": pick([c.sub_code for c in CATEGORIES], kind),
                "ZGBM": pick([u[0] for u in UNITS], unit),
                "WGDM": pick(grid["grid_code"].to_list(), place),
                "ZT": pick(STATES, rng.choice(len(STATES), n, p=STATE_SHARES)),
                "PCRQ": pick(SURVEYS, rng.choice(len(SURVEYS), n, p=(0.55, 0.2, 0.15, 0.1))),
                "_path": pl.Series(np.stack([lon, lat], axis=1).tolist(), dtype=pl.List(pl.Float64)),
            }
        )
    }


def write(folder: Path, tables: Tables) -> list[writers.Place]:
    """One shapefile in a folder of its own."""
    (folder / "components").mkdir(exist_ok=True)
    frame, key = tables["component"]
    return shapefile.points(folder, "components/component", frame, key, fields=FIELDS)


def found(scene: Scene) -> dict[str, pl.DataFrame]:
    """Cases of parts whose component was not surveyed or is of another class."""
    known = scene.made["component"].select(pl.col("BJDM").alias("component_id"), pl.lit(True).alias("_known"))
    parts = scene.made["urban_case"].filter(pl.col("case_type") == "part").join(known, "component_id", "left")
    agrees = pl.col("component_id").str.slice(6, 4) == pl.col("main_code") + pl.col("sub_code")
    wrong = parts.filter(pl.col("_known").is_null() | ~agrees)
    return {"case_component_agrees": wrong.select(pl.col("task_num").alias("case_id"))}


SILO = Silo(
    id="urban_management",
    keys={"component": ("BJDM",)},
    make=make,
    write=write,
    defects=DEFECTS,
    rekey={"component": (pl.col("BJDM").str.slice(0, 10) + serial(5, "9")).alias("BJDM")},
    needs=("urban_case",),
    found=found,
)
