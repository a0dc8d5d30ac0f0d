"""Date an article: read every date that the page states, weigh them, and choose or refuse each.

In order:

1. `sources` finds every place that may state the date, most trusted first; `visible_dates` finds printed ones.
2. `date_reader` parses them (`date_formats`) and refuses what cannot be the publication.
3. `dating` chooses one, and `bounds` gives the first and last possible day.
4. `evidence` bounds an undated text by what it mentions: events, `offices`, `past_dates`, in `sentences` of the past.
5. `mastheads` later refuses dates that an outlet prints on every page of a day.
"""
