import pytest
from django.core.exceptions import ImproperlyConfigured

from fair.conferencing.engine.types import BbbServer, JitsiServer
from matchmaking.env import Environment
from matchmaking.video_servers import bbb_server, jitsi_server

SECRET = "a secret of at least thirty-two bytes"
JITSI = {"JITSI_URL": "https://meet.example.org", "JITSI_APP_SECRET": SECRET}
BBB = {"BBB_URL": "https://bbb.example.org/bigbluebutton/api", "BBB_SECRET": "short is theirs"}


def test_nothing_named_is_nothing_set_up():
    assert jitsi_server(Environment({})) is None
    assert bbb_server(Environment({})) is None


def test_named_servers_are_set_up(tmp_path):
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    from_file = {**JITSI, "JITSI_APP_SECRET": "", "JITSI_APP_SECRET_FILE": f"{tmp_path}/secret"}

    assert jitsi_server(Environment(from_file)) == JitsiServer(
        "https://meet.example.org", "fairmatch", SECRET
    )
    assert bbb_server(Environment(BBB)) == BbbServer(BBB["BBB_URL"], "short is theirs")


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({**JITSI, "JITSI_APP_SECRET": ""}, "Set both JITSI_URL and JITSI_APP_SECRET"),
        ({"JITSI_APP_SECRET": SECRET}, "Set both JITSI_URL and JITSI_APP_SECRET"),
        ({**JITSI, "JITSI_APP_SECRET": "short"}, "32 characters or more"),
        ({**BBB, "BBB_SECRET": ""}, "Set both BBB_URL and BBB_SECRET"),
        ({**BBB, "BBB_URL": "ftp://bbb.example.org"}, "must start with one of"),
    ],
)
def test_half_a_server_stops_the_start(variables, message):
    env = Environment(variables)

    with pytest.raises(ImproperlyConfigured, match=message):
        _both = jitsi_server(env), bbb_server(env)
