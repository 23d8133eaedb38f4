INSERT INTO pub.dim_organisation (org_key, valid_from_on, is_current, uscc, org_name, is_sole_trader, org_status_code)
VALUES ('aaaaaaaa', '2014-01-01', true, '91360113MA0000103J', '江西赣江软件有限公司', false, 'in_business'),
       ('bbbbbbbb', '2014-01-01', true, NULL, NULL, true, 'in_business');
INSERT INTO pub.fct_green_case (green_case_id, org_key, service_kind_code, dept_id, dept_name, accepted_at, accepted_on, promised_at)
SELECT 'LT' || n, 'aaaaaaaa', 'loan', CASE WHEN n % 3 > 0 THEN 'D21' END, CASE WHEN n % 3 > 0 THEN '金融办' ELSE '人民银行' END,
    TIMESTAMPTZ '2015-08-20 09:00:00+08:00', DATE '2015-08-20', TIMESTAMPTZ '2015-08-28 09:00:00+08:00' + n * INTERVAL 1 DAY
FROM range(9) numbers(n);
INSERT INTO mart.credit_failing (org_key, org_name, failing_n, oldest_day_n) VALUES ('aaaaaaaa', '江西赣江软件有限公司', 4, 122);
