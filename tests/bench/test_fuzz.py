"""Mutated files of every form: the short variant of `python -m bench.fuzz`."""

import random

import duckdb
import pytest

from bench.fuzz import MUTATORS, Mutated, Valid, main, mutated, read, run, valid
from pipelines.extract.readers import READERS

FILES_N = 108


@pytest.mark.parametrize("of", valid(), ids=lambda of: f"{of.form}-{of.name}")
def test_a_sound_file_is_read_whole(of: Valid) -> None:
    with duckdb.connect() as con:
        found = read(Mutated(0, of, "nothing", of.data), con)
    assert (found.outcome, found.fault) == ("read", "")


def test_every_form_and_mutator_takes_its_turn_and_a_seed_makes_the_same_files() -> None:
    sound = valid()
    assert {one.form for one in sound} == READERS.keys()
    made = [mutated(5, number, sound) for number in range(20 * len(sound))]
    used = {how for file in made for how in file.how.split(" ")[0].split("+")}
    assert used == {mutator.__name__ for mutator in MUTATORS}
    assert sum(file.data != file.of.data for file in made) > len(made) * 0.8
    assert made[77] == mutated(5, 77, valid())


def test_mutated_files_are_read_quarantined_or_refused_and_nothing_is_lost() -> None:
    seed = random.randrange(1 << 31)
    print(f"python -m bench.fuzz --seed {seed}")  # noqa: T201
    found = list(run(seed, range(FILES_N), valid()))
    faults = [(one.file.number, one.file.of.form, one.file.how, one.fault) for one in found if one.fault]
    assert not faults, (seed, faults)
    assert {one.outcome for one in found} == {"read", "quarantined", "refused"}


def test_the_command_prints_its_seed_counts_and_most(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--files", "18", "--seed", "3"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("seed 3\n18 files: ") and "at most" in said and "MiB" in said and said.endswith("0 faults\n")
