"""A browser for anybody of the cast."""

import pytest


@pytest.fixture
def sign_in(cast, client):
    """`sign_in("chen")` is a browser that is signed in as her; `sign_in(None)` one that is not."""

    def signed_in(name):
        client.logout()
        if name:
            client.force_login(cast.account(name))
        return client

    return signed_in
