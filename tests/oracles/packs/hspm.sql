-- The measures of the human-services performance pack, written from its definitions and the notes that they cite, with
-- its settings as they stand. Handed in: its datasets (rows that passed, with the period of their file), agency (id, kind), up (an
-- agency and each agency that counts it). To fill: figure, asks.

CREATE TABLE figure (measure VARCHAR, period VARCHAR, agency VARCHAR, grp VARCHAR, num DECIMAL(30, 4), den DECIMAL(30, 4),
                     value DOUBLE, excluded BIGINT);
-- Months of a dataset that a measure needs, from so many months after the first one of its period, so many of them.
CREATE TABLE asks (measure VARCHAR, dataset VARCHAR, since INTEGER, months INTEGER);

-- All, and each race and ethnicity by itself.
CREATE MACRO parts(race) AS list_concat([''], coalesce(list_transform(string_split(race, ';'), lambda r: 'race=' || r), []));
CREATE MACRO next_year(label) AS (label::INTEGER + 1)::VARCHAR;
CREATE MACRO next_federal(label) AS 'FFY' || (label[4:]::INTEGER + 1);

-- What is counted: a row each, with what stands above the line (yes) and below it (whole), or is taken out.
CREATE TABLE counted (measure VARCHAR, period VARCHAR, agency VARCHAR, part VARCHAR, yes DECIMAL(20, 4), whole DECIMAL(20, 4),
                      taken_out BOOLEAN);

-- Expedited: one business day. SNAP and most cash: 30 days, cash of longer programs: 60. What nobody decided isn't in time.
CREATE TABLE applied AS
SELECT *, coalesce(CASE program WHEN 'snap_expedited' THEN business_days <= 1
                                WHEN 'cash_long' THEN handled_on - filed_on <= 60 ELSE handled_on - filed_on <= 30 END, false) AS in_time
FROM application;
INSERT INTO counted
SELECT 'snap_expedited', period, county, unnest(parts(race_ethnicity)), in_time::INTEGER, 1, false FROM applied WHERE program = 'snap_expedited'
UNION ALL SELECT 'snap_cash', period, county, unnest(list_append(parts(race_ethnicity), 'program=' || program)), in_time::INTEGER, 1, false
          FROM applied;

-- Children of the year before, each with the first determination of that year; another within twelve months, anywhere.
INSERT INTO counted
SELECT 'maltreat_recur', next_year(period), county, unnest(parts(race_ethnicity)),
       EXISTS (FROM child_determination n WHERE n.child = d.child AND n.determined_on > d.determined_on
               AND n.determined_on <= d.determined_on + INTERVAL 12 MONTH)::INTEGER, 1, false
FROM (SELECT *, row_number() OVER (PARTITION BY child, period ORDER BY determined_on, determination) AS nth FROM child_determination) d
WHERE nth = 1;

-- The first episode of eight days or more that a child began in the year. Short stays and entries of grown-ups are taken out.
CREATE TABLE entered AS
SELECT *, coalesce(left_on - entered_on < 8, false) AS short,
       coalesce(trial_visit_days >= 30 AND trial_visit_on <= entered_on + INTERVAL 11 MONTH, false)
       OR coalesce(left_to IN ('reunification', 'adoption', 'guardianship') AND left_on <= entered_on + INTERVAL 12 MONTH, false) AS permanent,
       entered_on >= birth_date + INTERVAL 18 YEAR AS grown_up
FROM care_episode;
INSERT INTO counted
SELECT 'permanency', period, county, unnest(parts(race_ethnicity)), permanent::INTEGER, 1, short OR grown_up
FROM entered e
WHERE NOT EXISTS (FROM entered b WHERE b.child = e.child AND b.period = e.period AND NOT b.short
                  AND (b.entered_on < e.entered_on OR (b.entered_on = e.entered_on AND b.episode < e.episode)));

-- Days of the year in family foster care: from the first one to the one before it ended.
CREATE TABLE stayed AS
SELECT *, least(coalesce(ended_on, make_date(period::INTEGER + 1, 1, 1)), make_date(period::INTEGER + 1, 1, 1))
          - greatest(began_on, make_date(period::INTEGER, 1, 1)) AS days
FROM care_stay WHERE home IN ('relative', 'nonrelative');
INSERT INTO counted
SELECT 'relative_placement', period, county, unnest(parts(race_ethnicity)), CASE home WHEN 'relative' THEN days ELSE 0 END, days, false
FROM stayed;

