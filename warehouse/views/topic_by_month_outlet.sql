-- One row per topic per outlet per month, from the outlet's first month in the corpus to its last.
-- topic_id: Topic, as in `topics`.
-- outlet_id: Outlet, as in `outlets`.
-- month: First day of the month.
-- article_count: Articles of the month on the topic in the outlet, without partner content and duplicates; null without output.
-- max_article_count: article_count at most, including the articles whose interval has several months, this one among them.
-- corpus_count: All articles of the month in the outlet, with the same left out.
-- max_corpus_count: corpus_count at most, likewise.
-- share: article_count / corpus_count; null in a month without output.
-- min_share: Lowest share that the articles known by an interval allow (docs/decisions/0034); share if there are none.
-- max_share: Highest share that they allow.
-- share_low: Lower bound of the share, Wilson 95 % interval at min_share.
-- share_high: Upper bound of the share, Wilson 95 % interval at max_share.
-- bounded_count: Of article_count, those known by an interval alone, which lies in the month; the others are dated.
-- quoted_only_count: Of article_count, those that name the topic in quotation only (in quotation marks or block quotes).
-- undated_count: The outlet's articles on the topic that may be of any month; the same on every row of topic and outlet.
-- is_break: Whether the month cannot be compared with the one before, because of how the corpus was collected.
-- break_kind: Kind of break, as in `coverage_by_month`.
-- break_reason: Reason of the break, in words.
select
    topic_id,
    group_id as outlet_id,
    period as month,
    article_count,
    max_article_count,
    corpus_count,
    max_corpus_count,
    share,
    min_share,
    max_share,
    share_low,
    share_high,
    bounded_count,
    quoted_only_count,
    undated_count,
    is_break,
    break_kind,
    break_reason
from topic_shares('outlet', 'month')
order by topic_id, outlet_id, month
