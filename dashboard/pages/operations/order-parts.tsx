/** Where the units of an order are: a bar, and a number for each part that opens its units. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { OrderView } from "../../app/contract.ts";
import { formatCount } from "../../measure/number-format.ts";

const PARTS = [
  ...(["good", "inProcess", "failed", "rework", "hold", "scrap", "notStarted"] as const),
] as const;
const PLACE_OF = {
  ...({ good: "good", inProcess: "in_process", failed: "failed" } as const),
  ...({ rework: "rework", hold: "hold", scrap: "scrap", notStarted: "not_started" } as const),
} as const;
type Counted = Pick<OrderView, "id" | "quantity" | "counts">;

/** A part that is there is at least two pixels wide, however large the order. */
export function OrderBar({ order }: { order: Counted }) {
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

/** Each part with its units. */
export function OrderParts({ order }: { order: Counted }) {
  const { t } = useTranslation();
  return (
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
  );
}

/** That the parts are the quantity, or that they are not. */
export function OrderSum({ order }: { order: Counted }) {
  const { t } = useTranslation();
  const sum = PARTS.reduce((total, part) => total + order.counts[part], 0);
  const counts = {
    parts: PARTS.map((part) => formatCount(order.counts[part])).join(" + "),
    sum: formatCount(sum),
    quantity: formatCount(order.quantity),
  };
  const isWhole = sum === order.quantity;
  return (
    <p className={isWhole ? "muted num" : "order-wrong num"}>
      {isWhole ? t("orders.sum", counts) : t("orders.sumWrong", counts)}
    </p>
  );
}

/** How many; where there are any, the way to them. */
function PartCount({ order, part }: { order: Counted; part: (typeof PARTS)[number] }) {
  const { t } = useTranslation();
  const count = order.counts[part];
  if (count === 0) return formatCount(count);
  const label = t("orders.partOf", { part: t(`orders.${part}`), order: order.id });
  return (
    <Link
      to="/orders/$id"
      params={{ id: order.id }}
      search={{ place: PLACE_OF[part] }}
      hash="matrix"
      aria-label={`${formatCount(count)}, ${label}`}
    >
      {formatCount(count)}
    </Link>
  );
}
