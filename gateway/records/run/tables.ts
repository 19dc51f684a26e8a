/** The tables of runs and their measurements. */
export const RUN_DDL: readonly string[] = [
  // The position of the first entry is the key: lists are newest first by it, and it never moves.
  `CREATE TABLE run (
    started_seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, seq INTEGER NOT NULL,
    rig TEXT NOT NULL, station TEXT NOT NULL, operation TEXT NOT NULL, slot TEXT, run_key TEXT,
    serial_number TEXT, part_number TEXT, unit_id TEXT, order_id TEXT, revision TEXT,
    procedure_id TEXT, procedure_version INTEGER, procedure_hash TEXT, limit_set_hash TEXT,
    build_tag TEXT NOT NULL, engineering_mode INTEGER NOT NULL, simulated INTEGER NOT NULL,
    source TEXT NOT NULL, gateway_version TEXT NOT NULL, attempt INTEGER, content_hash TEXT,
    started_at INTEGER NOT NULL, finished_at INTEGER, duration_ms REAL,
    completion TEXT NOT NULL, cause TEXT, computed TEXT, reported TEXT, verdict TEXT,
    outcome TEXT NOT NULL, mismatch INTEGER NOT NULL, failing TEXT NOT NULL, trace_hash TEXT,
    equipment TEXT, invitation TEXT, uninvited INTEGER NOT NULL, reference_unit_id TEXT,
    cycle TEXT NOT NULL, invalidated INTEGER NOT NULL
  ) STRICT`,
  "CREATE INDEX run_serial ON run (serial_number, started_seq)",
  "CREATE INDEX run_unit ON run (unit_id, operation, started_seq)",
  "CREATE INDEX run_rig ON run (rig, started_seq)",
  "CREATE INDEX run_rig_finished ON run (rig, finished_at) WHERE source = 'rig'",
  "CREATE INDEX run_station ON run (station, started_seq)",
  "CREATE INDEX run_operation ON run (operation, started_seq)",
  "CREATE INDEX run_operation_serial ON run (operation, serial_number)",
  "CREATE INDEX run_part ON run (part_number, started_seq)",
  "CREATE INDEX run_order ON run (order_id, started_seq)",
  "CREATE INDEX run_outcome ON run (outcome, started_seq)",
  // A list of a period is in another order than the period: what it is filtered by stands here too,
  // so that only the rows of the page itself are fetched.
  `CREATE INDEX run_started_at ON run (started_at, outcome, station, operation, part_number)`,
  // No index by measurement: its 20 places to insert were two thirds of the pages a run wrote. The
  // values of a run lie together, so a time of runs is read as fast through run_started_at.
  `CREATE TABLE measurement (
    run_id TEXT NOT NULL, position INTEGER NOT NULL, measurement_id TEXT NOT NULL,
    name TEXT NOT NULL, step TEXT NOT NULL, attempt INTEGER NOT NULL, number REAL, text TEXT,
    unit TEXT NOT NULL, value_in_limit_unit REAL, limit_unit TEXT, quality TEXT NOT NULL,
    taken_at INTEGER NOT NULL, computed TEXT NOT NULL, reported TEXT, warned INTEGER NOT NULL,
    PRIMARY KEY (run_id, position)
  ) STRICT, WITHOUT ROWID`,
];
