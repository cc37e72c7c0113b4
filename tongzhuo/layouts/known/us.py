"""Public lists from the United States: the tax office's exempt organisations, New York's volunteer opportunities."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from tongzhuo.layouts.shape import Layout

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_PHONE = re.compile(r"\(?\b\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b")
_COORDINATES = re.compile(r"\(-?\d+\.\d+, *-?\d+\.\d+\)")
_SMALL = frozenset(["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"])
_CAPITALS = re.compile("USA?|DC|[NS][WE]|I{2,3}|IV|VII?|VFW|Y[MW]CA|NAACP|AFL|CIO|PTA|AMVETS|ROTC|LLC|NYC|UN|HIV|AIDS")
_SHORTENED = re.compile("ST|DR|MRS?|JR|SR|MT|FT|PL|RD|LN|CT|SQ|BLVD|PKWY|HWY|LTD")

# The first letter of a code of the National Taxonomy of Exempt Entities, as a kind of need.
_CAUSES = dict.fromkeys("A", "culture") | dict.fromkeys("B", "learning") | dict.fromkeys("C", "green")
_CAUSES |= {"D": "animals", "E": "health", "F": "mind", "G": "health", "H": "health", "K": "food", "L": "home"}
_CAUSES |= {"M": "emergency", "O": "children", "P": "hardship"}


def _irs(cells: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Names in readable letters; the person named as contact is dropped."""
    street, city = _readable(cells["STREET"]), _readable(cells["CITY"])
    address = ", ".join(part for part in (street, city, f"{cells['STATE']} {cells['ZIP']}".strip()) if part)
    state = cells["STATE"].lower()
    yield {
        "EIN": cells["EIN"],
        "NAME": _readable(cells["NAME"]),
        "kind": _kind(cells["SUBSECTION"], cells["FOUNDATION"]),
        "address": address,
        "place": f"/us/{state}/" if re.fullmatch("[a-z]{2}", state) else "/us/",
        "causes": _CAUSES.get(cells["NTEE_CD"][:1], ""),
    }


def _kind(subsection: str, foundation: str) -> str:
    """Section 501(c)(3) is charitable; among its foundation codes 2 to 4 are private foundations."""
    if subsection.lstrip("0") != "3":
        return "ngo"
    return "foundation" if foundation.lstrip("0") in ("2", "3", "4") else "charity"


def _readable(name: str) -> str:
    """`FRIENDS OF THE YMCA OF DC INC` is Friends of the YMCA of DC Inc."""
    words = name.split()
    return " ".join(_word(word, first=at == 0) for at, word in enumerate(words))


def _word(word: str, *, first: bool) -> str:
    bare = word.strip("().,&-'")
    if _CAPITALS.fullmatch(bare) or any(letter.isdigit() for letter in bare):
        return word
    if word.lower() in _SMALL and not first:
        return word.lower()
    if len(bare) > 1 and not set(bare) & set("AEIOUY") and not _SHORTENED.fullmatch(bare):
        return word
    return "-".join(part[:1] + part[1:].lower() for part in word.split("-"))


def _nyc(cells: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Addresses and telephones in the free text are taken out: they are people's."""
    summary = _PHONE.sub("[…]", _EMAIL.sub("[…]", cells["summary"]))
    spot = ", ".join(part for part in _COORDINATES.sub("", cells["locality"]).split("\n") if part.strip())
    yield {**cells, "summary": summary, "locality": spot, "Borough": cells["Borough"].strip()}


US = (
    Layout(
        name="irs-eo",
        kind="organisations",
        columns={
            "EIN": "key",
            "NAME": "name_en",
            "kind": "kind",
            "address": "address",
            "place": "place",
            "causes": "causes",
        },
        signature=frozenset({"EIN", "NAME", "ICO", "STREET", "CITY", "STATE", "ZIP", "SUBSECTION", "NTEE_CD"}),
        source="irs-eo",
        makes_places=True,
        prepare=_irs,
    ),
    Layout(
        name="nyc-opportunities",
        kind="needs",
        columns={
            "opportunity_id": "key",
            "title": "title",
            "summary": "summary",
            "category_desc": "kind",
            "org_title": "helped_as",
            "locality": "spot",
            "Borough": "place",
            "Latitude": "lat",
            "Longitude": "lon",
            "vol_requests": "quantity",
            "start_date_date": "starts_on",
            "end_date_date": "ends_on",
            "status": "verified",
        },
        signature=frozenset({"opportunity_id", "vol_requests", "category_desc", "org_title", "start_date_date"}),
        constants={"ask": "people"},
        values={
            "verified": {"approved": "yes"},
            "kind": {
                "Strengthening Communities": "neighbours",
                "Helping Neighbors in Need": "hardship",
                "Education": "learning",
                "Health": "health",
                "Environment": "green",
                "Emergency Preparedness": "emergency",
            },
            "place": {
                "MANHATTAN": "/us/ny/new-york/manhattan/",
                "BROOKLYN": "/us/ny/new-york/brooklyn/",
                "QUEENS": "/us/ny/new-york/queens/",
                "BRONX": "/us/ny/new-york/bronx/",
                "STATEN IS": "/us/ny/new-york/staten-island/",
            },
        },
        date_format="%B %d %Y",
        source="nyc-opportunities",
        root="/us/ny/new-york/",
        makes_places=True,
        prepare=_nyc,
    ),
)
