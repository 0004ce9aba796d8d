"""Who did or saw what: append-only rows, each chained to the one before it.

Words: an *entry* is one act; its *hash* covers the entry and the hash before it, keyed with a secret that lies outside
the database; the *head* is the last entry; an *exported head* is a copy of it outside the database, by which a cut tail
or a database set back to an earlier day is found.
"""
