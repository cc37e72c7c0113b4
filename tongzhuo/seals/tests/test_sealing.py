"""A paper is sealed, checked, edited, forged, taken back; keys are rotated, stolen and revoked."""

import base64
import datetime as dt
import gzip
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection

from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import NOBODY, the_system
from tongzhuo.seals import actions, queries, rules
from tongzhuo.seals.checking import verify
from tongzhuo.seals.encoding import from_multikey, secret_multikey
from tongzhuo.seals.issuers import did_of
from tongzhuo.seals.models import Seal, SigningKey
from tongzhuo.seals.proofs import sign
from tongzhuo.seals.states import KeyState
from tongzhuo.seals.tests.example import ADDRESS, AT, SITE, unsealed

US = the_system("seals")
LATER = AT + dt.timedelta(days=365)


@pytest.fixture(autouse=True)
def at_the_table(settings):
    settings.SITE_ADDRESS = SITE


def sealed(cast, code="7K3MQ-9XW2C", **said):
    return actions.issue_seal(
        unsealed(code, **said), by=cast.as_("liu"), organisation=cast.doorstep.code, path=cast.willow.path
    )


def handed_in(document, at=LATER):
    return queries.check_file(json.dumps(document), at=at).code


def test_a_sealed_paper_is_genuine_and_every_other_is_told_apart(cast):
    document = json.loads(sealed(cast).document)
    assert handed_in(document) == "ok"
    assert handed_in(document | {"name": "120 小时"}) == "edited"
    other = document | {"id": f"{SITE}/check/00000-00000/"}
    assert handed_in(other) == "edited"
    assert handed_in(document | {"id": json.loads(sealed(cast, "3F8T2-0ACQ7").document)["id"]}) == "edited"
    made_up = document["proof"] | {"proofValue": f"z{'1' * 87}"}
    assert [handed_in(one | {"proof": made_up}) for one in (document, other)] == ["forged", "forged"]
    assert handed_in(document | {"proof": document["proof"] | {"proofValue": 7}}) == "forged"
    assert handed_in(document | {"issuer": "did:web:elsewhere.example"}) == "unknown_issuer"
    assert handed_in({name: said for name, said in document.items() if name != "proof"}) == "unreadable"
    assert queries.check_file("not json", at=LATER).code == "unreadable"
    assert handed_in(document, at=AT - dt.timedelta(days=1)) == "not_yet"


def test_the_paper_says_who_issued_it_who_recorded_and_where_it_is_checked(cast):
    seal = sealed(cast)
    document = json.loads(seal.document)
    key = SigningKey.objects.get()
    assert document["issuer"] == {
        "id": "did:web:table.example", "type": ["Profile"], "name": "同桌 Tongzhuo", "url": SITE
    }  # fmt: skip
    subject = document["credentialSubject"]
    assert (subject["creditsEarned"], [result["value"] for result in subject["result"]]) == (44.08, ["39.5", "4.58"])
    assert subject["achievement"]["creator"]["name"] == "暖阶社"
    assert (subject["activityStartDate"], subject["activityEndDate"]) == (
        "2025-12-31T16:00:00Z", "2026-11-23T15:59:59Z"
    )  # fmt: skip
    assert document["id"] == ADDRESS
    assert document["credentialStatus"]["statusListCredential"] == f"{SITE}/seals/status/0/"
    assert document["proof"]["verificationMethod"] == f"did:web:table.example#{key.multikey}"
    line = Line.objects.get(did="seal.issued")
    assert (line.on, line.actor, line.path) == (f"seal:{seal.code}", cast.liu.code, cast.willow.path)
    assert line.facts == {"subject": ADDRESS, "key": key.code}


def test_a_paper_that_expires_says_until_when(cast):
    document = json.loads(sealed(cast, validUntil="2027-01-01T00:00:00Z").document)
    assert handed_in(document, at=AT + dt.timedelta(days=10)) == "ok"
    assert handed_in(document) == "expired"
    verdict = queries.check_document(document, at=LATER)
    assert (bool(verdict), verdict.facts["until"]) == (False, "2027-01-01T00:00:00Z")


def test_neither_names_nor_keys_lie_open_in_the_database(cast):
    sealed(cast)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM seals_signingkey")
        (secret,) = cursor.fetchone()
        cursor.execute("SELECT document FROM seals_seal")
        (document,) = cursor.fetchone()
    assert SigningKey.objects.get().secret.startswith("z3")
    assert not secret.startswith("z3")
    assert "刘" not in document
    assert "刘䶮" in Seal.objects.get().document


def test_a_new_key_seals_and_the_old_one_still_vouches_without_its_private_half(cast):
    first = json.loads(sealed(cast).document)
    old = SigningKey.objects.get()
    new = actions.rotate_key(by=US)
    second = json.loads(sealed(cast, "3F8T2-0ACQ7").document)
    assert (first["proof"]["verificationMethod"], second["proof"]["verificationMethod"]) == (
        f"did:web:table.example#{old.multikey}", f"did:web:table.example#{new.multikey}"
    )  # fmt: skip
    old.refresh_from_db()
    assert (old.state, old.secret, new.state) == (KeyState.RETIRED, "", KeyState.ACTIVE)
    assert (handed_in(first), handed_in(second)) == ("ok", "ok")


