"""Finishes the auditor's pages: removes every address outside the folder and supplies the parts that depended on it.

Great Expectations' pages fetch styles, scripts and a tracking picture from the internet. They must read well on an
intranet. A small style sheet therefore replaces the framework that they expect, and the index is written again.
"""

import hashlib
import html
import os
import re
import shutil
from collections.abc import Iterable, Mapping, Set
from pathlib import Path

from pipelines.quality.audit.suite import Suite
from pipelines.state.audits import Finding

RAW = ".docs-aside"
DOCS = "docs"
KINDS = ("expectations", "validations")
EDITION = ".edition"
"""The file among the pages that names what they were made with."""
REMOTE = r"""(?:https?:)?//[^"'\s>]*"""
STRIPPED = (
    re.compile(r"<script\b.*?</script>", re.DOTALL | re.IGNORECASE),
    re.compile(rf"""<link\b[^>]*\bhref\s*=\s*["']{REMOTE}["'][^>]*>""", re.DOTALL | re.IGNORECASE),
    re.compile(rf"""<(?:img|iframe|source)\b[^>]*\bsrc\s*=\s*["']{REMOTE}["'][^>]*>""", re.DOTALL | re.IGNORECASE),
    re.compile(r"<form\b.*?</form>", re.DOTALL | re.IGNORECASE),
    re.compile(r"@import[^;]*;", re.IGNORECASE),
)
LINKS = re.compile(rf"""(<a\b[^>]*?)\bhref\s*=\s*["']{REMOTE}["']""", re.DOTALL | re.IGNORECASE)
FOOTER = re.compile(r"<footer\b.*?</footer>", re.DOTALL | re.IGNORECASE)
LOOSE = re.compile(r"https?://[^\s\"'<>()]+")
CLOSED = (
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:\">"
)
STYLE = """
:root { --ink: #1c2733; --soft: #5c6b7a; --line: #dde3ea; --back: #f6f8fa; --good: #1a7f4b; --bad: #b42318; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: #fff; line-height: 1.55;
  font-family: "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", system-ui, sans-serif; }
main, .container-fluid { max-width: 1200px; margin: 0 auto; padding: 1rem 1.5rem; }
h1 { font-size: 1.5rem; } h2, h3, h4, h5 { font-size: 1.1rem; margin: 1rem 0 .4rem; }
a { color: #0b5cad; text-decoration: none; } a:hover { text-decoration: underline; }
.row { display: flex; flex-wrap: wrap; gap: 1rem; } .row > * { flex: 1 1 20rem; min-width: 0; }
.row .row > *, .row .row .row > * { flex-basis: 100%; } .navbar { padding: .6rem 1.5rem; } h6 { font-size: 1rem; }
.col-lg-2, .col-md-2 { flex: 0 0 13rem; } .col-lg-10, .col-md-10 { flex: 1 1 40rem; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; } th { text-align: left; background: var(--back); }
th, td { border: 1px solid var(--line); padding: .4rem .6rem; vertical-align: top; overflow-wrap: anywhere; }
.table-responsive { overflow-x: auto; } ul { padding-left: 1.1rem; }
.list-unstyled, .nav, .breadcrumb { list-style: none; padding: 0; }
.breadcrumb, .navbar { display: flex; gap: .5rem; flex-wrap: wrap; color: var(--soft); }
.badge { border-radius: .6rem; padding: .05rem .5rem; background: var(--back); font-size: .85rem; }
.alert, .card, .sticky { border: 1px solid var(--line); border-radius: .4rem; padding: .8rem; }
.text-success { color: var(--good); } .text-danger { color: var(--bad); }
pre, code { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--back); font-size: .85rem; }
.collapse { display: block; } .modal, .ge-walkthrough-modal, .cta-footer, button, .card.mb-3:has(input),
[data-toggle=collapse] { display: none; }
img { display: none; } .fa-check-circle::before, .pass::before { content: "✓ "; color: var(--good); }
.fa-times::before, .fail::before { content: "✗ "; color: var(--bad); }
.fa-exclamation-triangle::before, .broken::before { content: "! "; color: var(--bad); }
"""


def edition(library: str) -> str:
    """The name of all that makes a page of a stored result: the library's version and this text."""
    return f"{library} {hashlib.sha256(Path(__file__).read_bytes()).hexdigest()}"


