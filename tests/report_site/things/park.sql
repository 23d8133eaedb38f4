INSERT INTO pub.dim_park (park_id, park_name) VALUES ('P01', '红谷中央商务园'), ('P02', '红角洲科技园');
INSERT INTO pub.fct_park_request (park_request_id, org_key, park_id, dept_id, accepted_at, accepted_on, due_at, closed_at, satisfaction_code)
SELECT 'SQ' || n, 'aaaaaaaa', 'P01', 'D20', TIMESTAMPTZ '2015-08-20 09:00:00+08:00', DATE '2015-08-20',
    TIMESTAMPTZ '2015-08-27 09:00:00+08:00', CASE WHEN n % 3 > 0 THEN TIMESTAMPTZ '2015-08-26 09:00:00+08:00' + n * INTERVAL 1 DAY END,
    CASE WHEN n % 3 > 0 THEN ['satisfied', 'dissatisfied'][1 + n % 2] END
FROM range(12) numbers(n);
INSERT INTO mart.enterprise_month (org_key, month_on, park_id, is_expected, is_filed)
VALUES ('aaaaaaaa', '2015-06-01', 'P01', true, false), ('aaaaaaaa', '2015-07-01', 'P01', true, false), ('cccccccc', '2015-07-01', NULL, true, false);
