"""Earnest: trade assurance for cross-border orders. Which version is this?"""

__version__ = "0.1.0"
