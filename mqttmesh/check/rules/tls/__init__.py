"""Certificates and the links they protect."""
