"""What went wrong for good: told to whoever caused it, or can mend it, with a button to try again."""

from bot.access import Act
from bot.features.failures import actions
from bot.manifest import Button, Feature, Tick

feature = Feature(
    name="failures",
    buttons=(
        Button(r"e:resend:(\d{1,18})", actions.resend, Act.OWN_PROFILE),
        Button(r"e:unpark", actions.unpark, Act.MEND),
    ),
    ticks=(
        Tick("tell of what was not delivered", 10, actions.tell_undelivered),
        Tick("tell of parked updates", 10, actions.tell_parked),
    ),
)
