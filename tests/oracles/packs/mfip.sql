-- The measures of the MFIP pack, written from the statute's items and the federal rules as the pack's texts cite them,
-- with the pack's settings as they stand. Handed in: case_month, person_month, activity, placement, expected_range,
-- federal_penalty (rows that passed, with the period of their file), agency (id, kind), up (an agency and each agency that
-- counts it). To fill: figure, asks.

-- Labels of the month, quarter and federal fiscal year in which a day lies.
CREATE MACRO month_of(d) AS strftime(d, '%Y-%m');
CREATE MACRO year_of(d) AS 'FFY' || year(d + INTERVAL 3 MONTH);
CREATE MACRO quarter_of(d) AS year_of(d) || 'Q' || quarter(d + INTERVAL 3 MONTH);

CREATE TABLE figure (measure VARCHAR, period VARCHAR, agency VARCHAR, grp VARCHAR, num DECIMAL(30, 4), den DECIMAL(30, 4),
                     value DOUBLE, excluded BIGINT);
-- Months of a dataset that a measure needs, from so many months after the first one of its period, so many of them.
CREATE TABLE asks (measure VARCHAR, dataset VARCHAR, since INTEGER, months INTEGER);

-- Cases, as the monthly report speaks of them ---------------------------------------------------------------------------

CREATE VIEW cases_ AS
SELECT *, cash > 0 OR food > 0 AS aided, program = 'MFIP' AND (cash > 0 OR food > 0) AS mfip, cash = 0 AND food > 0 AS food_alone,
       coalesce(case_type, 'unclassified') AS type
FROM case_month;

CREATE VIEW people_ AS
SELECT *, cash > 0 OR food > 0 AS aided, coalesce(case_type, 'unclassified') AS type FROM person_month;

CREATE VIEW item AS
SELECT 'cases' AS measure, month, agency, 'case_type=' || type AS part FROM cases_ WHERE mfip
UNION ALL SELECT 'cases_with_hours', month, agency, 'case_type=' || type FROM cases_ WHERE mfip AND weekly_hours > 0
UNION ALL SELECT 'employed_cases', month, agency, 'case_type=' || type FROM cases_ WHERE mfip AND employed
UNION ALL SELECT 'people', month, agency, 'case_type=' || type FROM people_ WHERE program = 'MFIP' AND eligible AND aided
UNION ALL SELECT 'exempt_caregivers', month, agency, 'exemption=' || exemption FROM people_
          WHERE program = 'MFIP' AND caregiver AND exemption IS NOT NULL
UNION ALL SELECT 'sanctioned_cases', month, agency, 'case_type=' || type FROM cases_
          WHERE program = 'MFIP' AND sanction_percent IS NOT NULL;

-- Further groups of items that are counted in the total already.
CREATE VIEW further AS
SELECT 'people' AS measure, month, agency, 'role=' || role AS part FROM people_ WHERE program = 'MFIP' AND eligible AND aided
UNION ALL SELECT 'people', month, agency, 'role=' || role || '+case_type=' || type FROM people_
          WHERE program = 'MFIP' AND eligible AND aided
UNION ALL SELECT 'people', month, agency, 'race=' || unnest(string_split(race, ';')) FROM people_
          WHERE program = 'MFIP' AND eligible AND aided AND race IS NOT NULL
UNION ALL SELECT 'sanctioned_cases', month, agency, 'sanction_level=' || sanction_percent FROM cases_
          WHERE program = 'MFIP' AND sanction_percent IS NOT NULL
UNION ALL SELECT 'sanctioned_cases', month, agency, 'sanction_level=' || sanction_percent || '+case_type=' || type FROM cases_
          WHERE program = 'MFIP' AND sanction_percent IS NOT NULL;

CREATE VIEW whole AS
SELECT measure, month, agency, '' AS part FROM item
UNION ALL SELECT 'child_only_cases', month, agency, '' FROM cases_ WHERE mfip AND type = 'CO'
UNION ALL SELECT 'violence_waiver_cases', month, agency, '' FROM cases_ WHERE mfip AND family_violence_waiver
UNION ALL SELECT 'employed_food_only', month, agency, '' FROM cases_ WHERE mfip AND employed AND food_alone;

