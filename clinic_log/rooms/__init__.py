"""The rooms of a clinic, and the boxes of needles that are in use in each.

Words: a *box* is one product of one *lot* with the day until which it may be used; it is *in use* from when somebody
opened it in a room until somebody puts it away. The *room of a person* is the one that they chose on the browser in
which they work, or chose last on a browser of the same address; a clinic with one room asks nobody.
"""
