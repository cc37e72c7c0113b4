"""Where invented people live: clusters in a square; and how columns of lists, shares and points are made."""

import numpy as np

from tongzhuo.engine.instance import Floats, Ints


class Ground:
    """Communities, each a Gaussian cluster with its share of the people, in a square of `side` km."""

    def __init__(
        self, rng: np.random.Generator, side: float, communities: int, *, spread: tuple[float, float], skew: float,
        background: float,
    ) -> None:  # fmt: skip
        self.rng, self.side, self.background = rng, side, background
        self.centre = rng.uniform(0, side, (communities, 2))
        self.spread = rng.uniform(*spread, communities)
        self.share: Floats = rng.lognormal(0, skew, communities)

    def points(self, count: int, share: Floats) -> tuple[Ints, Floats]:
        """Community and (x, y) in km of so many; a `background` of them is anywhere. Nobody is outside the square."""
        community = self.rng.choice(len(share), count, p=share / share.sum())
        at = self.centre[community] + self.rng.normal(size=(count, 2)) * self.spread[community, None]
        anywhere = self.rng.random(count) < self.background
        at[anywhere] = self.rng.uniform(0, self.side, (int(anywhere.sum()), 2))
        mirrored: Floats = np.abs(self.side - np.abs(self.side - np.abs(at))) % self.side
        return community, mirrored


def zipf(count: int, power: float) -> Floats:
    """Shares that fall with rank**-power."""
    share: Floats = np.arange(1.0, count + 1) ** -power
    return share / share.sum()


def pointers(sizes: Ints) -> Ints:
    """Where the list of each row begins, and where the last one ends."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))


def degrees(km: Floats) -> tuple[Floats, Floats]:
    """Latitude and longitude of (x, y) in km."""
    return 30.5 + km[:, 1] / 111.195, 114.3 + km[:, 0] / (111.195 * np.cos(np.radians(30.5)))
