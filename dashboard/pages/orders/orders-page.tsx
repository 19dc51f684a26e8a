/** Orders by lateness: where each unit is, when it will be done; the parts sum, and it shows. */
import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { BoardOrder } from "../../app/contract.ts";
import { boardQuery, overOrdersQuery } from "../../app/queries.ts";
import { formatCount } from "../../measure/number-format.ts";
import { EmptyNote } from "../../parts/notice.tsx";
import { Section } from "../../parts/page.tsx";
import { QueryView } from "../../parts/query-view.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { useWord } from "../../parts/use-word.ts";
import { chanceText, ExpectedText, LateText } from "../operations/finish-text.tsx";
import { OperationsFrame } from "../operations/frame.tsx";
import { OrderBar, OrderParts, OrderSum } from "../operations/order-parts.tsx";
import { Today } from "../operations/today.tsx";
import "./orders.css";

/** Open orders, the most late first, and those that are over. */
export function OrdersPage() {
  const { t } = useTranslation();
  const query = useQuery(boardQuery);
  return (
    <OperationsFrame title={t("orders.title")} lead={t("operations.lead")}>
      <QueryView query={query} what={t("orders.title")}>
        {(board) => (
          <>
            <Today board={board} />
            {board.items.length === 0 ? (
              <EmptyNote title={t("orders.empty")} hint={t("orders.emptyHint")} />
            ) : (
              <div className="orders">
                {board.items.map((order) => (
                  <Order key={order.id} order={order} />
                ))}
              </div>
            )}
          </>
        )}
      </QueryView>
      <OverOrders />
    </OperationsFrame>
  );
}

function Order({ order }: { order: BoardOrder }) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <article className="section order" id={order.id} aria-labelledby={`order-${order.id}`}>
      <header className="section-head">
        <div>
          <h2 id={`order-${order.id}`}>
            <Link
              to="/orders/$id"
              params={{ id: order.id }}
              aria-label={t("operations.open", { order: order.id })}
            >
              {order.id}
            </Link>
          </h2>
          <p className="muted">
            <Link to="/products" hash={order.partNumber}>
              {order.partNumber}
            </Link>{" "}
            {order.revision} · {word("orderStatus", order.status)}
          </p>
        </div>
        <Dates order={order} />
      </header>
      <div className="section-body">
        <OrderBar order={order} />
        <OrderParts order={order} />
        <AtOperations order={order} />
        <OrderSum order={order} />
      </div>
    </article>
  );
}

function Dates({ order: { dueAt, finish } }: { order: BoardOrder }) {
  const { t } = useTranslation();
  return (
    <dl className="order-dates">
      <div>
        <dt className="caption">{t("operations.dueOn")}</dt>
        <dd>{dueAt === undefined ? t("orders.noDue") : <TimeText at={dueAt} detail="date" />}</dd>
      </div>
      <div>
        <dt className="caption">{t("operations.expected")}</dt>
        <dd>
          <ExpectedText finish={finish} /> <LateText finish={finish} dueAt={dueAt} />
          {finish.onTime === undefined ? null : (
            <span className="muted order-chance">
              {t("operations.onTime", { share: chanceText(finish.onTime) })}
            </span>
          )}
        </dd>
      </div>
    </dl>
  );
}

/** Those in process by the operation they are at; they sum to the part. */
function AtOperations({ order }: { order: BoardOrder }) {
  const { t } = useTranslation();
  if (order.counts.atOperation.length === 0) return null;
  return (
    <p className="order-at">
      {order.counts.atOperation.map(({ operation, units }) => (
        <Link
          key={operation}
          to="/orders/$id"
          params={{ id: order.id }}
          search={{ place: "in_process", atOperation: operation }}
          hash="matrix"
        >
          {t("orders.at", { operation })} <strong className="num">{formatCount(units)}</strong>
        </Link>
      ))}
    </p>
  );
}

function OverOrders() {
  const { t } = useTranslation();
  const word = useWord();
  const { data, hasNextPage, fetchNextPage } = useInfiniteQuery(overOrdersQuery);
  const over = data?.pages.flatMap(({ items }) => items) ?? [];
  if (over.length === 0) return null;
  return (
    <Section title={t("operations.others")}>
      <ul className="plain-list section-body">
        {over.map(({ id, partNumber, status, counts, quantity }) => (
          <li key={id}>
            <Link to="/orders/$id" params={{ id }}>
              {id}
            </Link>{" "}
            {partNumber} · {word("orderStatus", status)} ·{" "}
            <span className="num">
              {formatCount(counts.good)} / {formatCount(quantity)}
            </span>
          </li>
        ))}
      </ul>
      {hasNextPage ? (
        <div className="section-body">
          <Button variant="default" onClick={() => void fetchNextPage()}>
            {t("operations.more")}
          </Button>
        </div>
      ) : null}
    </Section>
  );
}
