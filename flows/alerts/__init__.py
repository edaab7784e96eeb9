"""From contacts to people: the outbox, the message, the channels."""
