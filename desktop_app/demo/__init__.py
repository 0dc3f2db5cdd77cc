"""The whole journey on sample data, in one go and from nothing (`make demo`)."""
