"""Who may do what with an archive, and who did: accounts, keys for programs, and the log of changes."""
