"""How a browser stays signed in, and when it no longer is."""

from tests.accounts.signed_in import SignInFixture


def test_a_signed_in_browser_is_signed_out_at_the_next_request_after_signing_out(sign_in: SignInFixture) -> None:
    client = sign_in()

    first = client.post("/sign-out")
    second = client.post("/sign-out")

    assert first.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert "Clear-Site-Data" not in second.headers
