"""From articles to real-world contacts: detection and resolution, pure functions of text, data and `now`."""
