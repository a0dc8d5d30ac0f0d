-- title: Evidence for a date
-- answers: Every date found for an article, most trusted first, which one was chosen, why the others were not, and where the bytes are stored.
-- url = %: the article's address; % is any text
-- count = 50: how many dates
select
    articles.url,
    articles.published_on,
    date_candidates.basis,
    date_candidates.value,
    date_candidates.is_chosen,
    date_candidates.reason,
    captures.captured_at,
    captures.warc_file,
    captures.warc_offset
from articles
inner join date_candidates using (article_id)
left join captures on captures.capture_id = date_candidates.capture_id
where articles.url like $url
order by articles.url, date_candidates.position
limit $count::bigint
