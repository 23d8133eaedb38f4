"""The town of the proof: a silo whose files are corrected, quarantined and validated again, and the steps of its store.

Each step has the store that it starts from and the one that it must end in.
"""

import itertools
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.chaos.command import Commands
from tests.bad_input.stand import header
from tests.gate import town as plain
from tests.judge.stand import column, document

TICKETS = (
    "1,open,2015-03-02,13800000001\n2,done,2015-04-05,13800000002\n3,done,2015-04-06,13800000003\n",
    "1,done,2015-03-02,13800000001\n2,done,2015-04-05,13800000002\n4,lost,2015-05-01,13800000004\n"
    "5,open,2015-05-02,13800000005\n",
    "1,done,2015-03-02,13800000001\n2,open,2015-04-07,13800000002\n4,open,2015-05-01,13800000004\n"
    "5,done,2015-05-02,13800000005\n6,gone,2015-06-01,13800000006\n",
)
"""A full extract per day: rows change, go and come back; `lost` and `gone` are no states."""
VISITS = (
    "a,2,2015-03-01\nb,3,2015-04-01\n",
    "b,5,2015-04-01\nc,x,2015-05-01\nd,7,2015-05-02\n",
    "c,1,2015-05-01\ne,9,2015-06-01\na,4,2015-03-01\nf,y,2015-06-02\n",
)
"""A delta per day: `x` and `y` are no numbers; c is sent again whole."""
VISIT = document(
    [
        column("visit_id", physicalName="no", required=True, primaryKey=True, primaryKeyPosition=1),
        column("guests_n", "integer", physicalName="guests"),
        column("visited_on", "date", physicalName="day"),
    ],
    name="visit", path="visit_*.csv", mode="delta", drift="stop",
)  # fmt: skip
COLUMNS = ("visit_id", "guests_n", "visited_on")
LISTED = ", ".join(COLUMNS)
STEPWISE = 'partition = "visited_on"\nincremental = {by = "visit_id"}\n'
MONTH = """
SELECT coalesce(t.month_on, v.month_on) AS month_on, coalesce(tickets_n, 0) AS tickets_n,
  coalesce(guests_n, 0)::BIGINT AS guests_n
FROM (SELECT date_trunc('month', opened_on)::DATE AS month_on, count(*) AS tickets_n
  FROM pub.fct_ticket GROUP BY ALL) AS t
FULL JOIN (SELECT date_trunc('month', visited_on)::DATE AS month_on, sum(guests_n) AS guests_n
  FROM pub.fct_visit GROUP BY ALL) AS v ON t.month_on = v.month_on
"""
EXTRA = {
    "assets/desk/visit.odcs.yaml": json.dumps(VISIT, ensure_ascii=False),
    "models/std/visit.sql": header("visit_id", *COLUMNS) + f"SELECT {LISTED} FROM raw.visit\n",
    "models/pub/fct_visit.sql": header("visit_id", *COLUMNS, more=STEPWISE) + f"SELECT {LISTED} FROM std.visit\n",
    "models/mart/month.sql": header("month_on", "month_on", "tickets_n", "guests_n") + MONTH,
}
WIDER = "{value: lost, label: 遗失}, {value: gone, label: 已去}, "
"""States that the replay takes: what was quarantined is validated again and passes."""


@dataclass(frozen=True)
class Step:
    """One command over a store: where the store starts, where it must end, the content root, and what it takes."""

    name: str
    arguments: tuple[str, ...]
    root: Path
    before: Path | None
    after: Path
    seconds: float
    cpu: float
    points: int

    @property
    def again(self) -> bool:
        """Whether the command validates everything again, however often it is started."""
        return "--full" in self.arguments


def root_of(folder: Path, day: int, *, wider: bool = False) -> Path:
    """The content root and the silo as they are on a day, the first is 0."""
    head = "no,state,opened,phone\n"
    plain.write(folder, ticket_csv=head + TICKETS[day])
    for name, text in EXTRA.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    for number in range(day + 1):
        (folder / "silo" / f"visit_{number}.csv").write_text("no,guests,day\n" + VISITS[number], encoding="utf-8")
    district = folder / "district.toml"
    district.write_text("keep_releases = 2\n" + district.read_text(encoding="utf-8"), encoding="utf-8")
    if wider:
        contract = folder / "assets/desk/ticket.odcs.yaml"
        text = contract.read_text(encoding="utf-8").replace("{value: open,", f"{WIDER}{{value: open,")
        contract.write_text(text, encoding="utf-8")
    return folder


def steps(folder: Path, commands: Commands, say: Callable[[str], None], least: bool = False) -> dict[str, Step]:
    """Make the stores of every step, or of the first only, by commands that nothing disturbs."""
    data = folder / "data"
    found: dict[str, Step] = {}

    def step(name: str, root: Path, *arguments: str) -> None:
        before = folder / "stores" / f"before-{name}" if data.exists() else None
        if before is not None:
            shutil.copytree(data, before, symlinks=True)
        commands.state.arm(data)
        ended = commands.run(root, data, *arguments)
        if ended.code != 0:
            raise RuntimeError(f"{name} ended with {ended.code}:\n{ended.said}")
        after = folder / "stores" / f"after-{name}"
        shutil.copytree(data, after, symlinks=True)
        points = commands.state.seen().points
        found[name] = Step(name, arguments, root, before, after, ended.seconds, ended.cpu, points)
        say(f"{name}: hgt {' '.join(arguments)}, {points:,} points, {ended.cpu:.1f} s of a core")

    roots = _roots(folder)
    step("first build", roots[0], "run")
    if least:
        return found
    step("second day", roots[1], "run")
    step("third day", roots[2], "run")
    _unpublish(data)
    step("publish", roots[2], "run")
    step("tend", roots[2], "tend", "--apply")
    step("replay", roots[3], "run")
    step("full replay", roots[3], "run", "--full")
    return found


def _roots(folder: Path) -> list[Path]:
    """The roots of the days. A file that two days share is the same file to the silo."""
    roots = [root_of(folder / f"root-{day}", min(day, 2), wider=day == 3) for day in range(4)]
    for earlier, later in itertools.pairwise(roots):
        for file in (earlier / "silo").iterdir():
            other = later / "silo" / file.name
            if other.read_bytes() == file.read_bytes():
                shutil.copy2(file, other)
    return roots


def _unpublish(data: Path) -> None:
    """Leave the store as one whose newest release is committed and not yet open to readers."""
    newest = max(int(entry.name) for entry in (data / "lake/releases").iterdir())
    shutil.rmtree(data / "lake/releases" / str(newest))
    shutil.rmtree(data / "public")
    shutil.rmtree(data / "reports")