INSERT INTO figure
SELECT measure, month_of(month), up, part, NULL, NULL, count(*), NULL
FROM (FROM whole UNION ALL FROM item UNION ALL FROM further) JOIN up USING (agency) GROUP BY ALL;

INSERT INTO asks SELECT DISTINCT measure, 'case_month', 0, 1 FROM whole;

-- Mean earnings of employed cases that report them.
INSERT INTO figure
SELECT 'average_earnings', month_of(month), up, part, NULL, NULL,
       sum(gross_earnings) / count(gross_earnings), NULL
FROM (SELECT *, unnest(['', 'case_type=' || type]) AS part FROM cases_ WHERE mfip AND employed) JOIN up USING (agency)
GROUP BY ALL HAVING count(gross_earnings) > 0;
INSERT INTO asks VALUES ('average_earnings', 'case_month', 0, 1);

-- The quarterly comparison ------------------------------------------------------------------------------------------------

INSERT INTO figure
SELECT 'paid_work', quarter_of(month), up, '', count(*) FILTER (employed), count(*),
       100.0 * count(*) FILTER (employed) / count(*), NULL
FROM cases_ JOIN up USING (agency) WHERE mfip GROUP BY ALL
UNION ALL
SELECT 'food_only', quarter_of(month), up, '', count(*) FILTER (food_alone), count(*),
       100.0 * count(*) FILTER (food_alone) / count(*), NULL
FROM cases_ JOIN up USING (agency) WHERE mfip GROUP BY ALL;

CREATE VIEW gone AS
SELECT c.agency, c.month, c.case_id,
       NOT EXISTS (FROM cases_ n WHERE n.case_id = c.case_id AND n.mfip AND n.month = c.month + INTERVAL 1 MONTH) AS one,
       NOT EXISTS (FROM cases_ n WHERE n.case_id = c.case_id AND n.mfip
                   AND n.month IN (c.month + INTERVAL 1 MONTH, c.month + INTERVAL 2 MONTH)) AS two
FROM cases_ c WHERE c.mfip;

INSERT INTO figure
SELECT measure, month_of(month + INTERVAL 1 MONTH), up, '', NULL, NULL, count(*), NULL
FROM (SELECT unnest(['closed_after_one', 'closings_month']) AS measure, month, agency FROM gone WHERE one) JOIN up USING (agency)
GROUP BY ALL
UNION ALL
SELECT 'closed_after_two', month_of(month + INTERVAL 2 MONTH), up, '', NULL, NULL, count(*), NULL
FROM gone JOIN up USING (agency) WHERE two GROUP BY ALL
UNION ALL
SELECT 'closings', quarter_of((month + INTERVAL 1 MONTH)::DATE), up, '', NULL, NULL, count(*), NULL
FROM gone JOIN up USING (agency) WHERE one GROUP BY ALL;

-- Half way between the two wages in the middle, of all placements.
INSERT INTO figure
SELECT 'placement_wage', quarter_of(placed_on), up, '', NULL, NULL, quantile_cont(hourly_wage::DOUBLE, 0.5), NULL
FROM placement JOIN up USING (agency) GROUP BY ALL;

-- The caseload of the quarter's last month; results show its total, reports its bands.
INSERT INTO figure
SELECT 'months_of_assistance', quarter_of(month), up, '', NULL, NULL, count(*), NULL
FROM cases_ JOIN up USING (agency) WHERE mfip AND month(month) IN (3, 6, 9, 12) GROUP BY ALL;

INSERT INTO asks VALUES ('paid_work', 'case_month', 0, 3), ('food_only', 'case_month', 0, 3), ('closed_after_one', 'case_month', -1, 2),
  ('closings_month', 'case_month', -1, 2), ('closed_after_two', 'case_month', -2, 3), ('closings', 'case_month', -1, 4),
  ('placement_wage', 'placement', 0, 3), ('months_of_assistance', 'case_month', 0, 3);

-- The self-support index: cases or adults of a baseline quarter, and the same quarter some years later ----------------------

