"""Which incidents are reviewed, how a review moves, and who may close it."""
