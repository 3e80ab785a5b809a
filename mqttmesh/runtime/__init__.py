"""Engines: what makes a mesh run on this machine, tells how it does, and stops it."""
