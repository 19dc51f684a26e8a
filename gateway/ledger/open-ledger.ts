/** Opens a data directory: claim, two workers, one ledger. The rest of the gateway starts here. */
import { v7 } from "uuid";
import type { Clock, Log } from "../../drivers/contract.ts";
import { LedgerClient } from "./client/ledger-client.ts";
import type { Queries, Rules } from "./contract.ts";
import { claimDirectory } from "./directory.ts";
import type { SegmentLimits, WriterSetup } from "./messages.ts";
import type { OpenedLedger } from "./opened-ledger.ts";

export interface OpenLedgerOptions {
  /** Made if need be; marked for ever at its first opening. */
  readonly directory: string;
  readonly demo: boolean;
  /** Entry file of the writer worker: calls serveWriter with the rules and projections. */
  readonly writerUrl: URL;
  /** Entry file of the reader worker: calls serveReader with the queries. */
  readonly readerUrl: URL;
  readonly clock: Clock;
  readonly log: Log;
  /** Minted at the first opening where absent; a directory of another gateway is refused. */
  readonly gatewayId?: string;
  /** When a telemetry segment is sealed. */
  readonly segments?: SegmentLimits;
}

const SEGMENTS: SegmentLimits = { segmentMb: 64, segmentMinutes: 60 };

/**
 * Resolves when the ledger takes commands; projections may still be rebuilding (`whenReady`).
 * Throws LedgerOpenError where the directory is not this process's to write. The caller disposes.
 */
export async function openLedger<R extends Rules, Q extends Queries>(
  options: OpenLedgerOptions,
): Promise<OpenedLedger<R, Q>> {
  const { directory, demo, gatewayId, clock } = options;
  const lock = claimDirectory({
    directory,
    demo,
    ...(gatewayId === undefined ? {} : { gatewayId }),
  });
  const startedAtUs = clock.now().utcUs;
  const msecs = Math.floor(startedAtUs / 1000);
  const setup: WriterSetup = {
    directory,
    demo,
    newLogId: v7({ msecs }),
    newGatewayId: gatewayId ?? v7({ msecs }),
    startedAtUs,
    segments: options.segments ?? SEGMENTS,
  };
  const client = new LedgerClient<R, Q>({ ...options, setup, lock });
  try {
    await client.opened;
  } catch (error) {
    await client.abandon();
    throw error;
  }
  return client;
}
