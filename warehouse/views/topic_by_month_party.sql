-- One row per topic per party per month, from the party's first month in the corpus to its last.
-- topic_id: Topic, as in `topics`.
-- party_group: Party that an author held on the day, with its sister labels taken together.
-- month: First day of the month.
-- article_count: Articles of the month on the topic by the party, once for each party among the authors. Null without output.
-- corpus_count: All articles of the month by the party; partner content and duplicates are left out of both.
-- share: article_count / corpus_count; null in a month without output.
-- share_low: Lower bound of the share, Wilson 95 % interval.
-- share_high: Upper bound of the share, Wilson 95 % interval.
-- quoted_only_count: Of article_count, those that name the topic in quotation only (in quotation marks or block quotes).
-- undated_count: Articles on the topic whose month is not known, by anybody; the same on every row of a topic.
-- unattributed_count: Dated articles of the month on the topic that no party is known for; the same for each party.
-- commons_count: Of article_count, those with an author who sat in the Commons for the party that day.
-- seat_count: Seats of the Commons that the party held, averaged over the days of the month; null where it held none.
-- is_break: Whether the month cannot be compared with the one before, because of how the corpus was collected.
-- break_kind: Why, in a word, as in `coverage_by_month`.
-- break_reason: Why, in words.
with

tagged as (
    select
        topic_id,
        party_group,
        month,
        sum(article_count)::bigint as article_count,
        sum(commons_count)::bigint as commons_count,
        sum(quoted_only_count)::bigint as quoted_only_count
    from party_months
    where topic_id <> '*' and month > date '0001-01-01'
    group by topic_id, party_group, month
),

undated as (
    select topic_id, sum(article_count)::bigint as undated_count
    from outlet_months
    where topic_id <> '*' and month = date '0001-01-01'
    group by topic_id
),

output as (
    select party_group, month, sum(article_count)::bigint as corpus_count
    from party_months
    where topic_id = '*' and month > date '0001-01-01' and party_group <> ''
    group by party_group, month
),

spans as (
    select party_group, unnest(generate_series(min(month), max(month), interval 1 month))::date as month
    from output
    group by party_group
),

seats as (
    select party_group, month, seat_count from seats_by_month
),

breaks as (
    select party_group, month, break_kind, break_reason from breaks_by_month_party
),

measured as (
    select
        topics.topic_id,
        spans.party_group,
        spans.month,
        if(output.corpus_count is null, null, coalesce(tagged.article_count, 0)) as article_count,
        if(output.corpus_count is null, null, coalesce(tagged.quoted_only_count, 0)) as quoted_only_count,
        coalesce(output.corpus_count, 0) as corpus_count,
        coalesce(undated.undated_count, 0) as undated_count,
        coalesce(unattributed.article_count, 0) as unattributed_count,
        if(output.corpus_count is null, null, coalesce(tagged.commons_count, 0)) as commons_count,
        seats.seat_count,
        breaks.break_kind is not null as is_break,
        breaks.break_kind,
        breaks.break_reason,
        1.959963984540054 as z -- 97.5 % of a normal distribution
    from topics
    cross join spans
    left join output on output.party_group = spans.party_group and output.month = spans.month
    left join tagged
        on tagged.topic_id = topics.topic_id
        and tagged.party_group = spans.party_group
        and tagged.month = spans.month
    left join tagged as unattributed
        on unattributed.topic_id = topics.topic_id
        and unattributed.party_group = ''
        and unattributed.month = spans.month
    left join undated on undated.topic_id = topics.topic_id
    left join seats on seats.party_group = spans.party_group and seats.month = spans.month
    left join breaks on breaks.party_group = spans.party_group and breaks.month = spans.month
)

select
    topic_id,
    party_group,
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
    unattributed_count,
    commons_count,
    seat_count,
    is_break,
    break_kind,
    break_reason
from measured
order by topic_id, party_group, month
