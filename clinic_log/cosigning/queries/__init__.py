"""Reading co-signatures, requests and questions; what a version's policy looks at; and what waits for whom."""