def current(folder: Path, edition: str, asked: Set[str]) -> set[Path]:
    """The pages that remain as they are: of stored results, and of suites of tables that were not asked.

    A page that is older than its result or suite is made again.
    """
    shutil.rmtree(folder / RAW, ignore_errors=True)
    try:
        if (folder / DOCS / EDITION).read_text(encoding="utf-8") != edition:
            return set()
    except OSError:
        return set()
    changed = {Path("expectations", *table.split(".")) for table in asked}
    stored = {file: file.relative_to(folder).as_posix() for kind in KINDS for file in (folder / kind).rglob("*.json")}
    pages = {file: Path(f"{place.removesuffix('.json')}.html") for file, place in stored.items()}
    return {
        page
        for file, page in pages.items()
        if page.with_suffix("") not in changed and (found := folder / DOCS / page).is_file()
        if found.stat().st_mtime_ns >= file.stat().st_mtime_ns
    }


def finish(
    folder: Path,
    district: str,
    suites: Mapping[str, Suite],
    verdicts: Mapping[str, tuple[Finding, ...]],
    current: Iterable[Path],
    edition: str,
) -> None:
    """Strip the raw pages, add the current ones, write the index, and put all in the place of the older ones."""
    raw, docs, old = folder / RAW, folder / DOCS, folder / ".docs-old"
    shutil.rmtree(raw / "static", ignore_errors=True)
    for page in raw.rglob("*.html"):
        page.write_text(strip(page.read_text(encoding="utf-8")), encoding="utf-8")
    for place in current:
        (raw / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(docs / place, raw / place)
    raw.mkdir(exist_ok=True)
    (raw / "index.html").write_text(_index(raw, district, suites, verdicts), encoding="utf-8")
    (raw / EDITION).write_text(edition, encoding="utf-8")
    shutil.rmtree(old, ignore_errors=True)
    if docs.exists():
        docs.rename(old)
    raw.rename(docs)
    shutil.rmtree(old, ignore_errors=True)


def strip(text: str) -> str:
    """One page without any address outside, and with the styles that it needs."""
    for pattern in STRIPPED:
        text = pattern.sub("", text)
    text = FOOTER.sub("", LINKS.sub(r"\1", text))
    text = LOOSE.sub("", text)
    return text.replace("<head>", f"<head>{CLOSED}", 1).replace("</head>", f"<style>{STYLE}</style></head>", 1)


def _index(raw: Path, district: str, suites: Mapping[str, Suite], verdicts: Mapping[str, tuple[Finding, ...]]) -> str:
    rows = []
    for table in sorted(suites):
        findings = verdicts.get(table, ())
        state, said = _state(findings)
        suite_page = raw / "expectations" / (table.replace(".", "/") + ".html")
        words = "<br>".join(html.escape(f"{finding.rule}: {finding.message}") for finding in findings)
        rows.append(
            f"<tr><td>{_link(_newest(raw, table), raw, table)}</td><td class='{state}'>{said}</td>"
            f"<td>{len(suites[table].expectations) + (suites[table].rows_n is not None)}</td><td>{words}</td>"
            f"<td>{_link(suite_page, raw, '规则 | rules')}</td></tr>"
        )
    good = sum(not verdicts.get(table) for table in suites)
    title = f"{html.escape(district)} · 发布前独立审计 | Audit before release"
    return (
        f'<!DOCTYPE html><html lang="zh"><head>{CLOSED}<meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
        f"<style>{STYLE}</style></head><body><main><h1>{title}</h1>"
        f"<p>{good} / {len(suites)} 张表通过 | tables pass</p><div class='table-responsive'><table>"
        "<thead><tr><th>表 | Table</th><th>结论 | Verdict</th><th>检查项 | Checks</th>"
        "<th>发现 | Findings</th><th>依据 | Suite</th></tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div></main></body></html>\n"
    )


def _state(findings: tuple[Finding, ...]) -> tuple[str, str]:
    if any(finding.state == "broken" for finding in findings):
        return "broken", "无法执行 | broken"
    if any(finding.bars for finding in findings):
        return "fail", "不通过 | fails"
    return ("pass", "通过，有提示 | passes with warnings") if findings else ("pass", "通过 | passes")


def _newest(raw: Path, table: str) -> Path | None:
    pages = list((raw / "validations" / table.replace(".", "/")).rglob("*.html"))
    return max(pages, key=lambda page: page.parent.name, default=None)


def _link(page: Path | None, raw: Path, words: str) -> str:
    if page is None or not page.exists():
        return html.escape(words)
    return f'<a href="{html.escape(os.path.relpath(page, raw))}">{html.escape(words)}</a>'
