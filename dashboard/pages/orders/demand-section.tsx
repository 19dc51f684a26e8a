/** What is wanted, and which orders cover it. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { readApi } from "../../app/api.ts";
import type { DemandView, ListPage } from "../../app/contract.ts";
import { formatCount } from "../../measure/number-format.ts";
import { Section, TableScroll } from "../../parts/page.tsx";
import { QueryView } from "../../parts/query-view.tsx";
import { TimeText } from "../../parts/time-text.tsx";

const demandQuery = queryOptions({
  queryKey: ["demand"],
  queryFn: ({ signal }) => readApi<ListPage<DemandView>>("/demand", signal),
  refetchInterval: 10_000,
});

/** Each line by date, with what covers it and what is short. */
export function DemandSection() {
  const { t } = useTranslation();
  const query = useQuery(demandQuery);
  return (
    <Section title={t("demand.title")} hint={t("demand.hint")}>
      <QueryView query={query} what={t("demand.title")}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="section-body muted">{t("demand.empty")}</p>
          ) : (
            <DemandTable items={items} />
          )
        }
      </QueryView>
    </Section>
  );
}

function DemandTable({ items }: { items: readonly DemandView[] }) {
  const { t } = useTranslation();
  return (
    <TableScroll label={t("demand.title")}>
      <table className="rows">
        <thead>
          <tr>
            <th>{t("demand.key")}</th>
            <th>{t("column.part")}</th>
            <th>{t("demand.kind")}</th>
            <th>{t("demand.due")}</th>
            <th className="right">{t("demand.quantity")}</th>
            <th>{t("demand.covered")}</th>
            <th className="right">{t("demand.short")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((line) => (
            <tr key={line.externalKey}>
              <td>{line.externalKey}</td>
              <td>{line.partNumber}</td>
              <td>{t(`demand.${line.kind}`)}</td>
              <td>
                <TimeText at={line.dueAt} detail="date" />
              </td>
              <td className="right num">{formatCount(line.quantity)}</td>
              <td>
                <Covers line={line} />
              </td>
              <td className="right num">
                {line.short === 0 ? "0" : <strong>{formatCount(line.short)}</strong>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function Covers({ line }: { line: DemandView }) {
  const { t } = useTranslation();
  if (line.allocations.length === 0) return t("demand.none");
  return line.allocations.map(({ orderId, quantity, late }) => (
    <span key={orderId} className="demand-cover">
      <Link to="/orders" hash={orderId}>
        {orderId}
      </Link>{" "}
      {formatCount(quantity)}
      {late ? ` (${t("demand.late")})` : ""}{" "}
    </span>
  ));
}
