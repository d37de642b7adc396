"""Run every benchmark that needs no file: python -m benchmarks. About half an hour."""

import subprocess
import sys

DEVELOPMENT_SET = ("--eval", "benchmarks/data/matching_dev.json", "--json")
# b2bsp wants a folder of published instances: python -m benchmarks.b2bsp DIR
BENCHMARKS: dict[str, tuple[str, ...]] = {
    "import_rows": (),
    "demo_fair": (),
    "matching_quality": DEVELOPMENT_SET,
    "lexicon_coverage": ("--list", "benchmarks/data/trade_labels.txt", "--json"),
    "embedding_rate": (),
    "matching_properties": ("--json",),
    "matching_speed": ("--json",),
    "congestion": ("--json",),
    "matching_freshness": (),
    "matching_workers": (),
    "planning": ("--json",),
    "calendars": ("--json",),
    "time_zones": ("--json",),
    "delivery": ("--json",),
}

if __name__ == "__main__":
    for name, options in BENCHMARKS.items():
        print(f"# {name}", flush=True)
        # Each in a process of its own: it starts servers and reads the settings once.
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *options], check=True)
