"""What may come of a payment: history fitted, counts drawn, money that follows, and how sure that is."""

from bettercare.paying.outlook.history import Fit, TooShort, fit
from bettercare.paying.outlook.losses import Loss, exact_losses, losses
from bettercare.paying.outlook.outlook import Beliefs, outlook
from bettercare.paying.outlook.released import released
from bettercare.paying.outlook.spread import draws_needed, spread

__all__ = [
    "Beliefs", "Fit", "Loss", "TooShort", "draws_needed", "exact_losses", "fit", "losses", "outlook", "released", "spread",
]  # fmt: skip
