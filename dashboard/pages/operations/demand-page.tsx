/** What customers want, which orders cover it, and a file of it taken in. */
import { Button, NativeSelect } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { DemandView } from "../../app/contract.ts";
import { productsQuery } from "../../app/queries.ts";
import { formatCount } from "../../measure/number-format.ts";
import { Section, TableScroll } from "../../parts/page.tsx";
import { QueryView } from "../../parts/query-view.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { OperationsFrame } from "./frame.tsx";
import { ImportDemand } from "./import-demand.tsx";
import { demandQuery } from "./queries.ts";

/** Lines by date, of one product or all. */
export function DemandPage() {
  const { t } = useTranslation();
  const { partNumber } = useSearch({ from: "/demand" });
  const query = useInfiniteQuery(demandQuery(partNumber));
  return (
    <OperationsFrame title={t("operations.demandTitle")} lead={t("operations.demandLead")}>
      <Section title={t("demand.title")} hint={t("demand.hint")} aside={<ProductChoice />}>
        <QueryView query={query} what={t("demand.title")}>
          {({ pages }) =>
            pages[0]?.items.length === 0 ? (
              <p className="section-body muted">{t("demand.empty")}</p>
            ) : (
              <DemandTable items={pages.flatMap(({ items }) => items)} />
            )
          }
        </QueryView>
        {query.hasNextPage ? (
          <div className="section-body">
            <Button variant="default" onClick={() => void query.fetchNextPage()}>
              {t("operations.more")}
            </Button>
          </div>
        ) : null}
      </Section>
      <ImportDemand />
    </OperationsFrame>
  );
}

function ProductChoice() {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: "/demand" });
  const { partNumber = "" } = useSearch({ from: "/demand" });
  const products = useQuery(productsQuery).data?.items ?? [];
  return (
    <NativeSelect
      aria-label={t("column.part")}
      value={partNumber}
      onChange={({ target: { value } }) =>
        void navigate({ search: value === "" ? {} : { partNumber: value }, replace: true })
      }
      data={[
        { value: "", label: t("operations.anyProduct") },
        ...products.map((product) => product.partNumber),
      ]}
    />
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
            <th>{t("operations.customer")}</th>
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
              <td>{line.customer}</td>
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
      <Link to="/orders/$id" params={{ id: orderId }}>
        {orderId}
      </Link>{" "}
      {formatCount(quantity)}
      {late ? ` (${t("demand.late")})` : ""}{" "}
    </span>
  ));
}
