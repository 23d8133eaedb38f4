"""The layout of a data folder. `create` alone writes, `published_db` alone reads."""

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Paths:
    """Every place under one data folder (`--data`)."""

    data: Path

    @property
    def restricted(self) -> Path:
        """The restricted store: landed bytes, raw registry, quarantine. Mode 0700, stewards only."""
        return self.data / "restricted"

    @property
    def restricted_catalog(self) -> Path:
        return self.restricted / "catalog.sqlite"

    @property
    def restricted_files(self) -> Path:
        return self.restricted / "files"

    @property
    def restricted_tables(self) -> Path:
        """The rows of restricted derived tables; `warehouse.withheld` links them into the lake."""
        return self.restricted / "tables"

    @property
    def landed(self) -> Path:
        return self.restricted / "landed"

    @property
    def checksums(self) -> Path:
        """The database of the checksums of stored files; `warehouse.damage` keeps it."""
        return self.restricted / "checksums.sqlite"

    @property
    def attempts(self) -> Path:
        """A file per dataset that is being read. Without a run at work such a file marks a read that broke off."""
        return self.restricted / "attempts"

    @property
    def tmp(self) -> Path:
        """Scratch space of one writer, emptied when a writer opens the store. It may hold personal data."""
        return self.restricted / "tmp"

    @property
    def lake(self) -> Path:
        """The public lake: std … kpi and meta, de-identified. The writer alone reads its head; releases are for all."""
        return self.data / "lake"

    @property
    def lake_catalog(self) -> Path:
        return self.lake / "catalog.sqlite"

    @property
    def lake_files(self) -> Path:
        return self.lake / "files"

    @property
    def releases(self) -> Path:
        """Each release as its readers open it; `warehouse.releases.released` writes them."""
        return self.lake / "releases"

    @property
    def quantiles(self) -> Path:
        """Values kept for the incremental quantiles of many rows: caches that may be deleted between runs."""
        return self.lake / "quantiles"

    @property
    def public(self) -> Path:
        """Interop copies of the newest release for readers outside."""
        return self.data / "public"

    @property
    def manifest(self) -> Path:
        """The file that names the release of the copies and the file name of its database."""
        return self.public / "release.json"

    @property
    def published_db(self) -> Path:
        """The newest release as one DuckDB file, under the district's public name."""
        with contextlib.suppress(OSError, ValueError, KeyError):
            return self.public / str(json.loads(self.manifest.read_text(encoding="utf-8"))["database"])
        return self.public / "release.duckdb"

    @property
    def reports(self) -> Path:
        return self.data / "reports"

    @property
    def audit(self) -> Path:
        return self.data / "audit"

    @property
    def dagster(self) -> Path:
        """DAGSTER_HOME."""
        return self.data / "dagster"

    @property
    def district(self) -> Path:
        """Extracts of the invented district."""
        return self.data / "district"

    @property
    def key_file(self) -> Path:
        """The demo's pseudonym key; a real district gives HGT_PSEUDONYM_KEY instead."""
        return self.data / "pseudonym.key"

    @property
    def lock(self) -> Path:
        return self.data / "writer.lock"

    @property
    def facts(self) -> Path:
        """Parsed facts of models by text hash: a cache that may be deleted at any time."""
        return self.data / "facts.json"

    def create(self) -> None:
        """Make the folders a writer needs; other users may enter releases and copies only."""
        self.data.mkdir(parents=True, exist_ok=True)
        self.restricted.mkdir(mode=0o700, exist_ok=True)
        self.restricted.chmod(0o700)
        for folder in (self.restricted_files, self.landed, self.attempts, self.tmp):
            folder.mkdir(mode=0o700, exist_ok=True)
        self.lake.mkdir(exist_ok=True)
        for folder in (self.lake_files, self.quantiles):
            folder.mkdir(mode=0o700, exist_ok=True)
            folder.chmod(0o700)
        self.releases.mkdir(exist_ok=True)
        self.public.mkdir(exist_ok=True)
