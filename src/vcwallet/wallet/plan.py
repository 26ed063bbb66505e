"""What would be shown, to whom and why: for the person to look at before anything leaves the wallet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import NoReturn

from vcwallet.errors import UsageError
from vcwallet.ports import JsonValue
from vcwallet.query import PresentationRequest
from vcwallet.securing import Revealed
from vcwallet.wallet.privacy import Link


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownClaim:
    """A single value of a credential that will be, or was, shown or withheld.

    Attributes:
        query: The credential query that it answers.
        credential: The id of the credential in the wallet.
        pointer: Where it stands in the credential.
        value: The value.
        asked: Whether it was asked for; what was not is shown because the credential always shows it.
    """

    query: str
    credential: str
    pointer: str
    value: JsonValue
    asked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The credentials that could answer one credential query.

    Attributes:
        query: The id of the credential query.
        chosen: The ids of the credentials that will be shown for it; empty where it is left out.
        credentials: The ids of all that could be, the one that shows least first.
    """

    query: str
    chosen: tuple[str, ...]
    credentials: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """One credential for one credential query, narrowed to what is shown.

    Attributes:
        query: The id of the credential query.
        credential: The id of the credential in the wallet.
        revealed: What the mechanism will show.
        holder: The holder's DID that will sign, where the credential names it.
        held_by: How the presentation shows that it is the holder's: ``"subject"``, by the key of `holder`;
            ``"secret"``, by a secret and with a key for this one time; ``"pseudonym"``, by a secret and with the key
            for this verifier; "" where nothing is signed.
    """

    query: str
    credential: str
    revealed: Revealed = field(repr=False)
    holder: str | None
    held_by: str


class Ticket:
    """Says which wallet a plan is of, and that it is presented once; thread-safe."""

    __slots__ = ("_lock", "_taken", "wallet")

    def __init__(self, wallet: object) -> None:
        self.wallet = wallet
        self._lock = Lock()
        self._taken = False

    def take(self) -> bool:
        """Whether nobody has it."""
        with self._lock:
            free, self._taken = not self._taken, True
        return free

    def give_back(self) -> None:
        """Lets it be taken again, after an attempt that came to nothing."""
        with self._lock:
            self._taken = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """What a wallet would answer to a request. Nothing has left the wallet; `Wallet.present` sends just this.

    Attributes:
        request: What was asked.
        revealed: Every single value that the verifier will see.
        withheld: Every single value of the chosen credentials that it will not see.
        linkable: By what verifiers that compare notes could know the holder again.
        choices: Which credentials could answer which query; see `Wallet.plan` for how to choose others.
        notices: What the person should know besides, in plain sentences.
    """

    request: PresentationRequest
    revealed: tuple[ShownClaim, ...]
    withheld: tuple[ShownClaim, ...]
    linkable: tuple[Link, ...]
    choices: tuple[Choice, ...]
    notices: tuple[str, ...]
    showings: tuple[Showing, ...] = field(repr=False)
    ticket: Ticket = field(repr=False)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise UsageError("A plan is not pickled.", hint="Present it with the wallet that made it, in this process.")

    @property
    def verifier(self) -> str:
        """Who asks."""
        return self.request.audience

    @property
    def purposes(self) -> Mapping[str, str]:
        """Why each of the chosen credentials is asked for, by credential query; without those that do not say."""
        purposes = self.request.query.purposes()
        return {one.query: purposes[one.query] for one in self.showings if one.query in purposes}

    @property
    def purpose(self) -> str:
        """Why it is asked, in the verifier's words; "" where it does not say."""
        return "; ".join(dict.fromkeys(self.purposes.values()))

    @property
    def credentials(self) -> tuple[str, ...]:
        """The ids of the credentials that will be shown, each once."""
        return tuple(dict.fromkeys(one.credential for one in self.showings))
