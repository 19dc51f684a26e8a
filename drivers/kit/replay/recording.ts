/** A wire file as a driver can hear it again: by connection, or by request and reply. Pure. */
import type { WireFile, WireLine } from "../../wire-file.ts";

export interface HeardChunk {
  /** Milliseconds since the start of the recording; of a reply, since its request. */
  readonly atMs: number;
  readonly bytes: Uint8Array;
}

/** From an opening, or the start of the recording, to a close or the end of the recording. */
export interface RecordedConnection {
  readonly openedAtMs: number;
  readonly heard: HeardChunk[];
  closedAtMs?: number;
}

/** What was sent, and what was heard until something else was sent. */
export interface Exchange {
  readonly request: Uint8Array;
  readonly sentAtMs: number;
  readonly replies: HeardChunk[];
  /** The connection ended so long after the request. */
  closedAfterMs?: number;
}

export interface Recording {
  /** True where something was sent: the driver asks, and is answered as it was then. */
  readonly isDialogue: boolean;
  readonly connections: readonly RecordedConnection[];
  readonly exchanges: readonly Exchange[];
}

/**
 * A rig that only talks is heard from the last gap on: what stands before it is no whole line. Of
 * a dialogue all is used but the exchange that a gap cut off.
 */
export function readRecording({ lines }: WireFile): Recording {
  const lastGap = lines.findLastIndex(({ dir }) => dir === "gap");
  return {
    isDialogue: lines.some(({ dir }) => dir === "tx"),
    connections: connectionsOf(lines.slice(Math.max(0, lastGap))),
    exchanges: exchangesOf(lines),
  };
}

function connectionsOf(lines: readonly WireLine[]): readonly RecordedConnection[] {
  const connections: RecordedConnection[] = [];
  let open: RecordedConnection | undefined;
  const openAt = (openedAtMs: number): RecordedConnection => {
    const connection = { openedAtMs, heard: [] };
    connections.push(connection);
    return connection;
  };
  for (const line of lines) {
    if (line.dir === "open") open = openAt(line.t);
    // What stands there is the rest of a connection that was opened before.
    else if (line.dir === "gap") open = openAt(line.t);
    else if (line.dir === "rx") {
      open ??= openAt(connections.length === 0 ? 0 : line.t);
      open.heard.push({ atMs: line.t, bytes: bytesOf(line.hex) });
    } else if (line.dir === "close") {
      if (open !== undefined) open.closedAtMs = line.t;
      open = undefined;
    }
  }
  return connections;
}

function exchangesOf(lines: readonly WireLine[]): readonly Exchange[] {
  const exchanges: Exchange[] = [];
  let current: Exchange | undefined;
  for (const line of lines) {
    if (line.dir === "tx") {
      current = { request: bytesOf(line.hex), sentAtMs: line.t, replies: [] };
      exchanges.push(current);
    } else if (line.dir === "gap") {
      if (current !== undefined) exchanges.pop();
      current = undefined;
    } else if (current !== undefined && line.dir === "rx") {
      current.replies.push({ atMs: line.t - current.sentAtMs, bytes: bytesOf(line.hex) });
    } else if (current !== undefined && line.dir === "close") {
      current.closedAfterMs = line.t - current.sentAtMs;
      current = undefined;
    }
  }
  return exchanges;
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, "hex"));
}
