"""Comments that take findings out."""
