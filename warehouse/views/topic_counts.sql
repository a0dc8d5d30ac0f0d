-- One row per series per group per topic per interval of months: the counts that shares are made of.
-- series: corpus (all articles, one group), outlet, or party.
-- group_id: Outlet or party group; empty for the corpus, and for articles of no known party.
-- topic_id: Topic, as in `topics`; * for all articles.
-- first_month: First day of the first month in which the articles may have been published; 0001-01-01 if not known.
-- last_month: First day of the last month; that of first_month if the month is known.
-- article_count: Articles; partner content and duplicates are left out.
-- bounded_count: Of article_count, those of which only an interval is known in which they were published.
-- quoted_only_count: Of article_count, those that name the topic in quotation only. 0 for *.
-- commons_count: Of article_count, those with an author who sat in the Commons for the party on that day; null except for parties.
with

outlets as (
    select outlet_id, topic_id, first_month, last_month, article_count, bounded_count, quoted_only_count
    from outlet_months
),

parties as (
    select
        party_group,
        topic_id,
        first_month,
        last_month,
        article_count,
        bounded_count,
        quoted_only_count,
        commons_count
    from party_months
)

select
    'corpus' as series,
    '' as group_id,
    topic_id,
    first_month,
    last_month,
    sum(article_count)::bigint as article_count,
    sum(bounded_count)::bigint as bounded_count,
    sum(quoted_only_count)::bigint as quoted_only_count,
    null::bigint as commons_count
from outlets
group by topic_id, first_month, last_month
union all
select
    'outlet' as series,
    outlet_id as group_id,
    topic_id,
    first_month,
    last_month,
    article_count,
    bounded_count,
    quoted_only_count,
    null::bigint as commons_count
from outlets
union all
select
    'party' as series,
    party_group as group_id,
    topic_id,
    first_month,
    last_month,
    sum(article_count)::bigint as article_count,
    sum(bounded_count)::bigint as bounded_count,
    sum(quoted_only_count)::bigint as quoted_only_count,
    sum(commons_count)::bigint as commons_count
from parties
group by party_group, topic_id, first_month, last_month
