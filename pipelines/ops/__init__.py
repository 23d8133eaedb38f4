"""Answers to commands: run, status, doctor, repair, silo checks, questions about quarantine and KPIs."""
