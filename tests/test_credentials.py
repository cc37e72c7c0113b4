"""Libraries of others read our credentials: `@digitalbazaar/vc` under Node, which knows of us only what we publish."""

import json
import subprocess

import pytest

from tongzhuo.kernel.viewer import the_system
from tongzhuo.runner.checker import checker
from tongzhuo.seals import actions, queries
from tongzhuo.seals.models import SigningKey
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


def sealed(code, **said):
    return actions.issue_seal(unsealed(code, **said), by=US)


def test_others_verify_what_we_seal_and_refuse_what_we_refuse(db, client, settings):
    settings.SITE_ADDRESS = SITE
    genuine, mistaken = sealed("7K3MQ-9XW2C"), sealed("3F8T2-0ACQ7")
    actions.take_back_seal(mistaken, by=US, because="counted twice")
    expired = sealed("5H1P7-7RBKQ", validUntil="2026-11-24T00:00:00Z", validFrom="2026-11-20T00:00:00Z")
    stolen = json.loads(genuine.document)
    key = actions.rotate_key(by=US)
    after = sealed("9Q4D1-18MXZ")
    forged = json.loads(after.document)
    forged["proof"]["proofValue"] = stolen["proof"]["proofValue"]
    published = {
        queries.issuer(): client.get("/.well-known/did.json").json(),
        f"{SITE}/seals/status/0/": client.get("/seals/status/0/").json(),
    }
    documents = {
        "genuine": stolen,
        "edited": stolen | {"name": "120 小时"},
        "taken back": json.loads(mistaken.document),
        "expired": json.loads(expired.document),
        "with the next key": json.loads(after.document),
        "forged": forged,
    }
    said = read_by_others(documents, published)
    assert said == {
        "genuine": "ok",
        "edited": "Invalid signature.",
        "taken back": "taken back",
        "expired": said["expired"],
        "with the next key": "ok",
        "forged": "Invalid signature.",
    }
    assert "expired" in said["expired"].lower()
    actions.revoke_key(key, by=US, because="stolen")
    published[queries.issuer()] = client.get("/.well-known/did.json").json()
    published[f"{SITE}/seals/status/0/"] = client.get("/seals/status/0/").json()
    said = read_by_others({"old": stolen, "revoked": json.loads(after.document)}, published)
    assert said["old"] == "ok"
    assert said["revoked"] != "ok"
    assert SigningKey.objects.count() == 3
