/** Why a backup was not made, or not restored. Nothing that was there is changed then. */
export type BackupErrorCode =
  | "backup.exists"
  | "backup.inside-data"
  | "backup.not-found"
  | "backup.damaged"
  | "backup.newer-version"
  | "restore.not-empty"
  | "restore.newer-data"
  | "restore.other-gateway";

/** What to do, by code. Data, so that a test can demand one for each code. */
export const BACKUP_REMEDIES: Readonly<Record<BackupErrorCode, string>> = {
  "backup.exists":
    "Name a folder that does not exist yet: a backup is never written over another one.",
  "backup.inside-data": "Name a folder outside the data directory, best on another disk.",
  "backup.not-found": "Name the folder that `rigline backup` made: it has a manifest.json.",
  "backup.damaged":
    "Take another backup; check the disk this one is on. What is named above is not what was saved.",
  "backup.newer-version":
    "Restore it with the version of Rigline that made it, or a newer one. Nothing was changed.",
  "restore.not-empty":
    "Restore into a folder that does not exist yet, look at it, then put it in the other one's place.",
  "restore.newer-data":
    "Keep what is there: it goes on after the backup. Restore into a folder of its own and compare.",
  "restore.other-gateway":
    "Check which backup it is. A second gateway made from it needs `--as-new-gateway` and a folder of its own.",
};

/** Told before anything was changed. */
export class BackupError extends Error {
  readonly code: BackupErrorCode;
  readonly remedy: string;
  constructor(code: BackupErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "BackupError";
    this.code = code;
    this.remedy = BACKUP_REMEDIES[code];
  }
}
