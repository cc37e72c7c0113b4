"""The store of the office, the project of the NGO, a company that gives: told through the public actions."""

from dataclasses import dataclass, field

from tongzhuo.kernel.viewer import the_system
from tongzhuo.ledger import actions
from tongzhuo.ledger.models import Account, Asset, Lot, Transaction
from tongzhuo.ledger.moves import from_to
from tongzhuo.ledger.states import AccountKind
from tongzhuo.vocabulary.models import Term

SYSTEM = the_system("tests")


@dataclass
class Book:
    cast: object
    accounts: dict[str, Account] = field(default_factory=dict)
    purposes: dict[str, Term] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Account:
        if name in self.__dict__.get("accounts", {}):
            return self.__dict__["accounts"][name]
        raise AttributeError(name)

    def open(self, key: str, kind: str, where: str = "willow", owner: str | None = None, **more) -> Account:
        body = self.cast.organisations[owner] if owner else None
        self.accounts[key] = actions.open_account(
            by=SYSTEM, kind=kind, place=self.cast.places[where], organisation=body, name_en=key, **more
        )
        return self.accounts[key]

    def money(self) -> Asset:
        return actions.asset_of_money("CNY", by=SYSTEM)

    def lamps(self) -> Asset:
        return actions.asset_of_goods(self.cast.lamp, by=SYSTEM, unit=self.cast.piece)

    def lot(self, asset: Asset | None = None, **more) -> Lot:
        return actions.new_lot(by=SYSTEM, asset=asset or self.lamps(), place=self.cast.willow, **more)

    def move(self, source: str, target: str, lot: Lot, amount: int | None, who: str | None = "chen", **more):
        by = self.cast.as_(who) if who else SYSTEM
        moves = from_to(self.accounts[source], self.accounts[target], lot, amount)
        return actions.post(by=by, place=self.cast.willow, moves=moves, **more)

    def given(self, amount: int, asset: Asset | None = None, **more) -> Lot:
        lot = self.lot(asset, **more)
        self.move("northlight", "store", lot, amount)
        return lot


def book(cast) -> Book:
    made = Book(cast)
    made.open("northlight", AccountKind.GIVER, owner="northlight")
    made.open("store", AccountKind.STORE, owner="office")
    made.open("cellar", AccountKind.STORE, owner="doorstep")
    made.open("fund", AccountKind.FUND, owner="office")
    made.open("project", AccountKind.PROJECT, owner="doorstep")
    made.open("helped", AccountKind.BENEFICIARIES)
    made.open("loss", AccountKind.LOSS)
    made.open("far", AccountKind.STORE, where="plane", owner="other_office")
    return made


__all__ = ["SYSTEM", "Book", "Transaction", "book"]
