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
    cli.add_argument("--share", type=float, default=0.5, help="weight of the second state")
    cli.add_argument("--out", type=Path, required=True)
    arguments = cli.parse_args()
    first, second = (torch.load(path) for path in arguments.states)
    share = arguments.share
    # an output that only the second state has, or that changed its shape, is the second's
    common = {name: first[name] for name, value in second.items() if name in first and first[name].shape == value.shape}
    mean = {name: ((1 - share) * value + share * second[name]).to(value.dtype) for name, value in common.items()}
    torch.save(second | mean, arguments.out)


if __name__ == "__main__":
    main()
