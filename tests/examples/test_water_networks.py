"""Ten water networks in EPANET's sectioned text: units that differ by file, topology, drawings in unknown systems."""

import gzip
import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from . import source
from .conftest import Outcome, Runner

FOLDER = "water_networks_epanet"
SECTIONS = {
    "junction": "JUNCTIONS",
    "reservoir": "RESERVOIRS",
    "tank": "TANKS",
    "pipe": "PIPES",
    "pump": "PUMPS",
    "valve": "VALVES",
    "coordinate": "COORDINATES",
    "vertex": "VERTICES",
    "demand": "DEMANDS",
    "link_status": "STATUS",
    "option": "OPTIONS",
}
FOOT, INCH = 0.3048, 25.4


@dataclass
class Network:
    """One file: the fields of its lines by section, and how many blank and comment lines each section has."""

    lines: dict[str, list[list[str]]] = field(default_factory=lambda: defaultdict(list))
    silent: Counter[str] = field(default_factory=Counter)

    @property
    def is_us(self) -> bool:
        [unit] = [line[1] for line in self.lines["OPTIONS"] if line[0].lower() == "units"]
        return unit.upper() == "GPM"

    @property
    def junctions(self) -> set[str]:
        return {line[0] for line in self.lines["JUNCTIONS"]}

    @property
    def links(self) -> list[tuple[str, str]]:
        return [(line[1], line[2]) for name in ("PIPES", "PUMPS", "VALVES") for line in self.lines[name]]


@pytest.fixture(scope="module")
def outcome(runner: Runner) -> Outcome:
    return runner("water-networks")


@pytest.fixture(scope="module")
def networks(data_folder: Path) -> dict[str, Network]:
    found = {}
    for file in sorted((data_folder / FOLDER).glob("*.inp.gz")):
        network, name = Network(), ""
        with gzip.open(file, "rt", encoding="utf-8") as stream:
            for line in stream:
                fields = line.partition(";")[0].split()
                if line.strip().startswith("["):
                    name = line.strip().strip("[]")
                elif fields:
                    network.lines[name].append(fields)
                else:
                    network.silent[name] += 1
        found[file.name.removesuffix(".inp.gz")] = network
    return found


def everything(networks: dict[str, Network], section: str) -> list[tuple[str, list[str]]]:
    return [(name, line) for name, network in networks.items() for line in network.lines[section]]


def test_every_line_of_every_section_is_accounted_for(outcome: Outcome, networks: dict[str, Network]) -> None:
    assert len(networks) == 10
    silent = {
        dataset: sum(network.silent[section] for network in networks.values()) for dataset, section in SECTIONS.items()
    }
    lines = {dataset: len(everything(networks, section)) for dataset, section in SECTIONS.items()}
    assert lines["pipe"] == 24_509
    assert outcome.sources() == {dataset: lines[dataset] + silent[dataset] for dataset in SECTIONS}
    filtered = dict(outcome.rows("select dataset, sum(filtered_n) from meta.batch group by dataset"))
    assert filtered == silent
    assert outcome.set_aside() == {}


def test_demands_of_a_node_add_up(outcome: Outcome, networks: dict[str, Network]) -> None:
    """Richmond draws 39.24 l/s; without the second of four equal lines it would be 39.11."""
    demands = Counter[tuple[str, str, str]]()
    for name, line in everything(networks, "DEMANDS"):
        demands[name, line[0], line[2]] += round(float(line[1]) * 1_000_000_000_000)
    found = outcome.rows("select network_code, node_id, pattern_id, base_demand from std.demand")
    assert {row[:3]: round(row[3] * 1_000_000_000_000) for row in found} == demands
    [(drawn,)] = outcome.rows("select sum(demand_lps) from pub.dim_node where network_code = 'Richmond_standard'")
    assert round(drawn, 2) == 39.24


