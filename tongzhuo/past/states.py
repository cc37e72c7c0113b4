"""What a list says of somebody and an event that is over, and what that makes of the sign-up."""

from enum import StrEnum

from tongzhuo.service.states import SignUpState


class Answer(StrEnum):
    """A yes is a promise: only *came* says that somebody was there."""

    YES = "yes"
    NO = "no"
    WAITING = "waiting"
    CAME = "came"
    MISSED = "missed"


BECOMES: dict[str, SignUpState] = {
    Answer.YES: SignUpState.SIGNED_UP,
    Answer.NO: SignUpState.DECLINED,
    Answer.WAITING: SignUpState.WAITING,
    Answer.CAME: SignUpState.ATTENDED,
    Answer.MISSED: SignUpState.ABSENT,
}
