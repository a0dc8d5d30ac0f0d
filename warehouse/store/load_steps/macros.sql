-- Functions of the steps: the words of a text, its distinct five-word runs, the share of runs that two texts have in
-- common, the host of an address, and the article_id of a text without an address.
create or replace temp macro list_words(text) as regexp_extract_all(lower(text), '[\p{L}\p{N}]+');

create or replace temp macro list_runs(words) as
list_distinct(list_transform(range(1, len(words) - 3), lambda n: array_to_string(words[n : n + 4], ' ')));

create or replace temp macro measure_common(one_runs, other_runs) as
len(list_intersect(one_runs, other_runs))
/ (len(one_runs) + len(other_runs) - len(list_intersect(one_runs, other_runs)));

create or replace temp macro get_host(url) as
regexp_replace(regexp_extract(lower(url), '^https?://([^/?#]+)', 1), '^www\.', '');

create or replace temp macro get_text_id(url) as left(sha256(url), 24);
