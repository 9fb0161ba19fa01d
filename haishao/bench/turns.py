"""Takes turns at a host as crawls do, and prints when each came: `python -m haishao.bench.turns HOST GAP COUNT`."""

import sys
import time


def main(host: str, gap: float, count: int) -> None:
    """Prints the moment of each turn, in seconds since 1970 by this machine's clock."""
    from haishao.database import database

    with database():
        from storage.throttle import take_turn

        for _ in range(count):
            print(time.time() + take_turn(host, gap), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))
