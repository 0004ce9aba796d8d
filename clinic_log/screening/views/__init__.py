"""The pages of what must be known before needling."""

from clinic_log.screening.views import answering, consenting, page, papers
from clinic_log.screening.views.blueprint import blueprint

__all__ = ["answering", "blueprint", "consenting", "page", "papers"]
