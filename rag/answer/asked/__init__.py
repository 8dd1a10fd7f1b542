"""What a question asks for: the kind of answer, who holds a role, who did something, what somebody said."""
