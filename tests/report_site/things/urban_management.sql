INSERT INTO mart.patrol_coverage (grid_code, day_on, grid_name, street_code, street_name, area_m2, vehicle_slot_n, crew_slot_n, case_n)
SELECT grid_code, DATE '2015-08-31' - CAST(d AS INTEGER), grid_name, street_code, street_name, 60000, d, 0, 2
FROM pub.dim_grid, range(7) AS r(d);
INSERT INTO pub.dim_component (component_id, component_name, category_code, unit_id, component_status_code, surveyed_on)
SELECT '360113010200' || CAST(1000 + n AS VARCHAR), '污水井盖', 'part-01-02', 'U12', CASE WHEN n % 9 = 0 THEN 'damaged' ELSE 'intact' END, DATE '2015-03-26'
FROM range(60) AS r(n);
