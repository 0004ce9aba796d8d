"""Clinics and the people who work there: accounts, roles, invitations, signing in and out.

Words: a *membership* gives a user one role in one clinic; a *login session* is one signed-in browser, named by a random
token of which only the hash is kept; an *invitation* is a one-time link by which a person sets their own password.
"""
