/**
 * Schema 2: the Merkle tree over the leaves of each log, and its signed checkpoints. A log is named
 * by its first seq; leaf i of it is the entry first_seq + i.
 */
export const SCHEMA_2 = `
-- The key that signs the log, as a C2SP verifier key. The private half is a file of its own.
CREATE TABLE log_key (
  first_seq INTEGER PRIMARY KEY REFERENCES log (first_seq),
  verifier_key TEXT NOT NULL
) STRICT;
CREATE TRIGGER log_key_no_update BEFORE UPDATE ON log_key
  BEGIN SELECT RAISE(ABORT, 'a log keeps its key'); END;
CREATE TRIGGER log_key_no_delete BEFORE DELETE ON log_key
  BEGIN SELECT RAISE(ABORT, 'a log keeps its key'); END;
CREATE TRIGGER log_key_no_replace BEFORE INSERT ON log_key
  WHEN EXISTS (SELECT 1 FROM log_key WHERE first_seq = NEW.first_seq)
  BEGIN SELECT RAISE(ABORT, 'a log keeps its key'); END;

-- The roots of the perfect subtrees that make up the tree now, the largest first.
CREATE TABLE tree_edge (
  first_seq INTEGER PRIMARY KEY REFERENCES log (first_seq),
  size INTEGER NOT NULL,
  hashes BLOB NOT NULL
) STRICT;

-- Whole subtrees of 2^level leaves, level 8, 16, 24 …: proofs read these instead of all leaves.
CREATE TABLE tree_node (
  first_seq INTEGER NOT NULL,
  level INTEGER NOT NULL,
  position INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (first_seq, level, position)
) STRICT, WITHOUT ROWID;
-- The leaves of each whole subtree of level 8 again: an entry that was rewritten together with its
-- own leaf is told by these.
CREATE TABLE tree_tile (
  first_seq INTEGER NOT NULL,
  position INTEGER NOT NULL,
  leaves BLOB NOT NULL,
  PRIMARY KEY (first_seq, position)
) STRICT;

-- What was signed, as it was signed.
CREATE TABLE checkpoint (
  first_seq INTEGER NOT NULL REFERENCES log (first_seq),
  size INTEGER NOT NULL,
  signed_at INTEGER NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (first_seq, size)
) STRICT;
CREATE TRIGGER checkpoint_no_update BEFORE UPDATE ON checkpoint
  BEGIN SELECT RAISE(ABORT, 'what was signed stays'); END;
CREATE TRIGGER checkpoint_no_delete BEFORE DELETE ON checkpoint
  BEGIN SELECT RAISE(ABORT, 'what was signed stays'); END;
CREATE TRIGGER checkpoint_no_replace BEFORE INSERT ON checkpoint
  WHEN EXISTS (SELECT 1 FROM checkpoint WHERE first_seq = NEW.first_seq AND size = NEW.size)
  BEGIN SELECT RAISE(ABORT, 'what was signed stays'); END;
`;
