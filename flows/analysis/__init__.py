"""Analyse the published corpus.

- SQL: `sql` runs a query, `sandbox` in a process with limits; `sql_prompt`, `saved_queries`, `query_output`.
- Trends: `trends` reads one (`trend_model`, `periods`, `breaks`), by a topic or by a query (`adhoc`); `compare` changes
  it; `trend_table` and `plot` (`plot_panels`) show it, with the words of `trend_text`.
- Keyword in context: `kwic` (`kwic_output`).
- `coverage`: an outlet's year as a calendar. `report`: the corpus on one page.
- `corpus` opens the published copy or an earlier state. `index_conditions` asks the word index which texts may match.
  `output_file` writes a file completely or not at all.
"""
