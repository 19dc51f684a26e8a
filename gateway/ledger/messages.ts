/** What travels between the gateway's thread and the ledger's two workers. */
import type { Entry } from "../domain/entry.ts";
import type { Reading } from "../telemetry/contract.ts";
import type { CommandContext, Range, SettleInput, SinkDeclaration, Stream } from "./contract.ts";
import type { ProjectionProgress } from "./health.ts";
import type { LedgerOpenCode } from "./open-error.ts";

/** A stored entry with its body as text: cheaper to hand over, and exactly what is on disk. */
export interface WireEntry {
  readonly entry: Entry;
  readonly text: string;
  /** Hex. */
  readonly leaf: string;
}

/** Sizes of telemetry segments. */
export interface SegmentLimits {
  readonly segmentMb: number;
  readonly segmentMinutes: number;
}

/** Given to the writer as workerData. */
export interface WriterSetup {
  readonly directory: string;
  readonly demo: boolean;
  /** For a directory that has none yet. */
  readonly newLogId: string;
  readonly newGatewayId: string;
  readonly startedAtUs: number;
  readonly segments: SegmentLimits;
}

export type WriterRequest =
  | {
      readonly id: number;
      readonly kind: "execute";
      readonly name: string;
      readonly input: unknown;
      readonly context: CommandContext;
      readonly recordedAt: number;
    }
  | {
      readonly id: number;
      readonly kind: "readings";
      readonly readings: readonly Reading[];
      readonly recordedAt: number;
    }
  | {
      readonly id: number;
      readonly kind: "settle";
      readonly input: SettleInput;
      readonly recordedAt: number;
    }
  | {
      readonly id: number;
      readonly kind: "declare";
      readonly sinks: readonly SinkDeclaration[];
      readonly recordedAt: number;
    }
  /** Removes telemetry segments that are sealed, by their first ordinals. */
  | {
      readonly id: number;
      readonly kind: "remove-telemetry";
      readonly firsts: readonly number[];
      readonly recordedAt: number;
    }
  /** Signs what has come since the last checkpoint. */
  | { readonly id: number; readonly kind: "checkpoint"; readonly recordedAt: number }
  | { readonly id: number; readonly kind: "close" };

export interface RefusalMessage {
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export type Reply =
  | {
      readonly id: number;
      readonly kind: "done";
      readonly result?: unknown;
      /** Which of the batch's entries are this command's. */
      readonly entries?: Range;
      readonly readings?: Range;
    }
  | { readonly id: number; readonly kind: "refused"; readonly refusal: RefusalMessage }
  | { readonly id: number; readonly kind: "failed"; readonly message: string };

export interface OpenedMessage {
  readonly kind: "opened";
  readonly logId: string;
  readonly gatewayId: string;
  readonly origin: string;
  readonly head: number;
  readonly telemetryHead: number;
  /** What the check found wrong with the log before, which is closed. */
  readonly damage?: string;
  readonly projections: ProjectionProgress;
}

export type WriterMessage =
  | OpenedMessage
  | { readonly kind: "not-opened"; readonly code: LedgerOpenCode; readonly message: string }
  | {
      readonly kind: "committed";
      readonly replies: readonly Reply[];
      readonly entries: readonly WireEntry[];
      readonly readings: Range;
    }
  | { readonly kind: "projections"; readonly state: ProjectionProgress }
  | { readonly kind: "fatal"; readonly error: Error }
  | { readonly kind: "closed" };

export interface ReaderSetup {
  readonly directory: string;
}

export type ReaderRequest = { readonly id: number } & (
  | { readonly kind: "ask"; readonly name: string; readonly input: unknown }
  | { readonly kind: "entries"; readonly fromSeq: number; readonly limit: number }
  | { readonly kind: "readings"; readonly range: Range; readonly limit: number }
  | { readonly kind: "debt"; readonly sink: string }
  | { readonly kind: "accounts" }
  | { readonly kind: "fates"; readonly stream: Stream; readonly position: number }
  | { readonly kind: "close" }
);

/** `name` and `durationMs` are for the log. */
export type ReaderMessage = {
  readonly id: number;
  readonly name: string;
  readonly durationMs: number;
} & (
  | { readonly kind: "answer"; readonly result: unknown }
  | { readonly kind: "refused"; readonly refusal: RefusalMessage }
  | { readonly kind: "failed"; readonly error: Error }
);
