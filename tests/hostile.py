"""Hostile names: words of languages that read names, marks that cut or hide them, and places outside a folder."""

WORDS = (
    "select", "from", "table", "null", "true", "rowid", "values", "row", "all", "primary", "constructor", "__proto__",
    "_source", "_raw", "_text a", "_hgt", "con", "NUL", "aux.csv", "..", "....//", "../../etc/passwd", "~", "~root",
    "$HOME", "${HOME}", "$(id)", "`id`", "%s%s%n", "%PATH%", "{0}", "{x.__class__}", "{{7*7}}", "<%= 7 %>", "$1",
    "$$", "a;b", "a|b", "a&b", "a>b", "a<b", "*", "?", "[a]", "a*b", "#a", "-rf", "--", "--help", "/*", "*/", "//",
    "\\", "\\\\", "\"", "\"\"", "a\"b", "'", "''", "a'b", "`", "'; DROP TABLE t; --", "\"; DROP TABLE t; --",
    "') OR 1=1 --", "\\'", "\\\"", "=1+1", "+1", "-1", "@a", "=cmd|' /C calc'!A0", "0", "00", "1e3", "1e400", "NaN",
    "inf", "-0", "0x1f", "no", "yes", "a: b", "- a", "? a", "&a", "*a", "!!a", "| a", "> a", "%a", "a #b", "[", "]",
    "{", "}", ",", ":", "a,b", "a=b", "\u202eabc", "a\u202eb", "\u2066a\u2069", "a\u200bb", "\ufeffa", "a\xa0b",
    "a\u3000b", "a\xadb", "\u0301a", "\x1b[2J", "\x1b]8;;x\x07", "a\x07", "a\x08b", "a\x7fb", "a\x9bb", "a\tb",
    "a\nb", "a\rb", "a\r\nb", "a\u2028b", "名", "名字 a", "ａ", "ﬁ", "ß", "İ", "ı", "é", "e\u0301", "😀",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467", "𠀀", "\U000e0001a", "ﷺ", "A", "ﬀ", "a" * 64, "名" * 64, "a" * 200,
    "<b>", "<script>", "</script>", "&lt;", "&#60;", "]]>", "<!--", "%00", "%2e%2e%2f",
)  # fmt: skip
"""A name of each kind."""


def hostile() -> list[str]:
    """More than 300 names, each different from every other whatever the case and whatever stands around it."""
    made = [*WORDS, *(f"a{word}" for word in WORDS), *(f"{word} 甲" for word in WORDS)]
    return list({name.strip().casefold(): name for name in made}.values())
