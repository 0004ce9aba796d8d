"""Patients of a clinic: identity, contact, alerts.

Words: a *record number* names a patient within one clinic; an *identifier* is a number that another system gave; an
*alert* is what must be seen before treating.
"""
