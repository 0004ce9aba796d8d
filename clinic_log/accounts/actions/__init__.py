"""What changes accounts: login sessions, signing in, people, invitations, the first set-up."""
