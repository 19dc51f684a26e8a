/** Composition of evidence packages: where they are spooled, kept, and by which key sealed. */
import { join } from "node:path";
import { BlobError, type Blobs } from "../blobs/blobs.ts";
import { type EvidenceDesk, openEvidenceDesk } from "../compliance/evidence/desk.ts";
import { makeReport } from "../compliance/evidence/report.ts";
import type { EvidenceRouteParts } from "../compliance/evidence/routes.ts";
import { Refusal } from "../ledger/contract.ts";
import { openLogKey } from "../ledger/log/log-key.ts";
import { noteSigner, signNote } from "../ledger/merkle/signed-note.ts";
import type { GatewayLedger } from "../opening.ts";

/** What packages are made of and where. */
export interface EvidenceInput {
  readonly ledger: GatewayLedger;
  readonly blobs: Blobs;
  readonly dataDirectory: string;
  readonly demo: boolean;
  /** Name of the site. */
  readonly organization: string;
  readonly version: string;
  readonly fail: (error: unknown) => void;
}

/** The parts of the routes; nothing to dispose, `desk.idle()` waits for what runs. */
export function openEvidence(input: EvidenceInput): EvidenceRouteParts["evidence"] {
  const { blobs, demo, organization } = input;
  return {
    ...{ desk: openDesk(input), demo, organization },
    stream: (hash) => blobs.stream(hash).catch(refuseUnreadable),
  };
}

function openDesk({ ledger, blobs, dataDirectory, version, fail }: EvidenceInput): EvidenceDesk {
  return openEvidenceDesk(
    {
      ...{ ledger, makeReport, gatewayVersion: version },
      spoolDirectory: join(dataDirectory, "evidence-spool"),
      checkpoint: () => ledger.checkpoint(),
      adopt: (path) => blobs.adopt(path),
      readBlob: (hash) => blobs.read(hash).catch(undefinedWhereLost),
      // Read when it is needed: a log that is begun anew has another key.
      sign: (text) => signNote(text, noteSigner(ledger.origin, openLogKey(dataDirectory))),
    },
    fail,
  );
}

function undefinedWhereLost(error: unknown): undefined {
  if (error instanceof BlobError) return undefined;
  throw error;
}

function refuseUnreadable(error: unknown): never {
  if (!(error instanceof BlobError)) throw error;
  throw new Refusal("evidence.unreadable", error.message);
}