def test_a_revoked_key_vouches_for_nothing_any_more(cast):
    document = json.loads(sealed(cast).document)
    stolen = actions.revoke_key(SigningKey.objects.get(), by=US, because="stolen with a laptop")
    assert handed_in(document) == "key_revoked"
    assert (stolen.secret, stolen.because) == ("", "stolen with a laptop")
    assert SigningKey.objects.get(state=KeyState.ACTIVE) != stolen
    with pytest.raises(Refused) as refused:
        actions.revoke_key(stolen, by=US, because="again")
    assert refused.value.verdict.code == "already_revoked"


def test_a_thief_of_the_key_is_found_out_by_what_we_remember(cast):
    sealed(cast)
    key = SigningKey.objects.get()
    secret, method = from_multikey(key.secret), queries.key_address(key)
    fake = unsealed("00000-00000", issuer=queries.issuer())
    assert handed_in(sign(fake, secret, method=method, created=AT)) == "unrecorded"
    actions.rotate_key(by=US)
    assert handed_in(sign(fake, secret, method=method, created=LATER)) == "forged"


def test_a_paper_is_taken_back_by_who_issued_it_and_says_why(cast):
    seal = sealed(cast)
    instead = f"{SITE}/check/5H1P7-7RBKQ/"
    for stranger in (NOBODY, cast.as_("liu"), cast.as_("chen"), cast.as_("outsider")):
        with pytest.raises(Refused):
            actions.take_back_seal(seal, by=stranger, because="no")
    actions.take_back_seal(seal, by=cast.as_("nuan"), because="One service was counted twice", instead=instead)
    verdict = queries.check_document(json.loads(seal.document), at=LATER)
    assert (verdict.code, verdict.facts["because"], verdict.facts["instead"]) == (
        "taken_back", "One service was counted twice", instead
    )  # fmt: skip
    assert Line.objects.get(did="seal.taken_back").actor == cast.nuan.code
    with pytest.raises(Refused) as refused:
        actions.take_back_seal(seal, by=cast.as_("nuan"), because="again")
    assert refused.value.verdict.code == "already_taken_back"


def test_a_number_is_sealed_once_and_nobody_unknown_has_anything_sealed(cast):
    sealed(cast)
    with pytest.raises(Refused) as refused:
        sealed(cast)
    assert refused.value.verdict.code == "already_sealed"
    assert rules.may_issue_seal(NOBODY, sealed_before=False, at=AT).code == "sign_in"
    assert rules.may_take_back_seal(cast.as_("outsider"), Seal.objects.get(), at=AT).code == "not_yours"
    assert Seal.objects.count() == 1


def test_only_whoever_runs_the_installation_changes_keys(cast):
    sealed(cast)
    for who in ("gao", "chen", "liu"):
        assert rules.may_change_keys(cast.as_(who), at=AT).code == "not_yours"
        assert rules.may_revoke_key(cast.as_(who), SigningKey.objects.get(), at=AT).code == "not_yours"
        with pytest.raises(Refused):
            actions.rotate_key(by=cast.as_(who))
    assert SigningKey.objects.count() == 1


def test_one_key_is_in_use_and_only_that_one_has_a_secret(cast):
    actions.rotate_key(by=US)
    other = secret_multikey(b"k" * 32)
    with pytest.raises(IntegrityError):
        SigningKey.objects.create(multikey="z6other", secret=other)


def test_whoever_runs_it_lists_rotates_and_revokes_by_command(db):
    def said(*words, **more):
        out = StringIO()
        call_command("seals", *words, stdout=out, **more)
        return [line.split("  ")[1] for line in out.getvalue().splitlines()]

    assert said() == []
    assert said("rotate") == ["in use"]
    assert said("rotate") == ["in use", "retired"]
    old = SigningKey.objects.get(state=KeyState.RETIRED)
    with pytest.raises(CommandError, match="say --because"):
        said("revoke", old.multikey)
    assert said("revoke", old.multikey, because="stolen") == ["in use", "revoked"]
    with pytest.raises(CommandError, match="revoked already"):
        said("revoke", old.multikey, because="stolen")


def test_the_world_reads_the_keys_and_what_was_taken_back(cast, client):
    assert client.get("/seals/status/0/").status_code == 404
    seal = sealed(cast)
    other = sealed(cast, "3F8T2-0ACQ7")
    actions.take_back_seal(seal, by=cast.as_("nuan"), because="counted twice")
    old, new = SigningKey.objects.get(), actions.rotate_key(by=US)
    actions.revoke_key(old, by=US, because="stolen")
    old.refresh_from_db()
    answer = client.get("/.well-known/did.json")
    addresses = [queries.key_address(key) for key in (new, old)]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    document = answer.json()
    assert (document["id"], document["assertionMethod"]) == ("did:web:table.example", addresses[:1])
    assert [method["id"] for method in document["verificationMethod"]] == addresses
    assert ["revoked" in method for method in document["verificationMethod"]] == [False, True]
    published = client.get("/seals/status/0/").json()
    assert verify(published, queries.keyring(), at=LATER + dt.timedelta(days=1)).code == "ok"
    packed = published["credentialSubject"]["encodedList"][1:]
    bits = gzip.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    set_bits = [place for place in range(len(bits) * 8) if bits[place // 8] & 128 >> place % 8]
    assert (len(bits), set_bits) == (16384, [seal.pk])
    assert other.pk not in set_bits
    assert [client.get(f"/seals/status/{number}/").status_code for number in (1, 10**30)] == [404, 404]


@pytest.mark.parametrize(
    ("site", "did"),
    [("https://table.example", "did:web:table.example"), ("http://127.0.0.1:8000", "did:web:127.0.0.1%3A8000")],
)
def test_the_issuer_is_the_site(site, did):
    assert did_of(site) == did
