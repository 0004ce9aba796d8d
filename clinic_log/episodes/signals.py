"""What higher features may need to know, told inside the same transaction."""

from typing import Final

from blinker import Signal

# Sender: the database session. Values: episode (Episode), by (Actor).
episode_corrected: Final = Signal("Details of an episode were changed, perhaps the pain question that it follows.")
