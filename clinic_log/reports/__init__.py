"""Reports that leave the house: written from the record, read before they are made, kept with their hash.

Words: a *report* is one PDF about one episode; it is *made* once and *kept* as it was; what is written by hand in it is
its *text*.
"""
