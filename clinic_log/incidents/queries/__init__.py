"""Reading reviews of incidents. Every read is of one clinic."""
