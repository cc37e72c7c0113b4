"""What the frame of every page shows: where one can go, how many answers wait, whom to call."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.requests import has_promised
from tongzhuo.organisations.states import KEEPERS, Role
from tongzhuo.web import queries

Entry = dict[str, Any]
TABS = 4  # and "Me"


def frame(request: HttpRequest) -> dict[str, Any]:
    """Navigation for the desk or for a neighbour, the office to call, and the name of whoever is signed in."""
    viewer: Viewer = getattr(request, "viewer", Viewer())
    path = current_place(request, viewer)
    keeps = bool(viewer.paths(*KEEPERS))
    waiting = _waiting(viewer, keeps=keeps)
    promised = viewer.is_somebody and has_promised(request)
    nav = (
        _desk(waiting.answers)
        if keeps
        else _company(waiting.answers)
        if _gives(viewer)
        else _neighbour(viewer, path, waiting.answers, promised=promised)
    )
    for entry in nav:
        entry["current"] = request.path == entry["url"] or (
            len(entry["url"]) > 1 and request.path.startswith(entry["url"])
        )
    return {
        "demo": settings.DEMO,
        "home_url": home_url(path),
        "nav": [entry for entry in nav if not entry.get("raised")],
        "tabs": [*nav[:TABS], _me(request, viewer)],
        "action": {"url": reverse("needs:write-down"), "label": _("Write down a need")} if keeps else None,
        "bell": {"url": reverse("notices:notices"), "count": waiting.notices} if viewer.is_somebody else None,
        "account": _account(viewer),
        "office": queries.office_of(path),
    }


def current_place(request: HttpRequest, viewer: Viewer) -> str:
    """The path of the community this visit is about: the one being looked at, one's own, or the first there is."""
    looked_at = request.session.get("place", "") if hasattr(request, "session") else ""
    return looked_at or next(iter(viewer.paths(*KEEPERS)), "") or viewer.home or queries.first_community()


def home_url(path: str) -> str:
    return reverse("web:community", args=[path.strip("/")]) if path else reverse("web:home")


def _waiting(viewer: Viewer, *, keeps: bool) -> queries.Waiting:
    if not viewer.is_somebody:
        return queries.Waiting()
    return queries.waiting_in_inbox(viewer) if keeps else queries.invitations_waiting(viewer)


def _desk(answers: int) -> list[Entry]:
    return [
        {"url": reverse("needs:inbox"), "label": _("Inbox"), "icon": "bell", "count": answers},
        {"url": reverse("web:needs"), "label": _("Needs"), "icon": "list"},
        {"url": reverse("needs:write-down"), "label": _("Write"), "icon": "pen", "raised": True},
        {"url": reverse("organisations:people"), "label": _("People"), "icon": "team"},
        {"url": reverse("resources:offers"), "label": _("Resources"), "icon": "box"},
    ]


def _gives(viewer: Viewer) -> bool:
    """Whether they speak for a giver."""
    return bool(viewer.paths(Role.DONOR_CONTACT))


def _company(answers: int) -> list[Entry]:
    return [
        {"url": reverse("companies:mine"), "label": pgettext("tab", "Our offers"), "icon": "box"},
        {"url": reverse("companies:days"), "label": pgettext("tab", "Team days"), "icon": "team"},
        {"url": reverse("partners:went"), "label": pgettext("tab", "Where it went"), "icon": "pin"},
        {"url": reverse("linkages:invitations"), "label": _("My seats"), "icon": "hand", "count": answers},
        {"url": reverse("partners:report"), "label": pgettext("tab", "Report"), "icon": "chart"},
    ]


def _neighbour(viewer: Viewer, path: str, answers: int, *, promised: bool) -> list[Entry]:
    """Whoever has promised time checks in with the thumb; everybody else asks."""
    entries: list[Entry] = [
        {"url": home_url(path), "label": _("Home"), "icon": "home"},
        {"url": reverse("web:needs"), "label": _("Needs"), "icon": "list"},
        _check_in() if promised else {"url": reverse("needs:ask"), "label": _("Ask"), "icon": "mic", "raised": True},
    ]
    if viewer.is_somebody:
        seats = {"url": reverse("linkages:invitations"), "label": _("My seats"), "icon": "hand", "count": answers}
        entries.append(seats)
    return [*entries, {"url": reverse("resources:offers"), "label": _("Resources"), "icon": "box"}]


def _check_in() -> Entry:
    return {"url": reverse("records:pass"), "label": _("Check in"), "icon": "scan", "raised": True}


def _me(request: HttpRequest, viewer: Viewer) -> Entry:
    url = reverse("organisations:me") if viewer.is_somebody else reverse("account_login")
    return {"url": url, "label": _("Me"), "icon": "me", "current": request.path == url}


def _account(viewer: Viewer) -> Entry:
    if not viewer.is_somebody:
        return {"url": reverse("account_login"), "label": _("Sign in")}
    return {"url": reverse("organisations:me"), "label": viewer.name or _("Me")}
