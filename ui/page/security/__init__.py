"""Who may reach the page, and with what."""
