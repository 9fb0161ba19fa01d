"""bandit, as pyproject.toml sets it, without its remark on every `nosec` that stands beside the second half of a string."""

import logging

from bandit.cli.main import main

if __name__ == "__main__":
    logging.getLogger("bandit.core.tester").setLevel(logging.ERROR)
    main()
