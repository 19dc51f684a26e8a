/** The ledger's entry: one new version of one record. Pure shapes; the ledger gives them life. */

/** How far the wall clock could be trusted when an entry was made. */
export type ClockState = "synced" | "holdover" | "unsynced" | "stepped";

/** Who did it: a person id later on, a part of the system today. */
export type Actor = `system:${string}` | `rig:${string}` | `import:${string}` | `api:${string}`;

export interface Entry {
  readonly logId: string;
  readonly gatewayId: string;
  /** Position in the ledger, from 1, without gaps. The only order there is. */
  readonly seq: number;
  /** Record type, e.g. "run", "product". */
  readonly type: string;
  /** Record id (UUIDv7, or a natural key where the domain has one). */
  readonly id: string;
  /** Version of the record, from 1. */
  readonly version: number;
  /** Schema of the body, e.g. "run/1": picks the upcasters on read. */
  readonly schema: string;
  /** Microseconds since the epoch, UTC. */
  readonly occurredAt: number;
  readonly recordedAt: number;
  readonly clockState: ClockState;
  readonly actor: string;
  readonly station: string;
  /** What happened, in the past tense: "started", "finished", "imported". */
  readonly action: string;
  readonly reason?: string;
  /** Hex SHA-256 over salt ‖ body. */
  readonly bodyHash: string;
}
