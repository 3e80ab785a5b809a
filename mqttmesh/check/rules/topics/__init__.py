"""What crosses the bridges, and where it goes."""
