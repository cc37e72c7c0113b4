"""Reads the command line of `./run`."""

import sys

from tongzhuo.runner.commands import COMMANDS, serve
from tongzhuo.runner.paths import Stop


def main(words: list[str]) -> int:
    name, rest = (words[0], words[1:]) if words else ("", [])
    try:
        if name in COMMANDS:
            return COMMANDS[name](rest)
        return serve(words)
    except Stop as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
