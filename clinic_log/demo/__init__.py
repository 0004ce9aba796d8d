"""An invented clinic, made through the same actions as a real one. Nothing else imports it.

The same seed and the same last day give the same clinic; only passwords are made afresh each time.
"""
