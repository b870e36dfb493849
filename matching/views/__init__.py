"""The pages of considering, deciding and asking."""
