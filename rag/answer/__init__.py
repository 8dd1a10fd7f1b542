"""From passages to an answer: evidence sentences, and the answer that is made of them."""
