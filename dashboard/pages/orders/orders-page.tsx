/** Orders: where each unit is; the parts always sum to the quantity, and it shows. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { OrderView } from "../../app/contract.ts";
import { ordersQuery } from "../../app/queries.ts";
import { formatCount } from "../../measure/number-format.ts";
import { EmptyNote } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { QueryView } from "../../parts/query-view.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { useWord } from "../../parts/use-word.ts";
import { DemandSection } from "./demand-section.tsx";
import "./orders.css";

const PARTS = [
  ...(["good", "inProcess", "failed", "rework", "hold", "scrap", "notStarted"] as const),
] as const;
/** A unit that was not started is not there yet: nothing to open. */
const PLACE_OF = {
  ...({ good: "good", inProcess: "in_process", failed: "failed" } as const),
  ...({ rework: "rework", hold: "hold", scrap: "scrap" } as const),
} as const;

/** Each order with its parts and their sum. */
export function OrdersPage() {
  const { t } = useTranslation();
  const query = useQuery(ordersQuery);
  return (
    <Page title={t("orders.title")} lead={t("orders.lead")}>
      <QueryView query={query} what={t("orders.title")}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyNote title={t("orders.empty")} hint={t("orders.emptyHint")} />
          ) : (
            <div className="orders">
              {items.map((order) => (
                <Order key={order.id} order={order} />
              ))}
            </div>
          )
        }
      </QueryView>
      <DemandSection />
    </Page>
  );
}

function Order({ order }: { order: OrderView }) {
  const { t } = useTranslation();
  const word = useWord();
  const sum = PARTS.reduce((total, part) => total + order.counts[part], 0);
  const counts = {
    parts: PARTS.map((part) => formatCount(order.counts[part])).join(" + "),
    sum: formatCount(sum),
    quantity: formatCount(order.quantity),
  };
  return (
    <article className="section order" id={order.id} aria-labelledby={`order-${order.id}`}>
      <header className="section-head">
        <div>
          <h2 id={`order-${order.id}`}>{order.id}</h2>
          <p className="muted">
            <Link to="/products" hash={order.partNumber}>
              {order.partNumber}
            </Link>{" "}
            {order.revision} · {word("orderStatus", order.status)}
          </p>
        </div>
        <p className="order-due">
          <span className="caption">{t("orders.due")}</span>{" "}
          {order.dueAt === undefined ? (
            t("orders.noDue")
          ) : (
            <TimeText at={order.dueAt} detail="date" />
          )}
        </p>
      </header>
      <div className="section-body">
        <OrderBar order={order} />
        <dl className="order-parts">
          {PARTS.map((part) => (
            <div key={part} className={`order-part is-part-${part}`}>
              <dt>
                <span className="order-key" aria-hidden="true" />
                {t(`orders.${part}`)}
              </dt>
              <dd className="num">
                <PartCount order={order} part={part} />
              </dd>
            </div>
          ))}
        </dl>
        <AtOperations order={order} />
        <OrderLinks orderId={order.id} />
        <p className={sum === order.quantity ? "muted num" : "order-wrong num"}>
          {sum === order.quantity ? t("orders.sum", counts) : t("orders.sumWrong", counts)}
        </p>
      </div>
    </article>
  );
}

/** Those in process by the operation they are at; they sum to the part. */
function AtOperations({ order }: { order: OrderView }) {
  const { t } = useTranslation();
  if (order.counts.atOperation.length === 0) return null;
  return (
    <p className="order-at">
      {order.counts.atOperation.map(({ operation, units }) => (
        <Link
          key={operation}
          to="/units"
          search={{ orderId: order.id, place: "in_process", atOperation: operation }}
        >
          {t("orders.at", { operation })} <strong className="num">{formatCount(units)}</strong>
        </Link>
      ))}
    </p>
  );
}

function OrderLinks({ orderId }: { orderId: string }) {
  const { t } = useTranslation();
  return (
    <p>
      <Link to="/units" search={{ orderId }}>
        {t("orders.units")}
      </Link>{" "}
      ·{" "}
      <Link to="/runs" search={{ orderId }}>
        {t("orders.runs")}
      </Link>
    </p>
  );
}

/** How many; where there are any, the way to them. */
function PartCount({ order, part }: { order: OrderView; part: (typeof PARTS)[number] }) {
  const { t } = useTranslation();
  const count = order.counts[part];
  if (part === "notStarted" || count === 0) return formatCount(count);
  const label = t("orders.partOf", { part: t(`orders.${part}`), order: order.id });
  return (
    <Link
      to="/units"
      search={{ orderId: order.id, place: PLACE_OF[part] }}
      aria-label={`${formatCount(count)}, ${label}`}
    >
      {formatCount(count)}
    </Link>
  );
}

/** A part that is there is at least two pixels wide, however large the order. */
function OrderBar({ order }: { order: OrderView }) {
  return (
    <div className="order-bar" aria-hidden="true">
      {PARTS.map((part) =>
        order.counts[part] === 0 ? null : (
          <span
            key={part}
            className={`is-part-${part}`}
            style={{ flexGrow: order.counts[part] / order.quantity }}
          />
        ),
      )}
    </div>
  );
}
