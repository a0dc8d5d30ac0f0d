"""Explore the published corpus: a topic, who writes about it, and when. `marimo edit docs/notebooks/explore.py`."""

import marimo

app = marimo.App(width="medium", app_title="Backbench: explore a topic")


@app.cell
def _():
    import contextlib

    import altair as alt
    import marimo as mo

    from flows import errors
    from flows.analysis.corpus import open_corpus
    from flows.settings import read_settings

    return alt, contextlib, errors, mo, open_corpus, read_settings


@app.cell
def _(contextlib, errors, mo, open_corpus, read_settings):
    # The published state: read-only, and open while runs go on. BACKBENCH_HOME or BACKBENCH_LAKE says which corpus.
    opened = contextlib.ExitStack()
    try:
        corpus = opened.enter_context(open_corpus(read_settings().corpus))
    except errors.BackbenchError as error:
        mo.stop(True, mo.md(f"{error}"))
    topics = dict(corpus.sql("select title, topic_id from topics order by topic_id").fetchall())
    first, last = corpus.sql("select min(month), max(month) from topic_by_month").fetchone()
    return corpus, first, last, opened, topics


@app.cell
def _(first, last, mo, topics):
    mo.stop(first is None, mo.md("The corpus has no dated article yet: run `backbench demo` or `backbench nightly`."))
    shown_first = next((title for title, topic_id in topics.items() if topic_id == "iran-russia"), next(iter(topics)))
    topic = mo.ui.dropdown(topics, value=shown_first, label="Topic")
    by = mo.ui.dropdown({"party": "party", "outlet": "outlet"}, value="party", label="By")
    since = mo.ui.date(value=first, start=first, stop=last, label="From")
    until = mo.ui.date(value=last, start=first, stop=last, label="To")
    mo.hstack([topic, by, since, until], justify="start", wrap=True)
    return by, since, topic, until


@app.cell
def _(by, corpus, since, topic, until):
    # The view has the counts; a share of several months is the share of their sums, not the mean of their shares.
    named = {
        "party": "select coalesce(parties.name, view.party_group) as series, view.* from topic_by_month_party as view "
        "left join parties on parties.party_id = view.party_group",
        "outlet": "select outlets.name as series, view.* from topic_by_month_outlet as view "
        "left join outlets using (outlet_id)",
    }[by.value]
    chosen = {"topic": topic.value, "since": since.value, "until": until.value}
    series = corpus.execute(
        f"""
        select series, sum(article_count)::int as articles, sum(corpus_count)::int as of_all,
            sum(article_count) / nullif(sum(corpus_count), 0) as share
        from ({named})
        where topic_id = $topic and month between date_trunc('month', $since::date) and $until::date
        group by series order by articles desc, series""",  # noqa: S608 - one of the two above
        chosen,
    ).pl()
    months = corpus.execute(
        """
        select month, article_count, corpus_count, share, share_low, share_high from topic_by_month
        where topic_id = $topic and month between date_trunc('month', $since::date) and $until::date
        order by month""",
        chosen,
    ).pl()
    return chosen, months, series


@app.cell
def _(alt, by, mo, months, series):
    over_time = alt.Chart(months).encode(alt.X("month:T", title=None))
    lines = over_time.mark_line(point=True).encode(
        alt.Y("share:Q", title="share of all articles", axis=alt.Axis(format="%")),
        tooltip=["month:T", "article_count:Q", "corpus_count:Q", alt.Tooltip("share:Q", format=".1%")],
    )
    interval = over_time.mark_area(opacity=0.2).encode(alt.Y("share_low:Q"), alt.Y2("share_high:Q"))
    bars = (
        alt.Chart(series)
        .mark_bar()
        .encode(
            alt.X("articles:Q"), alt.Y("series:N", sort="-x", title=by.value), tooltip=["series", "articles", "of_all"]
        )
    )
    mo.vstack([(interval + lines).properties(width=620, height=220), bars.properties(width=480), mo.ui.table(series)])


@app.cell
def _(chosen, corpus, mo):
    articles = corpus.execute(
        """
        select published_on, title, string_agg(distinct article_authors.name, ', ') as authors, mention_count,
            quoted_count, date_basis, url
        from article_topics join articles using (article_id) left join article_authors using (article_id)
        where topic_id = $topic and published_on between $since::date and last_day($until::date)
            and duplicate_of is null and genre <> 'partner'
        group by all order by published_on desc, title""",
        chosen,
    ).pl()
    mo.vstack([mo.md(f"**{articles.height} articles**, the latest first"), mo.ui.table(articles)])
    return (articles,)


if __name__ == "__main__":
    app.run()
