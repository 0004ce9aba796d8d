"""The ways through the program.

Words: the *menu* stands on every page; the *palette* finds a patient or a page by a few letters and begins a session;
a *shortcut* is a key that does what a button does.
"""
