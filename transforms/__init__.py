"""Pure steps from a capture to rows: no network, no clock, no disk."""
