"""The common story of urban management and the hotline: cases, and the calls and orders that some of them came from.

Both are drawn once, each from its own part's stream, whichever part asks first.
"""

from dataclasses import dataclass

import numpy as np

from demo import cases, hotline
from demo.silo import Scene


@dataclass(frozen=True)
class Drawn:
    """The cases and the stream they were drawn from, which goes on when they are written out."""

    rng: np.random.Generator
    cases: cases.Cases


def drawn_cases(scene: Scene) -> Drawn:
    """The cases of the period."""

    def make() -> Drawn:
        rng = scene.stream("urban_management")
        return Drawn(rng, cases.make(rng, scene.world, scene.period, scene.factor))

    return scene.once("cases", make)


def drawn_hotline(scene: Scene) -> hotline.Hotline:
    """Calls, orders and call-backs, those of the cases included."""
    made = drawn_cases(scene).cases
    return scene.once(
        "hotline",
        lambda: hotline.make(scene.stream("hotline"), scene.world, made, scene.period, scene.factor),
    )
