"""FROM ARTICLES TO REAL-WORLD CONTACTS: detect and resolve, pure functions of text, data and `now`."""
