"""What every measurement is given."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Setting:
    # The command, and the package of Benchmarks/Functions.
    meridian: Path
    package: Path
    # Counted runs of each peer, and the seconds of each.
    rounds: int
    seconds: int
