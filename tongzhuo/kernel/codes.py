"""Public codes: short, unguessable, with a check character that catches a slip of the pen.

Nine random characters of Crockford's alphabet (45 bits) and one check character by ISO/IEC 7064.
Written in two groups of five: `7K3MQ-9XW2C`. Reading forgives case, blanks, and I, L, O for 1, 1, 0.
"""

import secrets

from stdnum.iso7064 import mod_37_36

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
_LETTERS = ALPHABET.encode() * 8
_SLIPS = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})


def new_code() -> str:
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + str(mod_37_36.calc_check_digit(body, ALPHABET))


def new_codes(count: int) -> list[str]:
    """Many at once, for rows that arrive by the thousand: one draw of random bytes, five bits of each."""
    drawn = secrets.token_bytes(count * (LENGTH - 1)).translate(_LETTERS).decode()
    bodies = (drawn[start : start + LENGTH - 1] for start in range(0, len(drawn), LENGTH - 1))
    return [body + mod_37_36.calc_check_digit(body, ALPHABET) for body in bodies]


def read_code(text: str) -> str | None:
    """The code somebody typed, or None when it cannot be one of ours."""
    code = text.upper().translate(_SLIPS)
    if len(code) != LENGTH or set(code) - set(ALPHABET):
        return None
    return code if mod_37_36.calc_check_digit(code[:-1], ALPHABET) == code[-1] else None


def shown_code(code: str) -> str:
    return f"{code[:5]}-{code[5:]}"


class CodeConverter:
    """A public code in an address. A forged one never reaches the database."""

    regex = "[0-9A-Za-z]{5}-?[0-9A-Za-z]{5}"

    def to_python(self, value: str) -> str:
        code = read_code(value)
        if code is None:
            raise ValueError(value)
        return code

    def to_url(self, value: str) -> str:
        return value
