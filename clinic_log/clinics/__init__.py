"""A clinic's policies: what a clinic decides for all of its people, with a documented default for each setting; and the
measures that it adds to those of the catalogue.
"""
