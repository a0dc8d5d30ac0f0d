-- One row per topic per outlet per month, from the outlet's first month in the corpus to its last.
-- topic_id: Topic, as in `topics`.
-- outlet_id: Outlet, as in `outlets`.
-- month: First day of the month.
-- article_count: Articles of the month on the topic in the outlet; partner content and duplicates are left out.
-- corpus_count: All articles of the month in the outlet, with the same left out.
-- share: article_count / corpus_count; null in a month without output.
-- share_low: Lower bound of the share, Wilson 95 % interval.
-- share_high: Upper bound of the share, Wilson 95 % interval.
-- undated_count: The outlet's articles on the topic whose month is not known; the same on every row of topic and outlet.
with

articles as (
    select article_id, outlet_id, month from trend_articles
),

tagged as (
    select article_topics.topic_id, articles.outlet_id, articles.month, count(*) as article_count
    from article_topics
    inner join articles using (article_id)
    group by article_topics.topic_id, articles.outlet_id, articles.month
),

undated as (
    select topic_id, outlet_id, article_count as undated_count from tagged where month is null
),

output as (
    select outlet_id, month, count(*) as corpus_count from articles where month is not null group by outlet_id, month
),

spans as (
    select outlet_id, unnest(generate_series(min(month), max(month), interval 1 month))::date as month
    from output
    group by outlet_id
),

measured as (
    select
        topics.topic_id,
        spans.outlet_id,
        spans.month,
        coalesce(tagged.article_count, 0) as article_count,
        coalesce(output.corpus_count, 0) as corpus_count,
        coalesce(undated.undated_count, 0) as undated_count,
        1.959963984540054 as z -- 97.5 % of a normal distribution
    from topics
    cross join spans
    left join output on output.outlet_id = spans.outlet_id and output.month = spans.month
    left join tagged
        on tagged.topic_id = topics.topic_id and tagged.outlet_id = spans.outlet_id and tagged.month = spans.month
    left join undated on undated.topic_id = topics.topic_id and undated.outlet_id = spans.outlet_id
)

select
    topic_id,
    outlet_id,
    month,
    article_count,
    corpus_count,
    article_count / nullif(corpus_count, 0) as share,
    case when corpus_count > 0 then greatest(0, (
        article_count + z * z / 2 - z * sqrt(article_count * (corpus_count - article_count) / corpus_count + z * z / 4)
    ) / (corpus_count + z * z)) end as share_low,
    case when corpus_count > 0 then least(1, (
        article_count + z * z / 2 + z * sqrt(article_count * (corpus_count - article_count) / corpus_count + z * z / 4)
    ) / (corpus_count + z * z)) end as share_high,
    undated_count
from measured
order by topic_id, outlet_id, month
