/** What the pages of controlled data ask of the API and tell it. */
import { queryOptions } from "@tanstack/react-query";
import type {
  VersionDetail,
  VersionDiff,
  VersionSummary,
} from "../../../gateway/records/controlled/record.ts";
import type {
  LimitReplayProgress,
  LimitReplayView,
} from "../../../gateway/records/limits/record.ts";
import type { RevisionView } from "../../../gateway/records/product/revision-record.ts";
import { postApi, postLines, putApi, readApi } from "../../app/api.ts";
import type { LimitsView } from "../../app/contract.ts";

export type { RevisionView, VersionDetail, VersionSummary };

const part = encodeURIComponent;
const setPath = (id: string) => `/limit-sets/${part(id)}`;
const revisionPath = (partNumber: string, revision: string) =>
  `/products/${part(partNumber)}/revisions/${part(revision)}`;

/** A revision with its pins and signatures. */
export function revisionQuery(partNumber: string, revision: string) {
  return queryOptions({
    queryKey: ["controlled", "revision", partNumber, revision],
    queryFn: ({ signal }) => readApi<RevisionView>(revisionPath(partNumber, revision), signal),
  });
}

/** Every version of the limit sets of a product at an operation, the highest first. */
export function limitSetsQuery(partNumber: string, operation: string) {
  return queryOptions({
    queryKey: ["controlled", "limit-sets", partNumber, operation],
    queryFn: ({ signal }) =>
      readApi<{ items: VersionSummary[] }>(
        `/limit-sets?partNumber=${part(partNumber)}&operation=${part(operation)}`,
        signal,
      ),
  });
}

/** One version of a limit set with its content and signatures. */
export function limitSetQuery(id: string, version: number) {
  return queryOptions({
    queryKey: ["controlled", "limit-set", id, version],
    queryFn: ({ signal }) => readApi<VersionDetail>(`${setPath(id)}/versions/${version}`, signal),
  });
}

/** What differs between two versions of a limit set. */
export function limitSetDiffQuery(id: string, from: number, to: number) {
  return queryOptions({
    queryKey: ["controlled", "diff", id, from, to],
    queryFn: ({ signal }) =>
      readApi<VersionDiff>(`${setPath(id)}/diff?from=${from}&to=${to}`, signal),
  });
}

/** The limits in a version's content, by measurement. */
export interface NamedLimits {
  readonly measurement: string;
  readonly limits: LimitsView;
}

/** The limits that a version holds. */
export function limitsIn({ content }: VersionDetail): readonly NamedLimits[] {
  return content.limits as readonly NamedLimits[];
}

/** A step on, signed where the step asks for it. */
export interface Step {
  readonly to: string;
  readonly expectedVersion: number;
  readonly reason?: string;
  readonly signature?: { readonly meaning: string; readonly secret: string };
}

/** Moves a revision on. Throws ApiError. */
export function moveRevision(view: RevisionView, step: Step): Promise<unknown> {
  return postApi(`${revisionPath(view.partNumber, view.revision)}/transitions`, step);
}

/** Moves a version of a limit set on. Throws ApiError. */
export function moveLimitSet({ id, version }: VersionDetail, step: Step): Promise<unknown> {
  return postApi(`${setPath(id)}/versions/${version}/transitions`, step);
}

/** A draft of a limit set as it is to be. */
export interface LimitSetDraft {
  readonly id: string;
  readonly version: number;
  readonly expectedVersion: number;
  readonly content: {
    readonly partNumber: string;
    readonly operation: string;
    readonly limits: readonly NamedLimits[];
  };
}

/** Writes a draft of a limit set. Throws ApiError. */
export function saveLimitSet({ id, version, ...draft }: LimitSetDraft): Promise<unknown> {
  return putApi(`${setPath(id)}/versions/${version}`, draft);
}

/** Days of past runs that proposed limits are tried on. */
export const REPLAY_DAYS = 90;

/** A trial of one measurement's limits. */
export type Trial = LimitReplayView & { readonly measurement: string };

/** How far the trial of one measurement's limits is. */
export interface TrialProgress extends LimitReplayProgress {
  readonly measurement: string;
}

/**
 * Tries the limits of a version on the past runs of its place, one measurement after another.
 * Nothing is kept of one that is aborted.
 */
export async function tryLimits(
  version: VersionDetail,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: TrialProgress) => void },
): Promise<readonly Trial[]> {
  const { partNumber = "", operation = "" } = version;
  const to = new Date();
  const from = new Date(to.getTime() - REPLAY_DAYS * 86_400_000);
  const asked = { partNumber, operation, from: from.toISOString(), to: to.toISOString() };
  const tried: Trial[] = [];
  for (const named of limitsIn(version)) {
    const { measurement } = named;
    onProgress({ measurement, done: 0, measured: 0, wouldFail: 0 });
    await postLines<LimitReplayProgress | LimitReplayView>(
      "/limit-replays",
      { ...asked, ...named, limit: 20 },
      {
        signal,
        onLine(line) {
          if ("id" in line) tried.push({ ...line, measurement });
          else onProgress({ ...line, measurement });
        },
      },
    );
  }
  return tried;
}
