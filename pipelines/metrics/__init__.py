"""KPI values and composite indices."""
