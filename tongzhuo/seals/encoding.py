"""Multibase and Multikey: how a key and a signature are written in a credential.

Multibase `z` is base58btc (the alphabet of Bitcoin: no 0, O, I, l), Multikey puts two bytes before the key that say
which kind it is. Both by W3C Controlled Identifiers 1.0, sections 2.2.2 and 2.4.
"""

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519_PUBLIC = b"\xed\x01"
ED25519_SECRET = b"\x80\x26"
KEY_BYTES = 32
LONGEST = 200  # decoding takes the square of the length, and what is read here comes from strangers


def multibase(raw: bytes) -> str:
    number, text = int.from_bytes(raw), ""
    while number:
        number, place = divmod(number, 58)
        text = ALPHABET[place] + text
    zeros = len(raw) - len(raw.lstrip(b"\0"))
    return "z" + ALPHABET[0] * zeros + text


def from_multibase(text: object) -> bytes:
    """The bytes, or a ValueError when this is no base58btc; a stranger may have written anything there."""
    if not isinstance(text, str) or not text.startswith("z") or len(text) > LONGEST:
        raise ValueError("This is not base58btc in Multibase.")
    digits, number = text[1:], 0
    for digit in digits:
        number = number * 58 + ALPHABET.index(digit)
    zeros = len(digits) - len(digits.lstrip(ALPHABET[0]))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)


def public_multikey(raw: bytes) -> str:
    return multibase(ED25519_PUBLIC + raw)


def secret_multikey(raw: bytes) -> str:
    return multibase(ED25519_SECRET + raw)


def from_multikey(text: str) -> bytes:
    """The 32 bytes of an Ed25519 key, public or secret, or a ValueError."""
    raw = from_multibase(text)
    if raw[:2] not in (ED25519_PUBLIC, ED25519_SECRET) or len(raw) != KEY_BYTES + 2:
        raise ValueError("This is no Ed25519 key.")
    return raw[2:]
