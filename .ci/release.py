"""Makes what goes with a release, in `dist/`: the packages, their bill of materials, licences and known weaknesses.

`make release` runs it by the tools of `.ci/release.lock`. It looks at the environment that `requirements.lock` makes,
so what it lists is what a user installs. Exit code 1 when a licence or a weakness stands against a release.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
DIST = ROOT / "dist"
BIN = Path(sys.executable).parent
PYTHON = ROOT / ".venv" / "bin" / "python"
SHIPPED = ROOT / ".venv" / "shipped" / "bin" / "python"
"""The environment that `requirements.lock` makes."""
PROJECT = "honggutan-lakehouse"
REFUSED = "GPL;UNKNOWN"
"""Parts of names of licences that bind who runs the product to more than naming the authors, and of none at all."""


def called(*command: object, take: bool = False) -> tuple[int, str]:
    """The exit code of a command and, if it is taken, what it printed."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, text=True, capture_output=take)
    return done.returncode, done.stdout if take else ""


def packages() -> list[str]:
    """Build the source archive and the wheel; return their names."""
    code, _ = called(PYTHON, "-m", "hatchling", "build", "-d", DIST, take=True)
    if code:
        sys.exit("the packages could not be built; next: .venv/bin/python -m hatchling build")
    return sorted(path.name for path in DIST.iterdir())


def bill() -> int:
    """Write the bill of materials (CycloneDX, JSON); return the number of its components."""
    target = DIST / "sbom.cdx.json"
    code, _ = called(
        *(BIN / "cyclonedx-py", "environment", SHIPPED, "--pyproject", ROOT / "pyproject.toml"),
        *("--output-reproducible", "--validate", "--of", "JSON", "-o", target),
        take=True,
    )
    if code:
        sys.exit("the bill of materials could not be made; next: make release, which makes .venv/shipped")
    return len(json.loads(target.read_text(encoding="utf-8"))["components"])


def licences() -> int:
    """Write a table of all licences; return 1 if one of them is refused."""
    command = (BIN / "pip-licenses", "--python", SHIPPED, "--ignore-packages", PROJECT)
    code, table = called(*command, "--format", "csv", take=True)
    (DIST / "licences.csv").write_text(table, encoding="utf-8")
    refused, _ = called(*command, "--partial-match", "--fail-on", REFUSED, take=True)
    if code or refused:
        lines = [line for line in table.splitlines() if any(part in line.upper() for part in REFUSED.split(";"))]
        print("licences that are refused:", *lines, sep="\n  ")
    return int(bool(code or refused))


def weaknesses() -> int:
    """Write what is known against the pinned versions; return 1 if anything is."""
    target = DIST / "advisories.json"
    target.unlink(missing_ok=True)
    command = ("-r", "requirements.lock", "--require-hashes", "--disable-pip", "--progress-spinner", "off")
    called(BIN / "pip-audit", *command, "--format", "json", "-o", target, take=True)
    found: list[dict[str, Any]] = []
    if target.exists():
        found = json.loads(target.read_text(encoding="utf-8"))["dependencies"]
    audited = [one for one in found if "skip_reason" not in one]
    if not audited:
        print("advisories: no service answers here, nothing was audited; next: make release where one can be reached")
        return 0
    weak = [one for one in audited if one["vulns"]]
    print(f"advisories: {len(audited)} of {len(found)} packages audited, {len(weak)} with a known weakness")
    for one in weak:
        print(f"  {one['name']} {one['version']}: {', '.join(known['id'] for known in one['vulns'])}")
    return int(bool(weak))


def main() -> int:
    """Make everything anew; return the exit code."""
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir()
    print("packages:", ", ".join(packages()))
    print(f"bill of materials: {bill()} components")
    against = licences() + weaknesses()
    print("all of it is in dist/" if not against else "a release is not made of this; see above and dist/")
    return int(against > 0)


if __name__ == "__main__":
    sys.exit(main())
