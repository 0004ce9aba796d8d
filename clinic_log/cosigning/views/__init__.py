"""The pages of co-signing: a supervisor reads and signs or sends back, an author answers."""

from clinic_log.cosigning.views import answering, cosigning
from clinic_log.cosigning.views.blueprint import blueprint

__all__ = ["answering", "blueprint", "cosigning"]
