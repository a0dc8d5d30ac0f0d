"""Date an article: read every date that the page states, weigh them, and choose or refuse each."""
