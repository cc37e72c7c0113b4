"""Two signed addresses: the one by which staff join a team day, and the pass of whoever did."""

from django.core.signing import BadSignature, Signer

from tongzhuo.companies.models import Proposal
from tongzhuo.service.models import SignUp

_JOIN, _PASS = Signer(salt="tongzhuo.companies.join"), Signer(salt="tongzhuo.companies.pass")


def join_token(proposal: Proposal) -> str:
    return _JOIN.sign(f"{proposal.code}.{proposal.join_version}")


def read_join(token: str) -> tuple[str, int] | None:
    """The code of the proposal and the number of the link; None for a forged one."""
    try:
        code, version = str(_JOIN.unsign(token)).split(".")
        return code, int(version)
    except (BadSignature, ValueError):
        return None


def staff_pass(proposal: Proposal, sign_up: SignUp) -> str:
    return _PASS.sign(f"{proposal.code}.{sign_up.code}")


def read_staff_pass(token: str) -> tuple[str, str] | None:
    """The codes of the proposal and of the sign-up; None for a forged one."""
    try:
        proposal, sign_up = str(_PASS.unsign(token)).split(".")
    except (BadSignature, ValueError):
        return None
    return proposal, sign_up
