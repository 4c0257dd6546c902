"""From files to values: the campaign folder, sheets, schedules of other tools."""