CREATE VIEW standing AS
SELECT 'cases' AS what, case_id AS id, month, agency, cash, weekly_hours, aided AS stands FROM cases_
UNION ALL SELECT 'adults', person_id, month, agency, cash, weekly_hours, role = 'adult' AND eligible AND aided FROM people_;

-- Each once a quarter, where it stood first.
CREATE TABLE baseline AS
SELECT what, id, date_trunc('quarter', month) AS quarter, arg_min(agency, month) AS agency
FROM standing WHERE stands GROUP BY ALL;

CREATE TABLE later AS
SELECT what, id, date_trunc('quarter', month) AS quarter, bool_or(cash > 0) AS on_cash, avg(weekly_hours) AS hours
FROM standing GROUP BY ALL;

CREATE TABLE outcome AS
SELECT b.what, years, agency, (b.quarter + to_years(years))::DATE AS quarter,
       NOT coalesce(l.on_cash, false) OR coalesce(l.hours >= 30, false) AS succeeds
FROM (SELECT *, unnest([1, 2, 3]) AS years FROM baseline) b
LEFT JOIN later l ON l.what = b.what AND l.id = b.id AND l.quarter = b.quarter + to_years(years);

CREATE TABLE support AS
SELECT what, years, up AS agency, quarter, count(*) FILTER (succeeds) AS num, count(*) AS den
FROM outcome JOIN up USING (agency) GROUP BY ALL;

INSERT INTO figure
SELECT 'support_' || what || '_' || years || 'y', quarter_of(quarter), agency, '', num, den, 100.0 * num / den, NULL FROM support
UNION ALL
SELECT 'self_support_index_' || years || 'y', quarter_of(quarter), agency, '', num, den, 100.0 * num / den, NULL
FROM support WHERE what = 'cases'
UNION ALL
-- Four quarters from April to March, reported for the federal year in which the last of them ends.
SELECT 'self_support_index_' || years || 'y_annualized', year_of((quarter + INTERVAL 6 MONTH)::DATE), agency, '', sum(num), sum(den),
       100.0 * sum(num) / sum(den), NULL
FROM support WHERE what = 'cases' GROUP BY ALL;

INSERT INTO asks
SELECT unnest(['support_cases_', 'support_adults_', 'self_support_index_']) || years || 'y', 'case_month', unnest([0, 0, 0]), 3 FROM range(1, 4) r(years)
UNION ALL SELECT unnest(['support_cases_', 'support_adults_', 'self_support_index_']) || years || 'y', 'case_month', unnest([-12, -12, -12]) * years, 3
          FROM range(1, 4) r(years)
UNION ALL SELECT 'self_support_index_' || years || 'y_annualized', 'case_month', unnest([-6, -6 - 12 * years]), 12 FROM range(1, 4) r(years);

-- Bounds are told by whoever published them; they belong to one agency and add up to nothing.
INSERT INTO figure
SELECT 'range_' || side || '_' || follow_up || CASE edition WHEN 'annualized' THEN '_annualized' ELSE '' END,
       CASE edition WHEN 'annualized' THEN left(period, 7) ELSE period END, agency, '', NULL, NULL, bound, NULL
FROM (SELECT *, unnest(['low', 'high']) AS side, unnest([low, high]) AS bound FROM expected_range) WHERE bound IS NOT NULL;

-- Annualized bounds come with the first quarter of a year.
INSERT INTO asks SELECT 'range_' || side || '_' || years || 'y', 'expected_range', 0, 3
                 FROM range(1, 4) r(years), (VALUES ('low'), ('high')) s(side)
UNION ALL SELECT 'range_' || side || '_' || years || 'y_annualized', 'expected_range', 0, 3
                 FROM range(1, 4) r(years), (VALUES ('low'), ('high')) s(side);

-- Work participation, 45 CFR 261 -----------------------------------------------------------------------------------------------

-- Weekly hours of a caregiver: the nine core activities, the three others, vocational training, education for work.
CREATE TABLE doing AS
SELECT case_id, month, caregiver,
       coalesce(sum(weekly_hours) FILTER (activity IN ('unsubsidized', 'subsidized_private', 'subsidized_public', 'work_experience',
         'on_the_job', 'job_search', 'community_service', 'vocational', 'child_care')), 0) AS core,
       coalesce(sum(weekly_hours) FILTER (activity IN ('job_skills', 'education', 'secondary_school')), 0) AS other,
       coalesce(sum(weekly_hours) FILTER (activity = 'vocational'), 0) AS vocational,
       coalesce(sum(weekly_hours) FILTER (activity = 'education'), 0) AS education
