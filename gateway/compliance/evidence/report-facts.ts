/** What the texts of a package say: report, instructions, metadata. */
import type { LogEvidence } from "../../records/evidence/log-query.ts";
import type { EvidenceException } from "../../records/evidence/page-query.ts";
import type {
  EvidenceBody,
  EvidenceContents,
  EvidenceScope,
} from "../../records/evidence/record.ts";

export interface ReportFacts {
  readonly body: EvidenceBody & { readonly contents: EvidenceContents };
  /** Those that the report names: decisions of people first, then by position. */
  readonly exceptions: readonly EvidenceException[];
  /** All of them, by kind. */
  readonly exceptionCounts: Readonly<Record<string, number>>;
  /** Runs by outcome. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly gaps: readonly string[];
  /** The newest first. */
  readonly logs: readonly LogEvidence[];
  readonly attachments: number;
  readonly gatewayVersion: string;
  /** Microseconds since the epoch. */
  readonly nowUs: number;
}

const SERIALS_NAMED_MAX = 10;

/** The scope as a query in words (CR-92). */
export function describeScope(scope: EvidenceScope): string {
  if (scope.unitId !== undefined) return `the unit ${scope.unitId}`;
  if (scope.orderId !== undefined) return `every unit of the order ${scope.orderId}`;
  if (scope.shipmentId !== undefined) return `every unit of the shipment ${scope.shipmentId}`;
  const all = scope.serialNumbers ?? [];
  const named = all.slice(0, SERIALS_NAMED_MAX).join(", ");
  const more = all.length > SERIALS_NAMED_MAX ? ` and ${all.length - SERIALS_NAMED_MAX} more` : "";
  const part = scope.partNumber === undefined ? "" : ` of part ${scope.partNumber}`;
  return `the units with the serial numbers ${named}${more}${part}`;
}

/** How much of what was asked for is here (CR-92). */
export function describeCompleteness({
  units,
  unitsAsked,
  runs,
  entries,
}: EvidenceContents): string {
  const all = `${runs} runs, ${entries} entries of the ledger`;
  return `${units} of ${unitsAsked} units; ${all}: every run of each, failed ones included`;
}
