"""What follows a left word: the office hears that somebody waits for its call. Safe to run twice."""

from django.urls import reverse

from tongzhuo.kernel.memory import reacts_to
from tongzhuo.kernel.models import Line
from tongzhuo.needs.asked import asked_words
from tongzhuo.needs.queries import coordinators_of
from tongzhuo.notices.actions import tell
from tongzhuo.notices.sentences import both
from tongzhuo.wishes.models import LeftWord


@reacts_to("wish.word_left")
def ask_the_office_to_call(line: Line) -> None:
    rows = LeftWord.objects.select_related("occasion__ask__need__place", "occasion__ask__what", "occasion__ask__unit")
    word = rows.get(code=line.on_code)
    what = both(lambda: asked_words(word.occasion.ask, word.quantity))
    for mandate in coordinators_of(word.occasion.ask.need.place):
        key = f"{line.did}:{line.code}:{mandate.person.code}"
        tell(to=mandate.person, kind="gift.to_agree", about=line.on, key=key, url=reverse("wishes:words"), gift=what)
