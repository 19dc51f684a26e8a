/** Every run, filtered by what stands in the address, read page by page. */
import { Button } from "@mantine/core";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../app/api.ts";
import { type RunFilters, runsQuery } from "../../app/queries.ts";
import { useLive } from "../../live/use-live.ts";
import { RunTable } from "../../parts/lists/run-table.tsx";
import { EmptyNote, ReadingNote } from "../../parts/notice.tsx";
import { Page, Section } from "../../parts/page.tsx";
import { ProblemPanel } from "../../parts/problem-panel.tsx";
import { RunFilterForm } from "./run-filter-form.tsx";
import "./runs.css";

/** The list for the filters of the address. */
export function RunsPage() {
  const { t } = useTranslation();
  const filters = useSearch({ from: "/runs" });
  return (
    <Page title={t("runs.title")} lead={t("runs.lead")}>
      <RunFilterForm filters={filters} />
      <RunList filters={filters} />
    </Page>
  );
}

function RunList({ filters }: { filters: RunFilters }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(runsQuery(filters));
  const isFiltered = Object.keys(filters).length > 0;
  if (query.data === undefined) {
    return query.isError ? (
      <ListProblem filters={filters} error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <ReadingNote what={t("runs.title")} />
    );
  }
  const runs = query.data.pages.flatMap((page) => page.items);
  if (runs.length === 0) {
    return isFiltered ? (
      <EmptyNote title={t("runs.empty")} hint={t("runs.emptyHint")} />
    ) : (
      <EmptyNote title={t("runs.emptyAll")} hint={t("runs.emptyAllHint")} />
    );
  }
  return (
    <Section
      title={t("runs.shown", { count: runs.length })}
      aside={<NewerRuns filters={filters} />}
    >
      <RunTable runs={runs} label={t("runs.title")} />
      <div className="runs-more">
        {query.hasNextPage ? (
          <Button
            variant="default"
            disabled={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {query.isFetchingNextPage ? t("runs.loadingMore") : t("runs.more")}
          </Button>
        ) : (
          <p className="muted">{t("runs.end")}</p>
        )}
      </div>
    </Section>
  );
}

interface ListProblemProps {
  readonly filters: RunFilters;
  readonly error: unknown;
  readonly onRetry: () => void;
}

/** What the gateway refuses as a request it refuses again: then other filters help, not a retry. */
function ListProblem({ filters, error, onRetry }: ListProblemProps) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: "/runs" });
  const isFiltered = Object.keys(filters).length > 0;
  const status = error instanceof ApiError ? error.problem.status : 0;
  if (!isFiltered || status < 400 || status >= 500) {
    return <ProblemPanel error={error} onRetry={onRetry} />;
  }
  const clear = () => void navigate({ search: {}, replace: true });
  return <ProblemPanel error={error} onRetry={clear} retryLabel={t("filter.clear")} />;
}

/** Rows never move under the reader's eye: newer runs are announced and come when asked for. */
function NewerRuns({ filters }: { filters: RunFilters }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const stored = useLive((state) => state.storedCount);
  const seen = useRef(stored);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another filter reads the list anew
  useEffect(() => {
    seen.current = stored;
  }, [filters]);
  const newer = stored - seen.current;
  if (newer <= 0) return null;
  const show = () => {
    seen.current = stored;
    void queries.resetQueries({ queryKey: runsQuery(filters).queryKey });
  };
  return (
    <Button size="compact-sm" variant="default" onClick={show}>
      {t("runs.newer", { count: newer })}
    </Button>
  );
}
