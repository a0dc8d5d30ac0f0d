-- Topics by period in one series: 'corpus' (one group), 'outlet' or 'party'; a period is a 'month', 'quarter' or 'year'.
-- One row per group per topic per period, from the group's first period with an article to its last. The views
-- topic_by_month, topic_by_month_outlet and topic_by_month_party name its columns.
-- An article that is known by an interval counts in the period that contains the whole interval. If the interval spans
-- several periods, the article may be in each of them: it is in max_article_count and max_corpus_count, and the
-- share has a range (docs/decisions/0034).
create macro topic_shares(series_name, every) as table
with

counts as (
    select
        group_id,
        topic_id,
        date_trunc(every, first_month)::date as first_period,
        date_trunc(every, last_month)::date as last_period,
        article_count,
        bounded_count,
        quoted_only_count,
        commons_count
    from topic_counts
    -- Articles of no known party are no group.
    where series = series_name and first_month > date '0001-01-01' and (series_name <> 'party' or group_id <> '')
),

certain as (
    select
        group_id,
        topic_id,
        first_period as period,
        sum(article_count)::bigint as article_count,
        sum(bounded_count)::bigint as bounded_count,
        sum(quoted_only_count)::bigint as quoted_only_count,
        sum(commons_count)::bigint as commons_count
    from counts
    where first_period = last_period
    group by group_id, topic_id, first_period
),

straddling as (
    select
        group_id,
        topic_id,
        unnest(generate_series(first_period, last_period, period_interval(every)))::date as period,
        article_count,
        commons_count
    from counts
    where first_period < last_period
),

possible as (
    select
        group_id,
        topic_id,
        period,
        sum(article_count)::bigint as article_count,
        sum(commons_count)::bigint as commons_count
    from straddling
    group by group_id, topic_id, period
),

spans as (
    select
        group_id,
        unnest(generate_series(min(first_period), max(last_period), period_interval(every)))::date as period
    from counts
    where topic_id = '*'
    group by group_id
),

-- Of an article without a date no party is known, because a party is held on a day: undated articles are the corpus's.
undated as (
    select group_id, topic_id, article_count
    from topic_counts
    where
        series = if(series_name = 'party', 'corpus', series_name)
        and topic_id <> '*'
        and first_month = date '0001-01-01'
),

breaks as (
    select group_id, period, break_kind, break_reason from period_breaks(series_name, every)
),

counted as (
    select
        spans.group_id,
        topics.topic_id,
        spans.period,
        coalesce(certain.article_count, 0) as article_count,
        coalesce(certain.article_count, 0) + coalesce(possible.article_count, 0) as max_article_count,
        coalesce(output.article_count, 0) as corpus_count,
        coalesce(output.article_count, 0) + coalesce(possible_output.article_count, 0) as max_corpus_count,
        coalesce(certain.bounded_count, 0) as bounded_count,
        coalesce(certain.quoted_only_count, 0) as quoted_only_count,
        coalesce(certain.commons_count, 0) as commons_count,
        coalesce(certain.commons_count, 0) + coalesce(possible.commons_count, 0) as max_commons_count
    from topics
    cross join spans
    left join certain
        on certain.topic_id = topics.topic_id
        and certain.group_id = spans.group_id
        and certain.period = spans.period
    left join possible
        on possible.topic_id = topics.topic_id
        and possible.group_id = spans.group_id
        and possible.period = spans.period
    left join certain as output
        on output.topic_id = '*' and output.group_id = spans.group_id and output.period = spans.period
    left join possible as possible_output
        on possible_output.topic_id = '*'
        and possible_output.group_id = spans.group_id
        and possible_output.period = spans.period
),

-- The share is lowest with every possible article that is not on the topic and none that is, highest the other way
-- round; so are the bounds of its interval. A placement that leaves the period without output has no share.
placed as (
    select
        *,
        max_corpus_count > 0 as has_output,
        max_article_count - article_count as possible_count,
        (max_corpus_count - corpus_count) - (max_article_count - article_count) as possible_others
    from counted
),

ends as (
    select
        *,
        if(corpus_count + possible_others > 0, article_count, least(possible_count, 1)) as low_hits,
        if(corpus_count + possible_others > 0, corpus_count + possible_others, least(possible_count, 1)) as low_total,
        if(corpus_count + possible_count > 0, article_count + possible_count, 0) as high_hits,
        if(corpus_count + possible_count > 0, corpus_count + possible_count, least(possible_others, 1)) as high_total
    from placed
)

select
    ends.group_id,
    ends.topic_id,
    ends.period,
    if(ends.has_output, ends.article_count, null) as article_count,
    if(ends.has_output, ends.max_article_count, null) as max_article_count,
    ends.corpus_count,
    ends.max_corpus_count,
    ends.article_count / nullif(ends.corpus_count, 0) as share,
    ends.low_hits / nullif(ends.low_total, 0) as min_share,
    ends.high_hits / nullif(ends.high_total, 0) as max_share,
    wilson_low(ends.low_hits, ends.low_total) as share_low,
    wilson_high(ends.high_hits, ends.high_total) as share_high,
    if(ends.has_output, ends.bounded_count, null) as bounded_count,
    if(ends.has_output, ends.quoted_only_count, null) as quoted_only_count,
    if(ends.has_output, ends.commons_count, null) as commons_count,
    if(ends.has_output, ends.max_commons_count, null) as max_commons_count,
    coalesce(undated.article_count, 0) as undated_count,
    breaks.break_kind is not null as is_break,
    breaks.break_kind,
    breaks.break_reason
from ends
left join undated
    on undated.topic_id = ends.topic_id and (series_name = 'party' or undated.group_id = ends.group_id)
left join breaks on breaks.group_id = ends.group_id and breaks.period = ends.period
