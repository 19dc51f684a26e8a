/** Schema 3: what sinks keep beside their debt: fates of held positions, accounts by class. */
export const SCHEMA_3 = `
ALTER TABLE quarantine DROP COLUMN mended;
-- What left the debt and was not delivered: which positions, not only how many.
CREATE TABLE ending (
  sink TEXT NOT NULL,
  stream TEXT NOT NULL,
  from_position INTEGER NOT NULL,
  to_position INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('discarded', 'dropped')),
  PRIMARY KEY (sink, stream, from_position)
) STRICT, WITHOUT ROWID;
-- Owed again after having been held: the tries so far.
CREATE TABLE retry (
  sink TEXT NOT NULL,
  stream TEXT NOT NULL,
  position INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  PRIMARY KEY (sink, stream, position)
) STRICT, WITHOUT ROWID;
-- What a person wrote in place of what the position would be; kept for good, a rebuild needs it.
CREATE TABLE mend (
  sink TEXT NOT NULL,
  stream TEXT NOT NULL,
  position INTEGER NOT NULL,
  lines TEXT NOT NULL,
  PRIMARY KEY (sink, stream, position)
) STRICT, WITHOUT ROWID;

-- How many entries of each class there are up to and including seq: a row for every 1,024th.
CREATE TABLE class_tally (
  seq INTEGER PRIMARY KEY,
  results INTEGER NOT NULL,
  alarms INTEGER NOT NULL,
  records INTEGER NOT NULL
) STRICT;
INSERT INTO class_tally
  SELECT * FROM (SELECT seq,
    sum(type = 'run' AND action <> 'started') OVER before AS results,
    sum(type = 'alarm') OVER before AS alarms,
    sum(type <> 'alarm' AND NOT (type = 'run' AND action <> 'started')) OVER before AS records
    FROM entry WINDOW before AS (ORDER BY seq))
  WHERE seq % 1024 = 0;
CREATE TABLE class_account (
  sink TEXT NOT NULL,
  class TEXT NOT NULL CHECK (class IN ('results', 'alarms', 'records')),
  start INTEGER NOT NULL,
  delivered INTEGER NOT NULL DEFAULT 0,
  discarded INTEGER NOT NULL DEFAULT 0,
  dropped INTEGER NOT NULL DEFAULT 0,
  not_routed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (sink, class)
) STRICT, WITHOUT ROWID;
-- What an older program settled is not known by class: for its sinks the classes begin here.
INSERT INTO class_account (sink, class, start)
  SELECT name, class, (SELECT coalesce(max(seq), 0) + 1 FROM entry)
  FROM sink, (SELECT 'results' AS class UNION SELECT 'alarms' UNION SELECT 'records')
  WHERE stream = 'ledger';
`;
