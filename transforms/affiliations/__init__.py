"""Who a credited person is in the register of parliamentarians, and what they held on the day."""
