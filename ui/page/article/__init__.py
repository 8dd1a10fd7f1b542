"""An article beside the tabs."""
