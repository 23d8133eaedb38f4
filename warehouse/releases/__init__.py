"""Releases as readers open them, the published copies, and the process that answers an analyst."""