def test_quirks_are_judged(outcome: Outcome, networks: dict[str, Network]) -> None:
    pipes = [line for _, line in everything(networks, "PIPES")]
    assert outcome.broken("pipe") == {"status_in_one_case": sum(line[7] in ("OPEN", "CLOSED", "cv") for line in pipes)}
    negative = sum(float(line[2]) < 0 for _, line in everything(networks, "JUNCTIONS"))
    assert outcome.broken("junction") == {"demand_not_negative": negative}
    assert outcome.offenders("drawing_without_system") == len(networks)
    for rule in ("link_end_is_a_node", "place_is_of_a_node", "node_has_place", "network_has_units"):
        assert outcome.offenders(rule) == 0
    pairs = Counter((name, *sorted(line[1:3])) for name, line in everything(networks, "PIPES"))
    assert outcome.offenders("links_run_side_by_side") == sum(n for n in pairs.values() if n > 1)


def test_units_follow_the_file(outcome: Outcome, networks: dict[str, Network]) -> None:
    assert dict(outcome.rows("select network_code, is_us from pub.dim_network")) == {
        name: network.is_us for name, network in networks.items()
    }
    length, pipes = Counter[str](), Counter[str]()
    diameters = []
    for name, line in everything(networks, "PIPES"):
        is_us = networks[name].is_us
        length[name] += math.floor(float(line[3]) * (FOOT if is_us else 1) * 1000 + 0.5)
        pipes[name] += 1
        diameters.append(float(line[4]) * (INCH if is_us else 1))
    assert outcome.slices("pipes", "network") == {name: (n, None) for name, n in pipes.items()}
    found = {name: millimetres for name, (millimetres, _) in outcome.slices("pipe_length", "network").items()}
    assert found == pytest.approx(length, abs=2)
    assert outcome.value("pipe_diameter_p50") == pytest.approx(source.quantile(diameters, 0.5))
    assert outcome.value("pipe_diameter_p90") == pytest.approx(source.quantile(diameters, 0.9))


def test_nodes_and_places(outcome: Outcome, networks: dict[str, Network]) -> None:
    kinds = {kind: len(everything(networks, SECTIONS[kind])) for kind in ("junction", "reservoir", "tank")}
    assert outcome.slices("nodes", "node") == {kind: (n, None) for kind, n in kinds.items()}
    places = len(everything(networks, "COORDINATES"))
    assert outcome.ratio("node_located_rate") == (places, sum(kinds.values())) == (20_455, 20_455)
    [(drawn,)] = outcome.rows("select sum(vertex_n) from pub.dim_link")
    assert drawn == len(everything(networks, "VERTICES"))


def test_topology(outcome: Outcome, networks: dict[str, Network]) -> None:
    dead, joined = {}, {}
    for name, network in networks.items():
        beside: dict[str, list[str]] = defaultdict(list)
        for begin, end in network.links:
            beside[begin].append(end)
            beside[end].append(begin)
        reached: set[str] = set()
        wave = [line[0] for section in ("RESERVOIRS", "TANKS") for line in network.lines[section]]
        while wave:
            node = wave.pop()
            if node not in reached:
                reached.add(node)
                wave += beside[node]
        every = len(network.junctions)
        dead[name] = (sum(len(beside[node]) == 1 for node in network.junctions), every)
        joined[name] = (len(network.junctions & reached), every)
    assert outcome.slices("dead_end_rate", "network") == dead
    assert outcome.slices("node_joined_rate", "network") == joined


def test_states(outcome: Outcome, networks: dict[str, Network]) -> None:
    closed = 0
    for network in networks.values():
        states = {line[0]: line[7].lower() for line in network.lines["PIPES"]}
        for line in network.lines["STATUS"]:
            if line[0] in states and line[1].lower() in ("open", "closed"):
                states[line[0]] = line[1].lower()
        closed += sum(state == "closed" for state in states.values())
    assert outcome.ratio("pipe_closed_rate") == (closed, 24_509)
