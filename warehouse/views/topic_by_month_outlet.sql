-- One row per topic per outlet per month, from the outlet's first month in the corpus to its last.
-- topic_id: Topic, as in `topics`.
-- outlet_id: Outlet, as in `outlets`.
-- month: First day of the month.
-- article_count: Articles of the month on the topic in the outlet, without partner content and duplicates; null without output.
-- corpus_count: All articles of the month in the outlet, with the same left out.
-- share: article_count / corpus_count; null in a month without output.
-- share_low: Lower bound of the share, Wilson 95 % interval.
-- share_high: Upper bound of the share, Wilson 95 % interval.
-- quoted_only_count: Of article_count, those that name the topic in quotation only (in quotation marks or block quotes).
-- undated_count: The outlet's articles on the topic whose month is not known; the same on every row of topic and outlet.
-- is_break: Whether the month cannot be compared with the one before, because of how the corpus was collected.
-- break_kind: Why, in a word, as in `coverage_by_month`.
-- break_reason: Why, in words.
with

tagged as (
    select topic_id, outlet_id, month, article_count, quoted_only_count from outlet_months where topic_id <> '*'
),

output as (
    select outlet_id, month, article_count as corpus_count
    from outlet_months
    where topic_id = '*' and month > date '0001-01-01'
),

spans as (
    select outlet_id, unnest(generate_series(min(month), max(month), interval 1 month))::date as month
    from output
    group by outlet_id
),

breaks as (
    select outlet_id, month, is_break, break_kind, break_reason from coverage_by_month
),

measured as (
    select
        topics.topic_id,
        spans.outlet_id,
        spans.month,
        if(output.corpus_count is null, null, coalesce(tagged.article_count, 0)) as article_count,
        if(output.corpus_count is null, null, coalesce(tagged.quoted_only_count, 0)) as quoted_only_count,
        coalesce(output.corpus_count, 0) as corpus_count,
        coalesce(undated.article_count, 0) as undated_count,
        breaks.is_break,
        breaks.break_kind,
        breaks.break_reason,
        1.959963984540054 as z -- 97.5 % of a normal distribution
    from topics
    cross join spans
    inner join breaks on breaks.outlet_id = spans.outlet_id and breaks.month = spans.month
    left join output on output.outlet_id = spans.outlet_id and output.month = spans.month
    left join tagged
        on tagged.topic_id = topics.topic_id and tagged.outlet_id = spans.outlet_id and tagged.month = spans.month
    left join tagged as undated
        on undated.topic_id = topics.topic_id and undated.outlet_id = spans.outlet_id and undated.month = date '0001-01-01'
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
    quoted_only_count,
    undated_count,
    is_break,
    break_kind,
    break_reason
from measured
order by topic_id, outlet_id, month
