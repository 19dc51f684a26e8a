/**
 * Schema 1 of ledger.db. Entries are append-only by trigger, also against `INSERT OR REPLACE`,
 * which removes the row it replaces without asking a DELETE trigger.
 */
export const SCHEMA_1 = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TRIGGER meta_no_update BEFORE UPDATE ON meta
  BEGIN SELECT RAISE(ABORT, 'the mark of a data directory is for ever'); END;
CREATE TRIGGER meta_no_delete BEFORE DELETE ON meta
  BEGIN SELECT RAISE(ABORT, 'the mark of a data directory is for ever'); END;
CREATE TRIGGER meta_no_replace BEFORE INSERT ON meta
  WHEN EXISTS (SELECT 1 FROM meta WHERE key = NEW.key)
  BEGIN SELECT RAISE(ABORT, 'the mark of a data directory is for ever'); END;

-- A restore from backup adds a row here: a new log id from that position on.
CREATE TABLE log (
  first_seq INTEGER PRIMARY KEY,
  log_id TEXT NOT NULL UNIQUE,
  origin TEXT NOT NULL,
  started_at INTEGER NOT NULL
) STRICT;

CREATE TABLE entry (
  seq INTEGER PRIMARY KEY,
  log_id TEXT NOT NULL,
  gateway_id TEXT NOT NULL,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  schema TEXT NOT NULL,
  occurred_at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  clock_state TEXT NOT NULL,
  actor TEXT NOT NULL,
  station TEXT NOT NULL,
  action TEXT NOT NULL,
  reason TEXT,
  body_hash BLOB NOT NULL,
  leaf BLOB NOT NULL,
  UNIQUE (type, id, version)
) STRICT;
CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry
  BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry
  BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
CREATE TRIGGER entry_no_replace BEFORE INSERT ON entry
  WHEN EXISTS (SELECT 1 FROM entry WHERE type = NEW.type AND id = NEW.id AND version = NEW.version)
  BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
CREATE TRIGGER entry_no_gap BEFORE INSERT ON entry
  WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entry)
  BEGIN SELECT RAISE(ABORT, 'entries are numbered without gaps'); END;

CREATE TABLE body (
  seq INTEGER PRIMARY KEY REFERENCES entry (seq),
  salt BLOB NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE TRIGGER body_no_update BEFORE UPDATE ON body
  BEGIN SELECT RAISE(ABORT, 'bodies are append-only'); END;
CREATE TRIGGER body_no_replace BEFORE INSERT ON body
  WHEN EXISTS (SELECT 1 FROM body WHERE seq = NEW.seq)
  BEGIN SELECT RAISE(ABORT, 'bodies are append-only'); END;
-- The body of a purge entry is { "seqs": [ … ] }: it names what may go.
CREATE TRIGGER body_no_delete BEFORE DELETE ON body
  WHEN NOT EXISTS (
    SELECT 1 FROM entry JOIN body AS purge ON purge.seq = entry.seq,
      json_each(purge.text, '$.seqs') AS named
    WHERE entry.type = 'purge' AND named.value = OLD.seq)
  BEGIN SELECT RAISE(ABORT, 'a body goes only after a purge entry names it'); END;

CREATE TABLE projection (
  name TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  tables TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- One row while projections are being rebuilt, none otherwise.
CREATE TABLE projection_rebuild (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  built_to INTEGER NOT NULL
) STRICT;

CREATE TABLE sink (
  name TEXT NOT NULL,
  stream TEXT NOT NULL CHECK (stream IN ('ledger', 'telemetry')),
  settled_by TEXT NOT NULL CHECK (settled_by IN ('puback', 'receipt')),
  start INTEGER NOT NULL,
  delivered INTEGER NOT NULL DEFAULT 0,
  discarded INTEGER NOT NULL DEFAULT 0,
  dropped INTEGER NOT NULL DEFAULT 0,
  not_routed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (name, stream)
) STRICT, WITHOUT ROWID;
-- Half-open ranges; to_position NULL reaches to whatever will be appended.
CREATE TABLE debt (
  sink TEXT NOT NULL,
  stream TEXT NOT NULL,
  from_position INTEGER NOT NULL,
  to_position INTEGER,
  PRIMARY KEY (sink, stream, from_position)
) STRICT, WITHOUT ROWID;
CREATE TABLE quarantine (
  sink TEXT NOT NULL,
  stream TEXT NOT NULL,
  position INTEGER NOT NULL,
  reason TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  since INTEGER NOT NULL,
  mended BLOB,
  PRIMARY KEY (sink, stream, position)
) STRICT, WITHOUT ROWID;
`;
