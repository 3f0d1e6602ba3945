"""What every measurement is given."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Setting:
    # The command, and the package of Benchmarks/Functions; none for a measurement without a platform.
    meridian: Path | None
    package: Path | None
    # Counted runs of each peer, and the seconds of each.
    rounds: int
    seconds: int
