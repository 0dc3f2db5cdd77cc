"""`make bench`: figures as ratios against a peer or a physical limit, measured in the same run.

Nothing here fails by the clock; machines differ, ratios hold.
"""

from __future__ import annotations

import gc
import sys

from tests.bench import author, engine, hostile, paper, signatures, store, window


def main() -> None:
    """Run every benchmark and print one table."""
    print(f"{'what':<52}{'ours':>14}{'against':>14}{'ratio':>8}  peer or limit")
    for room in (engine, store, signatures, hostile, paper, window, author):
        for line in room.measure():
            print(line.text())
            sys.stdout.flush()
        gc.collect()
        gc.freeze()  # what one benchmark leaves in memory is no burden to the next


if __name__ == "__main__":
    main()
