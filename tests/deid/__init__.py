"""De-identification: no path and no byte of a personal field leaves the restricted store, whatever silo it is in."""
