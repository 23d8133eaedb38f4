"""The store of the data: the only package that opens the store, locks it, publishes it and maintains it."""
