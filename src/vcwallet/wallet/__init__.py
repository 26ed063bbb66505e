"""The holder: hold, plan, present."""

from vcwallet.wallet.held import HeldCredential
from vcwallet.wallet.memory_store import MemoryStore
from vcwallet.wallet.plan import Choice, Plan, ShownClaim
from vcwallet.wallet.privacy import Link
from vcwallet.wallet.receipts import Receipt
from vcwallet.wallet.wallet import Wallet

__all__ = ["Choice", "HeldCredential", "Link", "MemoryStore", "Plan", "Receipt", "ShownClaim", "Wallet"]
