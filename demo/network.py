"""The district's underground networks: survey points and lines between them, in metres around one place.

Mains follow the shortest tree over the grid cells, so that every community is reached; branches leave it inside each
cell. Sewers run down that tree to the river, and where the fall is not enough a pump lifts. Materials, owners, dates
and what the survey missed are decided elsewhere.
"""

from dataclasses import dataclass

import numpy as np

from demo import geo
from demo.clock import Bools, Floats, Ints
from demo.world import World

ORIGIN = (115.83, 28.64)
STEP_M = 130.0
"""Longest line between two survey points of a main."""
FALL = 0.0008
SHALLOWEST_M, DEEPEST_M, LIFTED_M, OUTFALL_M = 0.9, 5.0, 2.2, 4.5
SIDE_M = {"JS": 3.0, "PS": -3.0, "RQ": 7.0, "DL": -7.0}
"""The distance of each class from the road's middle."""
REACH = {"JS": 1.0, "PS": 1.0, "RQ": 0.55, "DL": 0.35}
"""Share of the tree's edges that a class follows."""
BRANCHES = {"JS": 2, "PS": 1, "RQ": 0, "DL": 0}
"""Branches in each grid cell."""


@dataclass
class Network:
    """One class. Points have a place, ground and grid; lines run from `start` to `end` with the flow."""

    x: Floats
    y: Floats
    ground: Floats
    grid: Ints
    start: Ints
    end: Ints
    is_main: Bools
    edge: Ints
    """The main or branch that a line belongs to: lines of one were laid together."""
    invert: Floats
    """Height of the pipe's bottom at each point; sewers only."""
    is_pumped: Bools
    """Lines that a pump lifts; sewers only."""

    @property
    def length(self) -> Floats:
        return np.hypot(self.x[self.end] - self.x[self.start], self.y[self.end] - self.y[self.start])

    @property
    def degree(self) -> Ints:
        """Lines that meet at each point."""
        return np.bincount(np.concatenate([self.start, self.end]), minlength=len(self.x)).astype(np.int64)

    def places(self) -> tuple[Floats, Floats]:
        """Longitude and latitude of the points."""
        origin = np.full(len(self.x), ORIGIN[0]), np.full(len(self.x), ORIGIN[1])
        return geo.moved(*origin, self.x, self.y)


def metres(world: World) -> tuple[Floats, Floats]:
    """The grid cells' centres in metres east and north of the origin."""
    lon, lat = world.grid["lon"].to_numpy(), world.grid["lat"].to_numpy()
    east = (lon - ORIGIN[0]) * geo.METRES_PER_DEGREE * np.cos(np.radians(ORIGIN[1]))
    return east, (lat - ORIGIN[1]) * geo.METRES_PER_DEGREE


def ground_at(x: Floats, y: Floats) -> Floats:
    """The ground rises gently to the west, away from the river."""
    return np.asarray(22.0 - 0.0006 * x + 1.4 * np.sin(x / 900) * np.cos(y / 1_300), dtype=np.float64)


def tree(x: Floats, y: Floats) -> Ints:
    """The shortest tree over all cells, as each cell's neighbour on the way to the cell nearest to the river."""
    root = int(np.argmax(x))
    parent = np.full(len(x), -1, dtype=np.int64)
    near, distance = np.full(len(x), root, dtype=np.int64), np.hypot(x - x[root], y - y[root])
    outside = np.ones(len(x), dtype=bool)
    outside[root] = False
    while outside.any():
        cell = int(np.argmin(np.where(outside, distance, np.inf)))
        parent[cell], outside[cell] = near[cell], False
        closer = np.hypot(x - x[cell], y - y[cell])
        better = outside & (closer < distance)
        near[better], distance[better] = cell, closer[better]
    return parent


