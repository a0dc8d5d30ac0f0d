-- Length of a period: 'month', 'quarter' or 'year' as an interval.
create macro period_interval(every) as
case every when 'year' then interval 1 year when 'quarter' then interval 3 month else interval 1 month end
