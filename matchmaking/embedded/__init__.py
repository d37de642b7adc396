"""PostgreSQL and Valkey from their wheels, for a machine that has neither.

Nothing else knows the two wheels. Their programs are called directly; why, and what that takes,
is told in docs/decisions/0002-embedded-servers.md.
"""

from pathlib import Path

from matchmaking.embedded.directory import DataDirectory
from matchmaking.embedded.postgres import EmbeddedPostgres
from matchmaking.embedded.valkey import EmbeddedValkey
from matchmaking.processes import account_for


class EmbeddedServers:
    """Both servers on one data directory. Hold `directory.lock()` while you use them.

    They outlive a supervisor that is killed: the next one adopts them.
    """

    def __init__(self, path: Path, *, is_durable: bool = True) -> None:
        self.directory = DataDirectory(path)
        self.account = account_for(path)
        self.postgres = EmbeddedPostgres(self.directory, self.account, is_durable=is_durable)
        self.valkey = EmbeddedValkey(self.directory, self.account, is_durable=is_durable)

    def prepare(self) -> None:
        """Create the data directory; do this before taking its lock."""
        self.directory.prepare(self.account)

    def are_left_over(self) -> bool:
        """Tell whether a supervisor that was killed has left them running."""
        return self.postgres.is_running() or self.valkey.is_running()

    def start(self) -> None:
        """Start, or adopt, both."""
        self.postgres.start()
        self.valkey.start()

    def stop(self) -> None:
        """Stop both, the queue first: whoever fills it has gone before."""
        self.valkey.stop()
        self.postgres.stop()
