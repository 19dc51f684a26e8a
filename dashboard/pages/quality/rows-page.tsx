/** The runs behind a number of quality: exactly those that were counted. */
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { RunTable } from "../../parts/lists/run-table.tsx";
import { EmptyNote, ReadingNote } from "../../parts/notice.tsx";
import { OpenCaseLink } from "../../parts/open-case-link.tsx";
import { Page, Section } from "../../parts/page.tsx";
import { ProblemPanel } from "../../parts/problem-panel.tsx";
import { caseOf } from "./case-about.ts";
import { type Question, rowsQuery } from "./queries.ts";
import "./quality.css";

/** The list that an address of the API names; its filters are told as they are. */
export function QualityRunsPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/quality/runs" });
  const given = Object.entries(search).map(
    ([name, value]) => `${name} ${value || t("quality.none")}`,
  );
  const about = { ...caseOf(search), description: t("cases.aboutFilter") };
  const actions = (
    <div className="page-actions">
      <OpenCaseLink about={about}>{t("cases.openAbout")}</OpenCaseLink>
      <Link className="quality-csv" to="/quality">
        {t("quality.back")}
      </Link>
    </div>
  );
  return (
    <Page title={t("quality.rows")} lead={t("quality.rowsLead")} actions={actions}>
      <p className="quality-counted muted">{given.join(" · ")}</p>
      <Rows question={search} />
    </Page>
  );
}

function Rows({ question }: { question: Question }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(rowsQuery(question));
  if (query.data === undefined) {
    return query.isError ? (
      <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <ReadingNote what={t("quality.rows")} />
    );
  }
  const runs = query.data.pages.flatMap((page) => page.items);
  const count = query.data.pages[0]?.count ?? 0;
  if (runs.length === 0) {
    return <EmptyNote title={t("quality.rowsNone")} hint={t("quality.rowsNoneHint")} />;
  }
  return (
    <Section title={t("quality.rowsCount", { count })}>
      <RunTable runs={runs} label={t("quality.rows")} />
      <div className="quality-more">
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
