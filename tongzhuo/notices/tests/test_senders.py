"""Real senders in processes of their own, killed at the worst moment or all at once: nothing leaves twice unasked."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils.timezone import now

from tests.processes import database_url
from tongzhuo.kernel.models import Line
from tongzhuo.notices import actions
from tongzhuo.notices.actions.writing import THE_NOTICES
from tongzhuo.notices.models import Sending
from tongzhuo.notices.states import Passage

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PATIENCE = 40


@pytest.fixture
def sender(tmp_path, post_office, settings):
    """Starts a process that sends this message through the post office."""
    around = os.environ | {
        "DATABASE_URL": database_url(),
        "TONGZHUO_VAR": str(tmp_path),
        "QUIET_UNTIL": "00:00",
        "FIELD_KEY": settings.FIELD_KEY,
    }
    around |= {"QUIET_FROM": "00:00", "EMAIL_URL": f"smtp://127.0.0.1:{post_office.port}"}
    around |= {"DJANGO_SETTINGS_MODULE": "tongzhuo.settings"}
    started: list[subprocess.Popen] = []

    def start(sending: Sending) -> subprocess.Popen:
        command = [sys.executable, "-m", "tongzhuo.notices.tests.a_sender", str(sending.pk)]
        started.append(subprocess.Popen(command, env=around, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def sending(cast):
    actions.agree_to_channel(by=cast.as_("liu"), person=cast.liu)
    actions.tell(to=cast.liu, kind="need.confirmed", about="need:1", key="k", need="Stairs")
    return Sending.objects.get()


@pytest.mark.usefixtures("never_night")
def test_a_sender_killed_between_claim_and_sent_leaves_the_question_to_the_office(cast, sender, sending, post_office):
    post_office.stalls = True
    process = sender(sending)
    assert post_office.taken.wait(PATIENCE)
    process.send_signal(signal.SIGKILL)
    assert process.wait(PATIENCE) == -signal.SIGKILL
    sending.refresh_from_db()
    assert (sending.state, sending.tries, sending.claimed_until > now()) == (Passage.WAITING, 1, True)
    assert actions.send_due(by=THE_NOTICES) == 0
    Sending.objects.update(claimed_until=now() - timedelta(seconds=1))
    assert [actions.send_due(by=THE_NOTICES) for _ in range(2)] == [0, 0]
    sending.refresh_from_db()
    assert (sending.state, len(post_office.letters)) == (Passage.UNKNOWN, 1)
    post_office.stalls = False
    actions.send_again(by=cast.as_("chen"), sending=sending)
    assert (actions.send_due(by=THE_NOTICES), len(post_office.letters)) == (1, 2)
    assert list(Line.objects.filter(did__startswith="notice.").order_by("pk").values_list("did", flat=True)) == [
        "notice.channel_agreed", "notice.written", "notice.outcome_unknown", "notice.sent_again", "notice.sent",
    ]  # fmt: skip


def test_two_senders_at_once_send_once(sender, sending, post_office):
    processes = [sender(sending) for _ in range(2)]
    assert sorted(process.communicate(timeout=PATIENCE)[0] for process in processes) == ["False\n", "True\n"]
    assert len(post_office.letters) == 1


@pytest.mark.usefixtures("never_night")
def test_where_the_gateway_drops_repetitions_a_killed_sender_s_message_goes_out_again(cast, sending, service, settings):
    settings.SMS_SENDER, settings.SMS_GATEWAY_DEDUPES = "tongzhuo.notices.channels.sms.post_to_gateway", True
    settings.SMS_GATEWAY = f"http://127.0.0.1:{service.server_port}/200"
    cast.liu.account.phone, cast.liu.account.phone_verified = "+8613805550137", True
    cast.liu.account.save()
    actions.agree_to_channel(by=cast.as_("liu"), person=cast.liu, channel="sms")
    way = cast.liu.agreed_channels.get(channel="sms")
    Sending.objects.update(channel="sms", way=way, tries=1, claimed_until=now() - timedelta(seconds=1))
    assert actions.send_due(by=THE_NOTICES) == 1
    assert [posted["id"] for posted in service.posted] == [sending.code]
