import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ReadingNote } from "./notice.tsx";
import { ProblemPanel } from "./problem-panel.tsx";

interface QueryViewProps<Data> {
  readonly query: UseQueryResult<Data>;
  /** What is read, for the words shown meanwhile. */
  readonly what: string;
  readonly children: (data: Data) => ReactNode;
}

/** Data when there is any (also old data while the line is down), else the fault, else words. */
export function QueryView<Data>({ query, what, children }: QueryViewProps<Data>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) {
    return <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />;
  }
  return <ReadingNote what={what} />;
}