def network(rng: np.random.Generator, world: World, pipe_class: str, scale: float) -> Network:
    """One class of pipe. A line's `end` lies nearer to the root of the tree than its `start`."""
    grid_x, grid_y = metres(world)
    cells = len(grid_x)
    parent = tree(grid_x, grid_y)
    side = SIDE_M[pipe_class]
    x, y, grid = [*(grid_x + side)], [*(grid_y + side)], [*range(cells)]
    start: list[int] = []
    end: list[int] = []
    edge: list[int] = []
    is_main: list[bool] = []
    taken = rng.random(cells) < REACH[pipe_class]
    number = 0
    for cell in np.flatnonzero((parent >= 0) & taken):
        _lay(rng, (x, y, grid), (start, end), int(cell), int(parent[cell]), grid_x, grid_y)
        fresh = len(start) - len(edge)
        edge += [number] * fresh
        is_main += [True] * fresh
        number += 1
    for cell in np.repeat(np.arange(cells), max(int(BRANCHES[pipe_class] * scale + 0.5), 0)):
        turn, reach = rng.uniform(0, 2 * np.pi), rng.uniform(50, 120)
        x.append(x[cell] + reach * np.cos(turn))
        y.append(y[cell] + reach * np.sin(turn))
        grid.append(int(cell))
        start.append(len(x) - 1)
        end.append(int(cell))
        edge.append(number)
        is_main.append(False)
        number += 1
    used = np.unique([*start, *end])
    place = np.full(len(x), -1, dtype=np.int64)
    place[used] = np.arange(len(used))
    xs, ys = np.array(x)[used], np.array(y)[used]
    lines = place[np.array(start)], place[np.array(end)]
    ground = np.round(ground_at(xs, ys) + rng.normal(0, 0.08, len(xs)), 3)
    invert, pumped = _fall(xs, ys, ground, *lines) if pipe_class == "PS" else (ground, np.zeros(len(start), dtype=bool))
    return Network(
        xs, ys, ground, np.array(grid, dtype=np.int64)[used], *lines,
        np.array(is_main), np.array(edge, dtype=np.int64), invert, pumped,
    )  # fmt: skip


def _lay(
    rng: np.random.Generator,
    points: tuple[list[float], list[float], list[int]],
    lines: tuple[list[int], list[int]],
    cell: int,
    parent: int,
    grid_x: Floats,
    grid_y: Floats,
) -> None:
    """A main from a cell to its neighbour, with survey points on the way; each lies in the cell that is nearer."""
    x, y, grid = points
    pieces = max(int(np.ceil(np.hypot(x[cell] - x[parent], y[cell] - y[parent]) / STEP_M)), 1)
    previous = cell
    for i in range(1, pieces):
        share = i / pieces
        x.append(x[cell] + (x[parent] - x[cell]) * share + rng.normal(0, 5))
        y.append(y[cell] + (y[parent] - y[cell]) * share + rng.normal(0, 5))
        grid.append(int(np.argmin(np.hypot(grid_x - x[-1], grid_y - y[-1]))))
        lines[0].append(previous)
        lines[1].append(len(x) - 1)
        previous = len(x) - 1
    lines[0].append(previous)
    lines[1].append(parent)


def _fall(x: Floats, y: Floats, ground: Floats, start: Ints, end: Ints) -> tuple[Floats, Bools]:
    """Inverts from the outfall upwards: at least the fall, never too deep; where that comes too high, a pump."""
    invert = ground - OUTFALL_M
    pumped = np.zeros(len(start), dtype=bool)
    upstream: dict[int, list[int]] = {}
    for line, low in enumerate(end.tolist()):
        upstream.setdefault(low, []).append(line)
    waiting = [point for point in np.unique(end).tolist() if point not in set(start.tolist())]
    while waiting:
        low = waiting.pop()
        for line in upstream.get(low, ()):
            high = int(start[line])
            run = float(np.hypot(x[high] - x[low], y[high] - y[low]))
            wanted = max(float(invert[low]) + FALL * run, float(ground[high]) - DEEPEST_M)
            if wanted > ground[high] - SHALLOWEST_M:
                pumped[line] = True
                wanted = float(ground[high]) - LIFTED_M
            invert[high] = wanted
            waiting.append(high)
    return np.round(invert, 3), pumped
