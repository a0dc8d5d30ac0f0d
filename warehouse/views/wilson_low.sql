-- Lower bound of the share hits / total: Wilson's 95 % interval; null if total is 0.
create macro wilson_low(hits, total) as
case when total > 0 then greatest(0, (
    -- 1.959963984540054 is the 97.5 % quantile of the normal distribution, 3.8414588206941254 its square.
    hits + 3.8414588206941254::double / 2
    - 1.959963984540054::double * sqrt(hits * (total - hits) / total + 3.8414588206941254::double / 4)
) / (total + 3.8414588206941254::double)) end
