import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { YieldAnswer } from "../../app/contract.ts";
import { formatCount } from "../../measure/number-format.ts";
import { TableScroll } from "../../parts/page.tsx";
import { IntervalBar, scaleFrom } from "./charts/interval-bar.tsx";
import { RowsLink } from "./rows-link.tsx";
import type { QualitySearch } from "./search.ts";
import { shareText } from "./share-text.ts";

interface YieldTableProps {
  readonly answer: YieldAnswer;
  readonly title: string;
  readonly search: QualitySearch;
}

/** One row a group, on one scale; the group narrows the page, its numbers open the rows. */
export function YieldTable({ answer, title, search }: YieldTableProps) {
  const { t } = useTranslation();
  const { items, total } = answer;
  const from = scaleFrom(items);
  const all = items.length > 1 ? [...items, { ...total, key: {} }] : items;
  return (
    <TableScroll label={title}>
      <table className="rows yield-table">
        <thead>
          <tr>
            <th>{title}</th>
            <th className="right">{t("quality.yield")}</th>
            <th className="yield-scale">
              {shareText(from)} – {shareText(1)}
            </th>
            <th className="right">{t("quality.interval")}</th>
            <th className="right">{t("quality.counts")}</th>
            <th className="right">{t("quality.lost")}</th>
          </tr>
        </thead>
        <tbody>
          {all.map((item) => (
            <YieldRow key={JSON.stringify(item.key)} {...{ item, from, search }} />
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

interface YieldRowProps {
  readonly item: YieldAnswer["items"][number];
  readonly from: number;
  readonly search: QualitySearch;
}

function YieldRow({ item, from, search }: YieldRowProps) {
  const { t } = useTranslation();
  const { key, n, passed, low = 0, high = 1, yield: share = 0, rows, lostRows } = item;
  const name = Object.values(key).map((value) => value || t("quality.none"));
  return (
    <tr>
      <th scope="row">
        {name.length === 0 ? (
          t("quality.all")
        ) : (
          <Link to="/quality" search={{ ...search, ...key }}>
            {name.join(" · ")}
          </Link>
        )}
      </th>
      <td className="right num strong">{shareText(share)}</td>
      <td className="yield-scale">
        <IntervalBar value={share} low={low} high={high} from={from} />
      </td>
      <td className="right num">
        {shareText(low)} – {shareText(high)}
      </td>
      <td className="right num">
        <RowsLink address={rows}>
          {t("quality.of", { passed: formatCount(passed), n: formatCount(n) })}
        </RowsLink>
      </td>
      <td className="right num">
        <RowsLink address={lostRows}>{formatCount(n - passed)}</RowsLink>
      </td>
    </tr>
  );
}