-- Off cash assistance, or 30 hours of work a week.
INSERT INTO counted
SELECT 'self_support_index', period, county, unnest(parts(race_ethnicity)), (NOT cash_later OR coalesce(hours_later >= 30, false))::INTEGER,
       1, false
FROM support_index_case;

-- Adults of the year, each with the first determination; nothing of the same type later, within six months.
INSERT INTO counted
SELECT 'adult_repeat', period, county, unnest(parts(race_ethnicity)),
       (NOT EXISTS (FROM adult_determination n WHERE n.adult = d.adult AND n.maltreatment = d.maltreatment
                    AND n.determined_on > d.determined_on AND n.determined_on <= d.determined_on + INTERVAL 6 MONTH))::INTEGER, 1, false
FROM (SELECT *, row_number() OVER (PARTITION BY adult, period ORDER BY determined_on, determination) AS nth FROM adult_determination) d
WHERE nth = 1;

INSERT INTO counted
SELECT 'adult_disposition', period, county, unnest(parts(race_ethnicity)), coalesce(working_days <= 5, false)::INTEGER, 1, false
FROM adult_report
UNION ALL SELECT 'cs_paid', period, county, unnest(parts(race_ethnicity)), paid, due, false FROM support_case
UNION ALL SELECT 'cs_orders', period, county, unnest(parts(race_ethnicity)), order_::INTEGER, 1, false FROM support_case WHERE open;

INSERT INTO figure
SELECT measure, period, up, part, coalesce(sum(yes) FILTER (NOT taken_out), 0), sum(whole) FILTER (NOT taken_out),
       100 * (sum(yes) FILTER (NOT taken_out))::DOUBLE / nullif(sum(whole) FILTER (NOT taken_out), 0)::DOUBLE,
       count(*) FILTER (taken_out)
FROM counted JOIN up USING (agency) GROUP BY ALL;

-- Counts.
INSERT INTO figure
SELECT 'cs_paid_cases', period, up, part, NULL, NULL, count(*), NULL
FROM (SELECT *, county AS agency, unnest(parts(race_ethnicity)) AS part FROM support_case WHERE due > 0) JOIN up USING (agency) GROUP BY ALL
UNION ALL
SELECT 'cs_paternity_resolved', period, up, part, NULL, NULL, count(*), NULL
FROM (SELECT *, county AS agency, unnest(parts(race_ethnicity)) AS part FROM support_child WHERE needs_paternity AND resolved) JOIN up USING (agency)
GROUP BY ALL
UNION ALL
SELECT 'cs_paternity_needed', next_federal(period), up, part, NULL, NULL, count(*), NULL
FROM (SELECT *, county AS agency, unnest(parts(race_ethnicity)) AS part FROM support_child WHERE needs_paternity) JOIN up USING (agency)
GROUP BY ALL
UNION ALL
-- A child in several homes or agencies is one child.
SELECT 'relative_placement_children', period, up, part, NULL, NULL, count(DISTINCT child), NULL
FROM (SELECT *, county AS agency, unnest(parts(race_ethnicity)) AS part FROM stayed WHERE days > 0) JOIN up USING (agency) GROUP BY ALL;

-- This year's children against the caseload of the year before; nobody below the line is no value.
INSERT INTO figure
SELECT 'cs_paternity', n.period, n.agency, n.grp, coalesce(r.value, 0), n.value, 100 * coalesce(r.value, 0) / n.value, NULL
FROM figure n LEFT JOIN figure r ON r.measure = 'cs_paternity_resolved' AND r.period = n.period AND r.agency = n.agency AND r.grp = n.grp
WHERE n.measure = 'cs_paternity_needed';

INSERT INTO asks VALUES ('snap_expedited', 'application', 0, 12), ('snap_cash', 'application', 0, 12), ('maltreat_recur', 'child_determination', 0, 12),
  ('maltreat_recur', 'child_determination', -12, 12), ('permanency', 'care_episode', 0, 12), ('relative_placement', 'care_stay', 0, 12),
  ('relative_placement_children', 'care_stay', 0, 12), ('self_support_index', 'support_index_case', 0, 12),
  ('adult_repeat', 'adult_determination', 0, 12), ('adult_disposition', 'adult_report', 0, 12), ('cs_paid', 'support_case', 0, 12),
  ('cs_paid_cases', 'support_case', 0, 12), ('cs_orders', 'support_case', 0, 12), ('cs_paternity_resolved', 'support_child', 0, 12),
  ('cs_paternity_needed', 'support_child', -12, 12), ('cs_paternity', 'support_child', 0, 12), ('cs_paternity', 'support_child', -12, 12);
