/** Brings the files of controlled data (products, procedures, orders) into the ledger. */
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { parseDocument } from "yaml";
import type { z } from "zod";
import type { Calibration, Equipment } from "../../domain/equipment/equipment.ts";
import { parseIsoTime } from "../../domain/iso-time.ts";
import { type Ledger, Refusal } from "../../ledger/contract.ts";
import { describeIssue } from "../../platform/issue-words.ts";
import { compact } from "../../records/compact.ts";
import { recordsFile } from "../../records/import-file.ts";
import type { GatewayQueries } from "../../records/queries.ts";
import type { GatewayRules } from "../../records/rules.ts";
import type { StationClock } from "../station-clock.ts";
import { importPictures, type WriteBlob } from "./import-pictures.ts";

/** A file that can not be imported: which, where in it, and why. */
export class ImportError extends Error {
  readonly code = "import.invalid";
  readonly remedy =
    "Correct the file and start again; what was imported before stays. " +
    "A released revision or an effective procedure never changes: give the change a new version.";
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "ImportError";
  }
}

/** Where the content of a file goes. */
export interface ImportTarget {
  readonly ledger: Pick<Ledger<GatewayRules, GatewayQueries>, "execute">;
  readonly writeBlob: WriteBlob;
}

/**
 * Imports one file; what is already there with the same content appends nothing. Every fault of
 * the file is told at once. Throws ImportError, PictureError, and Refusal where a released
 * version differs.
 */
export async function importRecords(
  path: string,
  { ledger, writeBlob }: ImportTarget,
  clock: StationClock,
): Promise<void> {
  const file = parseRecords(path, await readFile(path, "utf8"));
  const procedures = await importPictures(file.procedures, dirname(path), writeBlob);
  const context = () => ({
    actor: `import:${path.split("/").at(-1)}`,
    station: "",
    occurredAt: clock.now().utcUs,
    clockState: clock.state(),
  });
  try {
    for (const product of file.products) {
      await ledger.execute("product.import", product, context());
    }
    for (const procedure of procedures) {
      await ledger.execute("procedure.import", procedure, context());
    }
    for (const order of file.orders) await ledger.execute("order.import", order, context());
    for (const { calibrations, reason = "file", ...fields } of file.equipment) {
      const equipment = compact(fields) as Equipment;
      await ledger.execute("equipment.save", { equipment, reason }, context());
      for (const { performedAt, ...given } of calibrations) {
        const times = { equipmentId: equipment.id, performedAt: parseIsoTime(performedAt) ?? 0 };
        const calibration = { ...compact(given), ...times } as Calibration;
        const input = { calibration, timeZone: "UTC", reason };
        await ledger.execute("equipment.calibrate", input, context());
      }
    }
  } catch (error) {
    if (error instanceof Refusal) throw new ImportError(`${path}: ${error.message}`, error);
    throw error;
  }
}

function parseRecords(path: string, text: string) {
  const document = parseDocument(text);
  if (document.errors.length > 0) {
    throw new ImportError(`${path}: ${document.errors.map((error) => error.message).join("; ")}`);
  }
  const parsed = recordsFile.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap((issue) => describeAt(issue, document));
  throw new ImportError(`${path}: ${faults.join("; ")}`, parsed.error);
}

/** In the words of whoever wrote the file, as faults of the configuration and of the API are. */
function describeAt(
  issue: z.core.$ZodIssue,
  document: { hasIn(path: readonly PropertyKey[]): boolean },
): readonly string[] {
  const at = (keys: readonly PropertyKey[]) => keys.map(String).join(".") || "the file";
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => `${at([...issue.path, key])} is not a known key`);
  }
  const isMissing = issue.code === "invalid_type" && !document.hasIn(issue.path);
  return [`${at(issue.path)} ${isMissing ? "is missing" : describeIssue(issue)}`];
}
