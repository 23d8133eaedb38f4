"""Small inputs of others with the right values."""
