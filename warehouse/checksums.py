"""SQL macros that validate numbers by their own check digit: GB 11643 for citizens, GB 32100 for organisations.

A NULL stays NULL, so that a row rule passes where there is no number; any other text gives true or false. A birth date
after the observed day is invalid.
"""

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))

_ID_SUM = " + ".join(f"{weight} * (ascii(x[{place}]) - 48)" for place, weight in enumerate(ID_WEIGHTS, 1))
_USCC_SUM = " + ".join(
    f"{weight} * (strpos('{USCC_ALPHABET}', x[{place}]) - 1)" for place, weight in enumerate(USCC_WEIGHTS, 1)
)
_USCC_LETTERS = f"[{USCC_ALPHABET}]"

MACROS: tuple[tuple[str, str], ...] = (
    (
        "id_birth_on(x)",
        r"CASE WHEN regexp_full_match(x, '\d{17}[\dX]') THEN CAST(try_strptime(x[7:14], '%Y%m%d') AS DATE) END",
    ),
    (
        "valid_id_no(x)",
        r"CASE WHEN x IS NOT NULL THEN regexp_full_match(x, '[1-9]\d{5}[12]\d{10}[\dX]')"
        " AND coalesce(CAST(try_strptime(x[7:14], '%Y%m%d') AS DATE) <= as_of(), false)"
        f" AND '{ID_CHECKS}'[({_ID_SUM}) % 11 + 1] = x[18] END",
    ),
    (
        "valid_uscc(x)",
        rf"CASE WHEN x IS NOT NULL THEN regexp_full_match(x, '{_USCC_LETTERS}{{2}}\d{{6}}{_USCC_LETTERS}{{10}}')"
        f" AND '{USCC_ALPHABET}'[(31 - ({_USCC_SUM}) % 31) % 31 + 1] = x[18] END",
    ),
)
