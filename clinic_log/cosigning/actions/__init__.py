"""What a supervisor and an author do about a note that waits for a co-signature."""
