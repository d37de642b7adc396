import pytest
from hypothesis import given
from hypothesis import strategies as st

from fair.conferencing.engine.pasted import Flaw, UnfitLink, checked_link, host_of


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://us02web.zoom.us/j/1234567890?pwd=Q1&x=%20#success", "us02web.zoom.us"),
        (
            "  https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0  ",
            "teams.microsoft.com",
        ),
        ("HTTPS://Meet.Google.com/abc-defg-hij", "meet.google.com"),
        ("https://xn--mnchen-3ya.de/raum", "xn--mnchen-3ya.de"),
    ],
)
def test_links_of_services_pass(link, host):
    assert checked_link(link) == link.strip()
    assert host_of(checked_link(link)) == host


@pytest.mark.parametrize(
    ("link", "flaw"),
    [
        ("", Flaw.NOT_HTTPS),
        ("http://zoom.us/j/1", Flaw.NOT_HTTPS),
        ("javascript:alert(1)", Flaw.NOT_HTTPS),
        ("//zoom.us/j/1", Flaw.NOT_HTTPS),
        ("https://", Flaw.NOT_AN_ADDRESS),
        ("https://localhost/", Flaw.NOT_AN_ADDRESS),
        ("https://127.0.0.1/", Flaw.NOT_AN_ADDRESS),
        ("https://2130706433/", Flaw.NOT_AN_ADDRESS),
        ("https://[::1]/", Flaw.NOT_AN_ADDRESS),
        ("https://[/", Flaw.NOT_AN_ADDRESS),
        ("https://zoom.us:8443/", Flaw.NOT_AN_ADDRESS),
        ("https://zoom.us@evil.example/", Flaw.NOT_AN_ADDRESS),
        ("https://zооm.us/", Flaw.NOT_AN_ADDRESS),
        ("https://zoom.us\\@evil.example/", Flaw.NOT_AN_ADDRESS),
        ("https://zoom.us/j/1\r\nSet-Cookie: a=b", Flaw.NOT_AN_ADDRESS),
        ('https://zoom.us/"><script>', Flaw.NOT_AN_ADDRESS),
        ("https://zoom.us/" + "a" * 500, Flaw.TOO_LONG),
    ],
)
def test_other_links_are_refused(link, flaw):
    with pytest.raises(UnfitLink) as caught:
        checked_link(link)

    assert caught.value.flaw == flaw


@given(st.text(max_size=40))
def test_what_passes_has_a_plain_host(tail):
    try:
        link = checked_link(f"https://{tail}")
    except UnfitLink:
        return

    assert host_of(link).isascii()
    assert "." in host_of(link)
    assert link.isprintable()