FROM activity GROUP BY ALL;

CREATE TABLE family AS
SELECT c.case_id, c.month, c.agency, c.program, c.cash,
       coalesce(status_1 IN ('adult_aided', 'minor_head_aided', 'parent_not_aided'), false) AS bound_1,
       coalesce(status_2 IN ('adult_aided', 'minor_head_aided', 'parent_not_aided'), false) AS bound_2,
       status_1 IS NOT NULL AND status_2 IS NULL AS alone,
       coalesce(youngest_child_born + INTERVAL 6 YEAR > c.month, false) AS under_6,
       coalesce(youngest_child_born + INTERVAL 1 YEAR > c.month, false) AS under_1,
       coalesce(born_1 + INTERVAL 20 YEAR > c.month, false) AS young_1, coalesce(born_2 + INTERVAL 20 YEAR > c.month, false) AS young_2,
       coalesce(in_school_1, false) AS school_1, coalesce(in_school_2, false) AS school_2,
       coalesce(disabled_1, false) AS disabled_1, coalesce(disabled_2, false) AS disabled_2,
       coalesce(federal_child_care, false) AS care_paid, coalesce(cares_for_disabled_child, false) AS cares,
       coalesce(work_penalty, false) AS penalized, coalesce(disregarded_months, 0) AS disregarded,
       (SELECT count(*) FROM case_month p WHERE p.case_id = c.case_id AND p.work_penalty AND p.month <= c.month
        AND p.month > c.month - INTERVAL 12 MONTH) AS penalties,
       coalesce(a.core, 0) AS core_1, coalesce(a.other, 0) AS other_1, coalesce(a.vocational, 0) AS voc_1, coalesce(a.education, 0) AS edu_1,
       coalesce(b.core, 0) AS core_2, coalesce(b.other, 0) AS other_2, coalesce(b.vocational, 0) AS voc_2, coalesce(b.education, 0) AS edu_2
FROM case_month c
LEFT JOIN doing a ON a.case_id = c.case_id AND a.month = c.month AND a.caregiver = 1
LEFT JOIN doing b ON b.case_id = c.case_id AND b.month = c.month AND b.caregiver = 2;

-- A lone caregiver of a child under 6 needs 20 hours, all core; others 30, of which 20 core.
CREATE MACRO has_hours(alone_small, core, other) AS
  core >= 20 AND (alone_small OR core + other >= 30);

CREATE TABLE rated AS
SELECT *, program = 'MFIP' AND cash > 0 AS in_program,
       penalized AND penalties <= 3 AS excused,
       alone AND under_1 AND disregarded < 12 AS infant,
       bound_1 AND has_hours(alone AND under_6, core_1, other_1) OR bound_2 AND has_hours(false, core_2, other_2) AS by_hours,
       bound_1 AND has_hours(alone AND under_6, core_1 - voc_1, other_1)
         OR bound_2 AND has_hours(false, core_2 - voc_2, other_2) AS by_hours_without_training,
       young_1 AND (school_1 OR edu_1 >= 20) AS learns_1, young_2 AND (school_2 OR edu_2 >= 20) AS learns_2,
       bound_1 AND bound_2 AND NOT disabled_1 AND NOT disabled_2 AS two_parents,
       care_paid AND NOT cares AS long_week
FROM family;

CREATE TABLE work AS
SELECT 'work_rate' AS what, agency, month,
       by_hours OR bound_1 AND learns_1 OR bound_2 AND learns_2 AS engaged, by_hours_without_training AS otherwise, excused OR infant AS taken_out
FROM rated WHERE in_program AND (bound_1 OR bound_2)
UNION ALL
SELECT 'work_rate_two_parent', agency, month,
       core_1 + core_2 >= CASE WHEN long_week THEN 50 ELSE 30 END
         AND core_1 + core_2 + other_1 + other_2 >= CASE WHEN long_week THEN 55 ELSE 35 END OR learns_1 AND learns_2, NULL, excused
