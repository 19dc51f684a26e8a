/** Every unit of an order at every operation, by serial number. */
import { Button, NativeSelect } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useLocation, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { MatrixAnswer, MatrixRow } from "../../../app/contract.ts";
import { formatCount } from "../../../measure/number-format.ts";
import { EmptyNote, ReadingNote } from "../../../parts/notice.tsx";
import { OutcomeMark } from "../../../parts/outcome.tsx";
import { Section, TableScroll } from "../../../parts/page.tsx";
import { ProblemPanel } from "../../../parts/problem-panel.tsx";
import { matrixQuery } from "../queries.ts";
import { MATRIX_PLACES } from "../search.ts";

interface MatrixProps {
  readonly orderId: string;
  readonly counts: MatrixAnswer["counts"];
}

/** Narrowed by what the address says; two hundred rows at once. */
export function Matrix({ orderId, counts }: MatrixProps) {
  const { t } = useTranslation();
  const search = useSearch({ from: "/orders/$id" });
  const query = useInfiniteQuery(matrixQuery(orderId, search));
  const [first] = query.data?.pages ?? [];
  // It is there after the page: a link to it from elsewhere finds it when it comes.
  const place = useRef<HTMLDivElement>(null);
  const { hash } = useLocation();
  useEffect(() => {
    if (hash === "matrix") place.current?.scrollIntoView();
  }, [hash]);
  return (
    <div id="matrix" ref={place}>
      <Section
        title={t("operations.matrix")}
        hint={t("operations.matrixHint")}
        aside={<Filters orderId={orderId} counts={counts} columns={first?.operations ?? []} />}
      >
        {query.data === undefined || first === undefined ? (
          query.isError ? (
            <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />
          ) : (
            <ReadingNote what={t("operations.matrix")} />
          )
        ) : (
          <>
            <Rows operations={first.operations} rows={query.data.pages.flatMap((p) => p.items)} />
            <div className="section-body operations-more">
              {query.hasNextPage ? (
                <Button
                  variant="default"
                  disabled={query.isFetchingNextPage}
                  onClick={() => void query.fetchNextPage()}
                >
                  {t("operations.more")}
                </Button>
              ) : null}
              {first.unnamed === 0 ? null : (
                <span>{t("operations.matrixUnnamed", { count: first.unnamed })}</span>
              )}
            </div>
          </>
        )}
      </Section>
    </div>
  );
}

interface FiltersProps extends MatrixProps {
  readonly columns: readonly string[];
}

function Filters({ orderId, counts, columns }: FiltersProps) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: "/orders/$id" });
  const { place = "", atOperation = "" } = useSearch({ from: "/orders/$id" });
  const go = (change: { place?: string; atOperation?: string }) => {
    const given = Object.entries({ place, atOperation, ...change });
    const next = Object.fromEntries(given.filter(([, value]) => value !== ""));
    void navigate({ params: { id: orderId }, search: next, replace: true, resetScroll: false });
  };
  const of = {
    ...{ not_started: counts.notStarted, in_process: counts.inProcess, failed: counts.failed },
    ...{ rework: counts.rework, hold: counts.hold, good: counts.good, scrap: counts.scrap },
  };
  return (
    <div className="operations-filters">
      <NativeSelect
        aria-label={t("operations.filter")}
        value={place}
        onChange={(event) => go({ place: event.target.value })}
        data={[
          { value: "", label: t("operations.allUnits") },
          ...MATRIX_PLACES.map((each) => ({
            value: each,
            label: `${t(`operations.place.${each}`)} (${formatCount(of[each])})`,
          })),
        ]}
      />
      <NativeSelect
        aria-label={t("operations.atOperation")}
        value={atOperation}
        onChange={(event) => go({ atOperation: event.target.value })}
        data={[{ value: "", label: t("operations.anyOperation") }, ...columns]}
      />
    </div>
  );
}

interface RowsProps {
  readonly operations: readonly string[];
  readonly rows: readonly MatrixRow[];
}

function Rows({ operations, rows }: RowsProps) {
  const { t } = useTranslation();
  if (rows.length === 0) {
    return <EmptyNote title={t("operations.matrixEmpty")} hint={t("operations.matrixEmptyHint")} />;
  }
  return (
    <TableScroll label={t("operations.matrix")}>
      <table className="rows matrix">
        <thead>
          <tr>
            <th>{t("column.serial")}</th>
            {operations.map((operation) => (
              <th key={operation}>{operation}</th>
            ))}
            <th>{t("operations.where")}</th>
            <th>{t("operations.waitsFor")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.serialNumber} row={row} operations={operations} />
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function Row({ row, operations }: { row: MatrixRow; operations: readonly string[] }) {
  const { t } = useTranslation();
  const { serialNumber, unitId, place, cells, waitsFor, holdReason, atOperation = "" } = row;
  return (
    <tr>
      <th scope="row" className="mono">
        {unitId === undefined ? (
          <span className="muted">{serialNumber}</span>
        ) : (
          <Link to="/units/$id" params={{ id: unitId }}>
            {serialNumber}
          </Link>
        )}
      </th>
      {operations.map((operation) => (
        <td key={operation}>
          <Cell cell={cells.find((each) => each.operation === operation)} />
        </td>
      ))}
      <td>{t(`operations.place.${place}`)}</td>
      <td>
        {holdReason === undefined
          ? t(`operations.waits.${waitsFor}`, { operation: atOperation })
          : t("operations.heldFor", { reason: holdReason })}
      </td>
    </tr>
  );
}

function Cell({ cell }: { cell: MatrixRow["cells"][number] | undefined }) {
  const { t } = useTranslation();
  if (cell === undefined || (cell.state === "open" && cell.attempts === 0)) {
    return <span className="muted">–</span>;
  }
  const { state, attempts, runId } = cell;
  const words = state === "open" ? t("operations.notBegun") : t(`outcome.${state}`);
  const text = (
    <>
      {state === "open" ? null : <OutcomeMark outcome={state} />} {words}
    </>
  );
  return (
    <span className="matrix-cell">
      {runId === undefined ? (
        text
      ) : (
        <Link to="/runs/$id" params={{ id: runId }}>
          {text}
        </Link>
      )}
      {attempts > 1 ? (
        <span className="muted num">{t("operations.attempts", { count: attempts })}</span>
      ) : null}
    </span>
  );
}
