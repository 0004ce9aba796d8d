"""Taking records from other programs, through the actions of the features that own them.

Words: a *bundle* is a file of FHIR R4 resources; its *entries* are the resources. A file is *taken* whole or, when it
is *broken*, not at all. A patient is *left out* when the file is sound but the record cannot hold the person; what an
import does not take it counts, by kind and reason.
"""
