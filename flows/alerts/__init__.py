"""FROM CONTACTS TO PEOPLE: the outbox, the message, the channels."""