FROM rated WHERE in_program AND two_parents;

CREATE TABLE rate AS
SELECT what, up AS agency, month, count(*) FILTER (engaged AND NOT taken_out) AS num,
       count(*) FILTER (otherwise AND NOT taken_out) AS otherwise, count(*) FILTER (NOT taken_out) AS den,
       count(*) FILTER (taken_out) AS excluded,
       100.0 * count(*) FILTER (engaged AND NOT taken_out) / nullif(count(*) FILTER (NOT taken_out), 0) AS value
FROM work JOIN up USING (agency) GROUP BY ALL;

INSERT INTO figure
SELECT what || '_month', month_of(month), agency, '', num, den, value, excluded FROM rate
UNION ALL SELECT 'work_rate_without_training', month_of(month), agency, '', otherwise, den, 100.0 * otherwise / nullif(den, 0), excluded
          FROM rate WHERE what = 'work_rate';

-- At most 30 percent of those engaged by reason of training or school: three for each seven others.
CREATE TABLE limited AS
SELECT agency, month, least(num, otherwise + otherwise * 3 // 7) AS num, den FROM rate WHERE what = 'work_rate' AND den > 0;

INSERT INTO figure
SELECT 'work_rate_limited', month_of(month), agency, '', num, den, 100.0 * num / den, NULL FROM limited
UNION ALL SELECT 'work_rate_limited_year', year_of(month), agency, '', NULL, NULL, avg(100.0 * num / den), NULL FROM limited GROUP BY ALL;

-- Means of months with families; a month without leaves the others their weight.
CREATE TABLE quarterly AS
SELECT what, agency, quarter_of(month) AS quarter, avg(value) AS value FROM rate GROUP BY ALL HAVING count(value) > 0;

INSERT INTO figure
SELECT measure, quarter, agency, '', NULL, NULL, value, NULL
FROM (SELECT *, unnest(CASE what WHEN 'work_rate' THEN ['work_rate_quarter_mean', 'work_rate_quarter']
                       ELSE ['work_rate_two_parent_quarter'] END) AS measure FROM quarterly)
UNION ALL SELECT what || '_year', year_of(month), agency, '', NULL, NULL, avg(value), NULL FROM rate GROUP BY ALL HAVING count(value) > 0
UNION ALL SELECT 'work_rate_quarter_pooled', quarter_of(month), agency, '', sum(num), sum(den), 100.0 * sum(num) / sum(den), NULL
          FROM rate WHERE what = 'work_rate' GROUP BY ALL HAVING sum(den) > 0
-- All four quarters are needed; their plain mean.
UNION ALL SELECT 'work_rate_four_quarters', left(quarter, 7), agency, '', NULL, NULL, avg(value), NULL
          FROM quarterly WHERE what = 'work_rate' GROUP BY ALL HAVING count(value) = 4;

INSERT INTO asks
SELECT unnest(['work_rate_month', 'work_rate_two_parent_month', 'work_rate_without_training', 'work_rate_limited']), 'case_month', 0, 1
UNION ALL SELECT unnest(['work_rate_quarter_mean', 'work_rate_quarter', 'work_rate_two_parent_quarter', 'work_rate_quarter_pooled']), 'case_month', 0, 3
UNION ALL SELECT unnest(['work_rate_year', 'work_rate_two_parent_year', 'work_rate_limited_year', 'work_rate_four_quarters']), 'case_month', 0, 12;

-- Hours beyond what a year allows, of a caregiver in a month and the eleven before.
CREATE TABLE allowance AS
SELECT a.agency, a.month, a.activity,
       (SELECT sum(b.excused_hours) FROM activity b WHERE b.case_id = a.case_id AND b.caregiver = a.caregiver
        AND b.month <= a.month AND b.month > a.month - INTERVAL 12 MONTH) AS excused,
       (SELECT sum(b.holidays) FROM activity b WHERE b.case_id = a.case_id AND b.caregiver = a.caregiver
        AND b.month <= a.month AND b.month > a.month - INTERVAL 12 MONTH) AS holidays,
       -- Twelve months of a year of 52 weeks.
       (SELECT sum(b.weekly_hours * 52) FROM activity b WHERE b.case_id = a.case_id AND b.caregiver = a.caregiver
        AND b.activity = 'job_search' AND b.month <= a.month AND b.month > a.month - INTERVAL 12 MONTH) AS searched
FROM activity a;

INSERT INTO figure
SELECT measure, month_of(month), up, '', NULL, NULL, count(*), NULL
FROM (SELECT 'excused_over_80' AS measure, agency, month FROM allowance WHERE excused > 80
      UNION ALL SELECT 'holidays_over_10', agency, month FROM allowance WHERE holidays > 10
      UNION ALL SELECT 'job_search_over_six_weeks', agency, month FROM allowance
                WHERE activity = 'job_search' AND searched > 6 * 30 * 12) JOIN up USING (agency) GROUP BY ALL;
INSERT INTO asks SELECT unnest(['excused_over_80', 'holidays_over_10', 'job_search_over_six_weeks']), 'activity', 0, 1;

-- Accountability -----------------------------------------------------------------------------------------------------------------

-- Counties below 40 in the mean of four quarters; doubles are compared to nine digits.
CREATE TABLE below AS
SELECT period, agency, round(value, 9) AS value FROM figure JOIN agency ON agency.id = figure.agency
WHERE measure = 'work_rate_four_quarters' AND kind = 'county' AND round(value, 9) < 40;

CREATE TABLE place AS
SELECT period, agency, rank() OVER (PARTITION BY period ORDER BY value) AS place, count(*) OVER (PARTITION BY period, value) AS tied
FROM below;
INSERT INTO figure SELECT 'low_work_rate_rank', period, agency, '', NULL, NULL, place, NULL FROM place;

-- 2: among the ten lowest; 1: tied across the tenth place; 0: not. All who have the mean of four quarters.
CREATE TABLE low AS
SELECT f.period, f.agency, CASE WHEN round(f.value, 9) >= 40 THEN 0 WHEN p.place > 10 THEN 0 WHEN p.place + p.tied - 1 <= 10 THEN 2
       WHEN p.place IS NOT NULL THEN 1 END AS by_rate
FROM figure f JOIN agency a ON a.id = f.agency AND a.kind = 'county' LEFT JOIN place p USING (period, agency)
WHERE f.measure = 'work_rate_four_quarters';

CREATE TABLE against_range AS
SELECT i.period, i.agency, CASE WHEN i.value < r.value THEN 2 ELSE 0 END AS by_index
FROM figure i JOIN figure r ON r.period = i.period AND r.agency = i.agency AND r.measure = 'range_low_3y_annualized'
WHERE i.measure = 'self_support_index_3y_annualized'
  -- Known only when all four quarters and their baselines were handed in.
  AND make_date(substr(i.period, 4)::INTEGER - 1, 10, 1) - INTERVAL 42 MONTH >= (SELECT min(month) FROM case_month)
  AND make_date(substr(i.period, 4)::INTEGER - 1, 10, 1) + INTERVAL 5 MONTH <= (SELECT max(month) FROM case_month);

INSERT INTO figure
SELECT 'low_by_work_rate', period, agency, '', NULL, NULL, by_rate, NULL FROM low WHERE by_rate IS NOT NULL
UNION ALL SELECT 'self_support_below_range', period, agency, '', NULL, NULL, by_index, NULL FROM against_range
UNION ALL SELECT 'low_performing', period, agency, '', NULL, NULL, greatest(by_rate, by_index), NULL
          FROM low FULL JOIN (FROM against_range JOIN agency ON agency.id = against_range.agency AND kind = 'county') USING (period, agency)
          WHERE by_rate = 2 OR by_index = 2 OR (by_rate IS NOT NULL AND by_index IS NOT NULL);

-- The state's minimum of 50 and 90 percent; no credit is known.
INSERT INTO figure
SELECT 'federal_margin_all', period, agency, '', NULL, NULL, value - 50, NULL FROM figure WHERE measure = 'work_rate_limited_year'
UNION ALL SELECT 'federal_margin_two_parent', period, agency, '', NULL, NULL, value - 90, NULL FROM figure
          WHERE measure = 'work_rate_two_parent_year';

-- 45 CFR 261.50 and 261.51; the threshold is half of the minimum, less the credit.
CREATE TABLE penalty AS
SELECT *, CASE WHEN achieved >= threshold AND engaged_now > engaged_before
               THEN least(most, most * ((achieved - threshold) / (greatest(minimum - credit, 0) - threshold))
                    * ((engaged_now - engaged_before) / (0.15::DOUBLE * engaged_before)) * weight) ELSE 0 END AS reduction
FROM (SELECT period, settled::DOUBLE AS settled, minimum::DOUBLE AS minimum, credit::DOUBLE AS credit, achieved::DOUBLE AS achieved,
             engaged_now, engaged_before, minimum::DOUBLE / 2 - credit::DOUBLE AS threshold,
             grant_::DOUBLE * least(5 + 2 * years_before, 21) / 100
               * CASE failed WHEN 'two_parent' THEN two_parent_share::DOUBLE / 100 ELSE 1 END AS most,
             CASE WHEN years_before >= 2 THEN 0 WHEN years_before = 1 AND failed = 'both' THEN 0.25
                  WHEN years_before = 1 OR failed = 'both' THEN 0.5 ELSE 1 END AS weight
      FROM federal_penalty);

CREATE TABLE amount AS
SELECT period, most, reduction, coalesce(round(settled * 100), round((most - reduction) * 100))::BIGINT AS cents FROM penalty;

CREATE TABLE pool AS SELECT period, cents, (cents * 12 + 50) // 100 AS counties FROM amount;

INSERT INTO figure
SELECT 'penalty_maximum', period, 'MN', '', NULL, NULL, most, NULL FROM amount
UNION ALL SELECT 'penalty_reduction', period, 'MN', '', NULL, NULL, reduction, NULL FROM amount
UNION ALL SELECT 'federal_penalty', period, 'MN', '', NULL, NULL, cents / 100, NULL FROM pool
UNION ALL SELECT 'counties_pool', period, 'MN', '', NULL, NULL, counties / 100, NULL FROM pool
UNION ALL SELECT 'state_part', period, 'MN', '', NULL, NULL, (cents - counties) / 100, NULL FROM pool;

-- Case-months of a whole year; a twelfth of them is the average monthly caseload.
CREATE TABLE caseload AS
SELECT year_of(month) AS period, up AS agency, part, count(*) AS months
FROM (FROM whole UNION ALL FROM item) JOIN up USING (agency) WHERE measure = 'cases' GROUP BY ALL;
INSERT INTO figure SELECT 'average_caseload', period, agency, part, NULL, NULL, months / 12, NULL FROM caseload;

-- Each county's share of the pool in cents; what is left over goes to the largest fractions, of equal ones to the larger
-- caseload, then to the lower number.
CREATE TABLE share AS
SELECT period, agency, months, counties * months // total AS cents, counties * months % total AS fraction, counties
FROM (SELECT *, sum(months) OVER (PARTITION BY period)::BIGINT AS total
      FROM caseload JOIN pool USING (period) JOIN agency ON agency.id = caseload.agency WHERE part = '' AND kind = 'county');
INSERT INTO figure
SELECT 'county_part', period, agency, '', NULL, NULL,
       (cents + CASE WHEN row_number() OVER (PARTITION BY period ORDER BY fraction DESC, months DESC, agency)
                          <= counties - sum(cents) OVER (PARTITION BY period) THEN 1 ELSE 0 END) / 100, NULL
FROM share;

INSERT INTO asks
SELECT unnest(['low_work_rate_rank', 'low_by_work_rate', 'federal_margin_all', 'federal_margin_two_parent', 'average_caseload']), 'case_month', 0, 12
UNION ALL SELECT unnest(['self_support_below_range', 'self_support_below_range', 'low_performing']), 'case_month', unnest([-6, -42, 0]), 12
UNION ALL SELECT unnest(['penalty_maximum', 'penalty_reduction', 'federal_penalty', 'counties_pool', 'state_part', 'county_part']), 'federal_penalty', 0, 12
UNION ALL SELECT 'county_part', 'case_month', 0, 12;
