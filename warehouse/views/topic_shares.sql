-- Topics by month in one series: 'corpus' (one group), 'outlet' or 'party'. One row per group per topic per month, from
-- the group's first month with output to its last. The views topic_by_month, topic_by_month_outlet and
-- topic_by_month_party name its columns.
create macro topic_shares(series_name) as table
with

counts as (
    select group_id, topic_id, month, article_count, quoted_only_count, commons_count
    from topic_counts
    where series = series_name
),

tagged as (
    select group_id, topic_id, month, article_count, quoted_only_count, commons_count from counts where topic_id <> '*'
),

output as (
    select group_id, month, article_count as corpus_count
    from counts
    -- Articles of no known party are no group.
    where topic_id = '*' and month > date '0001-01-01' and (series_name <> 'party' or group_id <> '')
),

spans as (
    select group_id, unnest(generate_series(min(month), max(month), interval 1 month))::date as month
    from output
    group by group_id
),

-- Of an article without a date no party is known, because a party is held on a day: undated articles are the corpus's.
undated as (
    select group_id, topic_id, article_count
    from topic_counts
    where
        series = if(series_name = 'party', 'corpus', series_name)
        and topic_id <> '*'
        and month = date '0001-01-01'
),

breaks as (
    select group_id, month, break_kind, break_reason from series_breaks where series = series_name
)

select
    spans.group_id,
    topics.topic_id,
    spans.month,
    if(output.corpus_count is null, null, coalesce(tagged.article_count, 0)) as article_count,
    coalesce(output.corpus_count, 0) as corpus_count,
    if(output.corpus_count is null, null, coalesce(tagged.article_count, 0)) / nullif(output.corpus_count, 0) as share,
    wilson_low(coalesce(tagged.article_count, 0), output.corpus_count) as share_low,
    wilson_high(coalesce(tagged.article_count, 0), output.corpus_count) as share_high,
    if(output.corpus_count is null, null, coalesce(tagged.quoted_only_count, 0)) as quoted_only_count,
    if(output.corpus_count is null, null, coalesce(tagged.commons_count, 0)) as commons_count,
    coalesce(undated.article_count, 0) as undated_count,
    breaks.break_kind is not null as is_break,
    breaks.break_kind,
    breaks.break_reason
from topics
cross join spans
left join output on output.group_id = spans.group_id and output.month = spans.month
left join tagged
    on tagged.topic_id = topics.topic_id and tagged.group_id = spans.group_id and tagged.month = spans.month
left join undated
    on undated.topic_id = topics.topic_id and (series_name = 'party' or undated.group_id = spans.group_id)
left join breaks on breaks.group_id = spans.group_id and breaks.month = spans.month
