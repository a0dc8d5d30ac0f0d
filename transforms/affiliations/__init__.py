"""Identify credited persons in the register of parliamentarians, and the seat they held on the day."""
