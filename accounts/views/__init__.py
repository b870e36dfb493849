"""The pages of knowing oneself, of communities and of settings."""
