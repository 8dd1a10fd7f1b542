"""Mail, mailboxes, and web pages that were saved as mail."""
