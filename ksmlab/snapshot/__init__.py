"""What can be seen of a lab at one moment, as frozen values: read-only, and made only when somebody asks."""
