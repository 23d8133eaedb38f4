"""One thing that `hgt silo check` or `hgt doctor` looked at. Looking is done elsewhere."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Good or not, and what to do about it. A `notice` is good and worth a look."""

    ok: bool
    text: str
    next: str | None = None
    notice: bool = False
