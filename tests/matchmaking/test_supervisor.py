import os
import signal
import sys
import time
from pathlib import Path

import pytest

from matchmaking.supervisor import (
    CALM_SECONDS,
    MOST_RESTARTS,
    Service,
    ServiceKeepsFailing,
    SupervisedService,
    Supervisor,
)

SLEEPS = "import time; print('up', flush=True); time.sleep(60)"
IS_DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPS}"


def service(code: str, *, name: str = "sleeper", patience_seconds: float = 5) -> Service:
    return Service(name, [sys.executable, "-c", code], patience_seconds, dict(os.environ))


@pytest.fixture
def supervisor(tmp_path):
    told: list[str] = []
    supervisor = Supervisor(logs=tmp_path, cwd=tmp_path, tell=told.append)
    supervisor.told = told
    yield supervisor
    supervisor.stop_all()


def wait_for_output(supervised: SupervisedService, lines: int = 1) -> None:
    deadline = time.monotonic() + 60
    while supervised.log.read_text().count("up\n") < lines:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_services_stop_in_the_order_they_came(supervisor):
    for name in ("first", "second"):
        wait_for_output(supervisor.add(service(SLEEPS, name=name)))

    supervisor.stop_all()

    assert supervisor.told == ["first stopped.", "second stopped."]
    assert supervisor.services == []


def test_service_that_does_not_listen_is_killed(supervisor):
    supervised = supervisor.add(service(IS_DEAF, patience_seconds=0.2))
    wait_for_output(supervised)

    supervisor.stop_all()

    assert supervised.process_id is None


def test_service_runs_in_a_session_of_its_own(supervisor):
    supervised = supervisor.add(service(SLEEPS))

    assert os.getsid(supervised.process_id) == supervised.process_id != os.getsid(0)


def test_service_that_ended_is_started_again_later_each_time(tmp_path):
    supervised = SupervisedService(service(SLEEPS), logs=tmp_path, cwd=tmp_path)
    supervised.start(now=0)

    delays = []
    for restart in range(MOST_RESTARTS):
        wait_for_output(supervised, lines=restart + 1)
        kill(supervised)
        message = supervised.look_after(now=10)
        delays.append(next(number for number in range(100) if f" {number} s" in message))
        assert supervised.look_after(now=10 + delays[-1] - 0.1) == ""
        assert supervised.process_id is None
        supervised.look_after(now=10 + delays[-1])
        assert supervised.process_id is not None
    wait_for_output(supervised, lines=MOST_RESTARTS + 1)
    kill(supervised)

    assert delays == [1, 2, 4, 8, 16]
    with pytest.raises(
        ServiceKeepsFailing, match=r"sleeper ended 6 times; see why in .*sleeper.log"
    ):
        supervised.look_after(now=20)


def test_service_that_ran_long_has_its_restarts_forgiven(tmp_path):
    supervised = SupervisedService(service(SLEEPS), logs=tmp_path, cwd=tmp_path)
    supervised.start(now=0)
    kill(supervised)
    supervised.look_after(now=1)
    supervised.look_after(now=2)

    supervised.look_after(now=2 + CALM_SECONDS + 1)
    kill(supervised)

    assert "again in 1 s" in supervised.look_after(now=400)


def kill(supervised: SupervisedService) -> None:
    process_id = supervised.process_id
    os.kill(process_id, signal.SIGKILL)
    deadline = time.monotonic() + 60
    while supervised.process_id is not None:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_children_end_when_their_supervisor_is_killed(tmp_path):
    """The kernel tells them (prctl); nobody else could."""
    code = f"""
import sys, time
from pathlib import Path
from matchmaking.supervisor import Service, Supervisor
supervisor = Supervisor(logs=Path({str(tmp_path)!r}), cwd=Path.cwd(), tell=print)
child = supervisor.add(Service("child", [sys.executable, "-c", "import time; time.sleep(60)"], 5))
print(child.process_id, flush=True)
time.sleep(60)
"""
    import_path = os.environ | {"PYTHONPATH": str(Path.cwd())}
    parent_reads, parent_writes = os.pipe()
    parent = os.posix_spawn(
        sys.executable,
        [sys.executable, "-c", code],
        import_path,
        file_actions=[(os.POSIX_SPAWN_DUP2, parent_writes, 1)],
    )
    os.close(parent_writes)
    with os.fdopen(parent_reads) as output:
        child = int(output.readline())

    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)

    deadline = time.monotonic() + 50
    while is_alive(child):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_alive(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
