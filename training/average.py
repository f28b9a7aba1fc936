"""Average the weights of two training states: the mean reads both public and conflict text better than either.

python -m training.average STATE STATE --out encoder.pt
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch


def main() -> None:
    """Read the arguments and average."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("states", type=Path, nargs=2)
    cli.add_argument("--out", type=Path, required=True)
    arguments = cli.parse_args()
    first, second = (torch.load(path) for path in arguments.states)
    torch.save({name: ((value + second[name]) / 2).to(value.dtype) for name, value in first.items()}, arguments.out)


if __name__ == "__main__":
    main()
