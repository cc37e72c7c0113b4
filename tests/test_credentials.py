"""Libraries of others read our credentials: `@digitalbazaar/vc` under Node, which knows of us only what we publish."""

import json
import subprocess

import pytest

from tongzhuo.kernel.viewer import the_system
from tongzhuo.runner.checker import checker, ensure_checker
from tongzhuo.seals import actions, queries
from tongzhuo.seals.tests.example import SITE, unsealed

US = the_system("test")


def read_by_others(documents, published):
    """What the libraries say of each document: "ok", or why not."""
    script = checker()
    if script is None:
        pytest.skip("No independent library read our credentials: Node or its packages are not installed.")
    asked = json.dumps({"documents": documents, "published": published})
    command = ["node", str(script)]
    done = subprocess.run(command, input=asked, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_without_node_the_tests_say_what_they_leave_out(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert (ensure_checker(), checker()) == ("Node and npm are not installed", None)
    with pytest.raises(pytest.skip.Exception, match="No independent library read our credentials"):
        read_by_others({}, {})


def sealed(code, **said):
    return actions.issue_seal(unsealed(code, **said), by=US)


def test_others_verify_what_we_seal_and_refuse_what_we_refuse(db, client, settings):
    settings.SITE_ADDRESS = SITE
    genuine, mistaken = sealed("7K3MQ-9XW2C"), sealed("3F8T2-0ACQ7")
    expired = sealed("5H1P7-7RBKQ", validFrom="2026-11-20T00:00:00Z", validUntil="2026-11-24T00:00:00Z")
    actions.take_back_seal(mistaken, by=US, because="counted twice")
    stolen = actions.rotate_key(by=US)
    doubtful = sealed("9Q4D1-18MXZ")
    actions.revoke_key(stolen, by=US, because="stolen")
    newest = json.loads(sealed("2B7K9-4WTQ1").document)
    first = json.loads(genuine.document)
    said = read_by_others(
        {
            "genuine": first,
            "edited": first | {"name": "120 小时"},
            "forged": newest | {"proof": newest["proof"] | {"proofValue": first["proof"]["proofValue"]}},
            "taken back": json.loads(mistaken.document),
            "expired": json.loads(expired.document),
            "of a revoked key": json.loads(doubtful.document),
            "of the newest key": newest,
        },
        published={
            queries.issuer(): client.get("/.well-known/did.json").json(),
            f"{SITE}/seals/status/0/": client.get("/seals/status/0/").json(),
        },
    )
    refused = {name: words for name, words in said.items() if words != "ok"}
    assert sorted(said.keys() - refused.keys()) == ["genuine", "of the newest key"]
    assert (refused["edited"], refused["forged"], refused["taken back"]) == (
        "Invalid signature.", "Invalid signature.", "taken back"
    )  # fmt: skip
    assert 'is after "validUntil"' in refused["expired"]
    assert "not authorized by controller" in refused["of a revoked key"]
