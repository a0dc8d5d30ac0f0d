-- title: Authors not matched
-- answers: Which bylines could not be matched to a member on the day, and why.
-- count = 50: how many bylines
select byline, resolution, reason, count(*) as article_count
from article_authors
where resolution in ('ambiguous', 'not_serving', 'not_in_register', 'date_unknown')
group by byline, resolution, reason
order by article_count desc, byline
limit $count::bigint
