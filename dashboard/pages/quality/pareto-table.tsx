import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ParetoAnswer } from "../../app/contract.ts";
import { formatCount } from "../../measure/number-format.ts";
import { OpenCaseLink } from "../../parts/open-case-link.tsx";
import { TableScroll } from "../../parts/page.tsx";
import { caseOf } from "./case-about.ts";
import { ShareBar } from "./charts/share-bar.tsx";
import { useQuestion } from "./frame.tsx";
import { RowsLink } from "./rows-link.tsx";
import type { QualitySearch } from "./search.ts";
import { shareText } from "./share-text.ts";

interface ParetoTableProps {
  readonly items: ParetoAnswer["items"];
  readonly search: QualitySearch;
}

/** The most frequent cause first; each opens its runs, and the page of its values. */
export function ParetoTable({ items, search }: ParetoTableProps) {
  const { t } = useTranslation();
  let cumulative = 0;
  return (
    <TableScroll label={t("quality.top")}>
      <table className="rows pareto-table">
        <thead>
          <tr>
            <th>{t("quality.measurement")}</th>
            <th>{t("quality.operation")}</th>
            <th className="right">{t("quality.causing")}</th>
            <th>{t("quality.share")}</th>
            <th className="right">{t("quality.cumulative")}</th>
            <th className="right">{t("quality.failing")}</th>
            <th>{t("cases.title")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => {
            cumulative += item.share;
            const { operation, partNumber, measurement } = item;
            return (
              <tr key={JSON.stringify([operation, partNumber, measurement])}>
                <th scope="row">
                  <MeasurementName item={item} search={search} />
                </th>
                <td>
                  {operation} · {partNumber}
                </td>
                <td className="right num">
                  <RowsLink address={item.rows}>{formatCount(item.causing)}</RowsLink>
                </td>
                <td className="num pareto-share">
                  {shareText(item.share)} <ShareBar share={item.share} />
                </td>
                <td className="right num">{shareText(Math.min(1, cumulative))}</td>
                <td className="right num">
                  <RowsLink address={item.failingRows}>{formatCount(item.failing)}</RowsLink>
                </td>
                <td>
                  <OpenAbout item={item} search={search} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </TableScroll>
  );
}

interface NameProps {
  readonly item: ParetoAnswer["items"][number];
  readonly search: QualitySearch;
}

function OpenAbout({ item, search }: NameProps) {
  const { t } = useTranslation();
  const question = useQuestion(search);
  const { operation, partNumber, measurement, causing } = item;
  const name = item.name || t("quality.rigAlone");
  const about = {
    ...caseOf({ ...question, operation, partNumber, measurement: measurement || undefined }),
    title: t("cases.aboutMeasurement", { name, operation }),
    description: t("cases.aboutMeasurementText", { causing: formatCount(causing) }),
  };
  return (
    <OpenCaseLink about={about} label={t("cases.openAboutValue", { value: name })} isSmall>
      {t("cases.openShort")}
    </OpenCaseLink>
  );
}

function MeasurementName({ item, search }: NameProps) {
  const { t } = useTranslation();
  const { operation, partNumber, measurement, name } = item;
  if (measurement === "") return <span className="muted">{t("quality.rigAlone")}</span>;
  return (
    <Link to="/quality/measurement" search={{ ...search, operation, partNumber, measurement }}>
      {name}
    </Link>
  );
}
