"""What the page's parts run on: background work, tasks, errors, a cache of the archive's list."""
