"""Who is looking: the person or nobody, whom they act for, and what they may do where."""

from dataclasses import dataclass, replace

ANONYMOUS = "anonymous"
SYSTEM = "system"


@dataclass(frozen=True)
class Held:
    """A mandate as its holder carries it: a role in the subtree under `path`, given by an organisation."""

    role: str
    path: str
    organisation_id: int
    organisation_code: str


@dataclass(frozen=True)
class Viewer:
    """Built once per request by `organisations`, so that low rooms need not look anything up."""

    person_id: int | None = None
    code: str = ANONYMOUS
    name: str = ""
    home: str = ""
    acting_for_id: int | None = None
    acting_for_code: str = ""
    on_behalf_id: int | None = None
    on_behalf_code: str = ""
    mandates: tuple[Held, ...] = ()
    member_of: frozenset[int] = frozenset()

    @property
    def is_somebody(self) -> bool:
        return self.person_id is not None

    @property
    def is_system(self) -> bool:
        return self.code.startswith(SYSTEM)

    def holds(self, path: str, *roles: str) -> bool:
        """Whether one of `roles` is held over the place at `path`."""
        return any(held.role in roles and path.startswith(held.path) for held in self.mandates)

    def paths(self, *roles: str) -> tuple[str, ...]:
        """The places over which one of `roles` is held."""
        return tuple(dict.fromkeys(held.path for held in self.mandates if held.role in roles))

    def on_behalf_of(self, person_id: int, code: str) -> "Viewer":
        """The same viewer, writing for somebody else."""
        return replace(self, on_behalf_id=person_id, on_behalf_code=code)

    def speaks_for(self, organisation_id: int | None, *roles: str) -> bool:
        """Whether a mandate of that organisation lets this viewer act in its name."""
        return any(held.organisation_id == organisation_id and held.role in roles for held in self.mandates)


NOBODY = Viewer()


def the_system(part: str) -> Viewer:
    """The product itself as a named actor, for instance `system:sweep`."""
    return Viewer(code=f"{SYSTEM}:{part}")
