"""Check the normalised rows before they are loaded."""
