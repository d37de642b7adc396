"""Run every benchmark: python -m benchmarks."""

import subprocess
import sys

BENCHMARKS = ("import_rows", "demo_fair")

if __name__ == "__main__":
    for name in BENCHMARKS:
        print(f"# {name}", flush=True)
        # Each in a process of its own: it starts servers and reads the settings once.
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)
