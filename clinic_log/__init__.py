"""The treatment log of a physical therapy clinic."""
