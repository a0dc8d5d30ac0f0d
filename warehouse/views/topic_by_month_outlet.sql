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
select
    topic_id,
    group_id as outlet_id,
    month,
    article_count,
    corpus_count,
    share,
    share_low,
    share_high,
    quoted_only_count,
    undated_count,
    is_break,
    break_kind,
    break_reason
from topic_shares('outlet')
order by topic_id, outlet_id, month
