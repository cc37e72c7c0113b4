"""`./run` serves, and stops as one."""

import os
import re
import signal
import sys
import time

import pytest

from tests.running.conftest import alive, fetch

pytestmark = pytest.mark.slow
EARNEST = {"DEMO": "0", "ALLOWED_HOSTS": "table.example", "FIELD_KEY": "k" * 40}


def test_it_serves_pages_with_their_style_stops_both_parts_and_starts_again_with_nothing_to_do(run, tmp_path):
    served = run()
    address = served.wait_until_up()
    status, page, headers = fetch(address, follow=True)
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    style = re.search(r'href="/(static/[^"]+\.css)"', page)[1]
    assert re.search(r"\.[0-9a-f]{12}\.css$", style)
    assert fetch(address + style)[0] == 200
    parts = served.children()
    assert len(parts) == 2
    assert served.end(signal.SIGINT) == 0
    assert [pid for pid in parts if alive(pid)] == []
    assert served.said.endswith("Tongzhuo has stopped.\n")
    assert "Traceback" not in served.said

    database = (tmp_path / "var" / "tongzhuo.sqlite3").stat().st_ino
    again = run()
    assert fetch(again.wait_until_up(), follow=True)[0] == 200
    assert again.end(signal.SIGTERM) == 0
    assert (tmp_path / "var" / "tongzhuo.sqlite3").stat().st_ino == database
    sign_ins = (tmp_path / "var" / "stamps" / "sign_ins").read_text()
    assert sign_ins.rstrip() in served.said
    assert again.said.strip().splitlines()[0].startswith("Tongzhuo 同桌 is at ")
    assert sign_ins.rstrip() in again.said


@pytest.mark.parametrize("part", [0, 1])
def test_when_one_part_dies_the_other_is_stopped_and_it_says_so(run, part):
    served = run(**EARNEST)
    served.wait_until_up()
    parts = sorted(served.children())
    assert len(parts) == 2
    os.kill(parts[part], signal.SIGKILL)
    assert served.code == 1
    assert re.search(r"The (web server|worker) has ended by itself", served.said)
    time.sleep(0.2)
    assert [pid for pid in parts if alive(pid)] == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent was killed")
def test_when_it_is_killed_itself_nothing_is_left_behind(run):
    served = run(**EARNEST)
    served.wait_until_up()
    parts = served.children()
    assert served.end(signal.SIGKILL) == -signal.SIGKILL
    until = time.monotonic() + 20
    while any(map(alive, parts)):
        assert time.monotonic() < until
        time.sleep(0.1)


def test_in_earnest_it_redirects_to_https_answers_only_its_hosts_and_has_no_sign_ins(run, tmp_path):
    served = run(**EARNEST)
    address = served.wait_until_up()
    status, _page, headers = fetch(address, Host="table.example")
    assert (status, headers["Location"]) == (301, "https://table.example/")
    assert fetch(address, Host="elsewhere.example")[0] == 400
    status, _page, headers = fetch(f"{address}system/", Host="table.example", **{"X-Forwarded-Proto": "https"})
    assert (status, headers["Strict-Transport-Security"]) == (200, "max-age=31536000; includeSubDomains")
    assert "@" not in served.said.replace("同桌", "")
    assert not (tmp_path / "var" / "field_key").exists()
