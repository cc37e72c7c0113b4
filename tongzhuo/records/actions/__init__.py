"""Everything that changes attendance and records. Each action: lock, ask the rule, write, record.

Locks: people by primary key, then the shift (as in `service`), then the record.
"""

from tongzhuo.records.actions.attending import note_presence, take_roster
from tongzhuo.records.actions.confirming import confirm_day, confirm_record, enter_later, refuse_record
from tongzhuo.records.actions.correcting import correct_record, flag_records, look_at_flag
from tongzhuo.records.actions.exporting import note_export
from tongzhuo.records.actions.telling_late import keep_late_scan

__all__ = [
    "confirm_day",
    "confirm_record",
    "correct_record",
    "enter_later",
    "flag_records",
    "keep_late_scan",
    "look_at_flag",
    "note_export",
    "note_presence",
    "refuse_record",
    "take_roster",
]
