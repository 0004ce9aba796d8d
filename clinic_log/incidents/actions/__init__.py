"""Writing late reports, reviews of incidents and what is done in them."""
