/** What passes at the first try, day by day, and what does not. */
import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ParetoAnswer, YieldAnswer } from "../../app/contract.ts";
import { formatCount } from "../../measure/number-format.ts";
import { EmptyNote } from "../../parts/notice.tsx";
import { Section } from "../../parts/page.tsx";
import { QueryView } from "../../parts/query-view.tsx";
import { TrendChart } from "./charts/trend-chart.tsx";
import { CountedNote } from "./counted-note.tsx";
import { QualityFrame, useQuestion } from "./frame.tsx";
import { ParetoTable } from "./pareto-table.tsx";
import { paretoQuery, type Question, yieldQuery } from "./queries.ts";
import type { QualitySearch } from "./search.ts";
import { shareText } from "./share-text.ts";
import { YieldTable } from "./yield-table.tsx";

const GROUPINGS = ["operation", "station", "slot", "product", "revision", "order"] as const;
/** Failures shown here; the others are one click away. */
const TOP = 5;

/** The first page of quality. */
export function QualityPage() {
  const search = useSearch({ from: "/quality" });
  const question = { ...useQuestion(search), policy: search.policy };
  return (
    <QualityFrame tab="/quality" search={search} csv="/quality/yield" hasPolicy>
      <Yields search={search} question={question} />
      <Trend question={question} />
      <TopFailures search={search} question={{ ...question, policy: undefined }} />
    </QualityFrame>
  );
}

interface PartProps {
  readonly search: QualitySearch;
  readonly question: Question;
}

function Yields({ search, question }: PartProps) {
  const { t } = useTranslation();
  const by = GROUPINGS.find((known) => known === search.by) ?? "operation";
  const query = useQuery(yieldQuery({ ...question, by }));
  return (
    <QueryView query={query} what={t("quality.yield")}>
      {(answer) =>
        answer.total.n === 0 ? (
          <>
            <EmptyNote title={t("quality.empty")} hint={t("quality.emptyHint")} />
            <Counted answer={answer} />
          </>
        ) : (
          <Section title={answer.policy.title} aside={<GroupChoice search={search} by={by} />}>
            <YieldTable answer={answer} title={t(`quality.by.${by}`)} search={search} />
            <div className="section-body">
              <Rolled answer={answer} />
              <Counted answer={answer} />
            </div>
          </Section>
        )
      }
    </QueryView>
  );
}

function Counted({ answer }: { answer: YieldAnswer }) {
  const { policy, from, timeZone, excluded } = answer;
  return <CountedNote policy={policy} from={from} zone={timeZone} excluded={excluded} />;
}

function Rolled({ answer: { rolled } }: { answer: YieldAnswer }) {
  const { t } = useTranslation();
  if (rolled === undefined || rolled.operations.length < 2) return null;
  const operations = rolled.operations.join(", ");
  return <p>{t("quality.rolled", { operations, yield: shareText(rolled.yield) })}</p>;
}

function GroupChoice({ search, by }: { search: QualitySearch; by: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: "/quality" });
  return (
    <NativeSelect
      aria-label={t("quality.group")}
      value={by}
      onChange={(event) =>
        void navigate({ search: { ...search, by: event.target.value }, replace: true })
      }
      data={GROUPINGS.map((value) => ({ value, label: t(`quality.by.${value}`) }))}
    />
  );
}

function Trend({ question }: { question: Question }) {
  const { t } = useTranslation();
  const query = useQuery(yieldQuery({ ...question, by: "day" }));
  return (
    <QueryView query={query} what={t("quality.trend")}>
      {({ items, timeZone }) =>
        items.length === 0 ? null : (
          <Section title={t("quality.trend")} hint={t("quality.trendHint", { zone: timeZone })}>
            <TrendChart items={items} />
          </Section>
        )
      }
    </QueryView>
  );
}

function TopFailures({ search, question }: PartProps) {
  const { t } = useTranslation();
  const query = useQuery(paretoQuery(question));
  return (
    <QueryView query={query} what={t("quality.top")}>
      {(answer) =>
        answer.runs === 0 ? null : (
          <Section
            title={t("quality.top")}
            hint={t("quality.topHint")}
            aside={<FailedRuns answer={answer} search={search} />}
          >
            {answer.items.length === 0 ? (
              <EmptyNote title={t("quality.topNone")} hint={t("quality.topNoneHint")} />
            ) : (
              <ParetoTable items={answer.items.slice(0, TOP)} search={search} />
            )}
          </Section>
        )
      }
    </QueryView>
  );
}

function FailedRuns({ answer, search }: { answer: ParetoAnswer; search: QualitySearch }) {
  const { t } = useTranslation();
  const counts = { failed: formatCount(answer.n), runs: formatCount(answer.runs) };
  return (
    <Link className="rows-link" to="/quality/failures" search={search}>
      {t("quality.failedRuns", counts)}
    </Link>
  );
}
