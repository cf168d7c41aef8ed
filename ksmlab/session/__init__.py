"""A session with one machine: playing the scenario, history, reports."""
