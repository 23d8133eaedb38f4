"""One result of `hgt silo check` or `hgt doctor`. Other modules make the checks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Good or not, with the next step. A `notice` is good and worth a look."""

    ok: bool
    text: str
    next: str | None = None
    notice: bool = False
