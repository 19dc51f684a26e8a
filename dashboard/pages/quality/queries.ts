/** What the pages of quality ask of the API. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { queryText, readApi } from "../../app/api.ts";
import type {
  ChangeAnswer,
  DistributionAnswer,
  FalseFailAnswer,
  ListPage,
  MeasurementList,
  ParetoAnswer,
  RunSummary,
  YieldAnswer,
} from "../../app/contract.ts";

/** Query parameters of the API. */
export type Question = Readonly<Record<string, string | undefined>>;

function ask<Answer>(path: string, question: Question) {
  return queryOptions({
    queryKey: ["quality", path, question],
    queryFn: ({ signal }) => readApi<Answer>(`/quality/${path}${queryText(question)}`, signal),
    // Another filter shows the old numbers until the new ones are there, not an empty page.
    placeholderData: keepPreviousData,
  });
}

/** Yields by one grouping. */
export const yieldQuery = (question: Question) => ask<YieldAnswer>("yield", question);

/** Measurements by the runs they made fail. */
export const paretoQuery = (question: Question) => ask<ParetoAnswer>("pareto", question);

/** Fails that a later pass contradicts. */
export const falseFailQuery = (question: Question) => ask<FalseFailAnswer>("false-fails", question);

/** Two windows, value by value. */
export const changeQuery = (question: Question) => ask<ChangeAnswer>("changes", question);

/** How the values of a measurement lie. */
export const distributionQuery = (question: Question) =>
  ask<DistributionAnswer>("distribution", question);

/** What is measured. */
export const measurementsQuery = ask<MeasurementList>("measurements", {});

/** The ways to count. */
export const policiesQuery = ask<{ items: YieldAnswer["policy"][] }>("policies", {});

/** The runs behind a number, page by page. */
export function rowsQuery(question: Question) {
  return infiniteQueryOptions({
    queryKey: ["quality", "runs", question],
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === "" ? undefined : pageParam;
      const query = new URLSearchParams({ ...question, limit: "50" } as Record<string, string>);
      if (cursor !== undefined) query.set("cursor", cursor);
      return readApi<ListPage<RunSummary> & { count: number }>(`/quality/runs?${query}`, signal);
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
}
