"""The stages of a run: discover, fetch or import captures, then extract, clean, normalise, validate and load them."""
