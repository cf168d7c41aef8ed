"""The console: what one would type on a real machine, run against a lab."""
