/** Which measurements make runs fail, and which fails the units themselves contradicted. */
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { FalseFailAnswer } from "../../app/contract.ts";
import { formatCount } from "../../measure/number-format.ts";
import { EmptyNote } from "../../parts/notice.tsx";
import { Fact, Facts, Section, TableScroll } from "../../parts/page.tsx";
import { QueryView } from "../../parts/query-view.tsx";
import { ShareBar } from "./charts/share-bar.tsx";
import { CsvLink, QualityFrame, useQuestion } from "./frame.tsx";
import { ParetoTable } from "./pareto-table.tsx";
import { falseFailQuery, paretoQuery, type Question } from "./queries.ts";
import { RowsLink } from "./rows-link.tsx";
import type { QualitySearch } from "./search.ts";
import { shareText } from "./share-text.ts";

/** The Pareto of measurements, false fails, and what first-pass yield is lost to. */
export function FailuresPage() {
  const search = useSearch({ from: "/quality/failures" });
  const question = useQuestion(search);
  return (
    <QualityFrame tab="/quality/failures" search={search} csv="/quality/pareto">
      <Pareto search={search} question={question} />
      <FalseFails question={question} />
    </QualityFrame>
  );
}

function Pareto({ search, question }: { search: QualitySearch; question: Question }) {
  const { t } = useTranslation();
  const query = useQuery(paretoQuery(question));
  return (
    <QueryView query={query} what={t("quality.top")}>
      {({ items, n, runs, rows }) =>
        items.length === 0 ? (
          <EmptyNote title={t("quality.topNone")} hint={t("quality.topNoneHint")} />
        ) : (
          <Section
            title={t("quality.top")}
            hint={t("quality.topHint")}
            aside={
              <RowsLink address={rows}>
                {t("quality.failedRuns", { failed: formatCount(n), runs: formatCount(runs) })}
              </RowsLink>
            }
          >
            <ParetoTable items={items} search={search} />
          </Section>
        )
      }
    </QueryView>
  );
}

function FalseFails({ question }: { question: Question }) {
  const { t } = useTranslation();
  const query = useQuery(falseFailQuery(question));
  return (
    <QueryView query={query} what={t("quality.false")}>
      {(answer) =>
        answer.total.failed === 0 ? null : (
          <>
            <Loss loss={answer.loss} />
            <Section
              title={t("quality.false")}
              hint={t("quality.falseHint")}
              aside={
                <div className="page-actions">
                  <FalseOf group={answer.total} />
                  <CsvLink
                    path="/quality/false-fails"
                    question={question}
                    label={t("quality.csv")}
                  />
                </div>
              }
            >
              <FalseTable title={t("quality.falseStations")} groups={answer.stations} />
              <FalseTable title={t("quality.falseSlots")} groups={answer.slots} />
              <FalseTable title={t("quality.falseMeasurements")} groups={answer.measurements} />
            </Section>
          </>
        )
      }
    </QueryView>
  );
}

function Loss({ loss }: { loss: FalseFailAnswer["loss"] }) {
  const { t } = useTranslation();
  const { first, passed, product, testSystem, productRows, testSystemRows } = loss;
  const hint = t("quality.lossHint", { first: formatCount(first), passed: formatCount(passed) });
  return (
    <Section title={t("quality.loss")} hint={hint}>
      <div className="section-body">
        <Facts>
          <Fact name={t("quality.lossProduct")}>
            <RowsLink address={productRows}>{formatCount(product)}</RowsLink>
          </Fact>
          <Fact name={t("quality.lossTest")}>
            <RowsLink address={testSystemRows}>{formatCount(testSystem)}</RowsLink>
          </Fact>
        </Facts>
      </div>
    </Section>
  );
}

type Group = FalseFailAnswer["stations"][number];

function FalseOf({ group }: { group: Omit<Group, "key"> }) {
  const { t } = useTranslation();
  const { falseFails, failed, rows } = group;
  return (
    <RowsLink address={rows}>
      {t("quality.falseOf", { falseFails: formatCount(falseFails), failed: formatCount(failed) })}
    </RowsLink>
  );
}

function FalseTable({ title, groups }: { title: string; groups: readonly Group[] }) {
  const { t } = useTranslation();
  return (
    <TableScroll label={title}>
      <table className="rows false-table">
        <thead>
          <tr>
            <th>{title}</th>
            <th className="right">{t("quality.false")}</th>
            <th>{t("quality.share")}</th>
            <th className="right">{t("quality.interval")}</th>
          </tr>
        </thead>
        <tbody>
          {groups.map(({ key, ...group }) => (
            <tr key={JSON.stringify(key)}>
              <th scope="row">{nameOf(key, t("quality.none"), t("quality.rigAlone"))}</th>
              <td className="right num">
                <FalseOf group={group} />
              </td>
              <td className="num pareto-share">
                {shareText(group.share ?? 0)} <ShareBar share={group.share ?? 0} />
              </td>
              <td className="right num">
                {shareText(group.low ?? 0)} – {shareText(group.high ?? 1)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function nameOf(key: Group["key"], none: string, rigAlone: string): string {
  if (key.measurement === "") return rigAlone;
  if (key.name !== undefined) return `${key.name} · ${key.operation}`;
  return Object.values(key)
    .map((value) => value || none)
    .join(" · ");
}
