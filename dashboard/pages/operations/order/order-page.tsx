/** One order: where its quantity is, when it will be done, what may ship, and every unit of it. */
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { OutlookAnswer } from "../../../app/contract.ts";
import { Section } from "../../../parts/page.tsx";
import { QueryView } from "../../../parts/query-view.tsx";
import { useWord } from "../../../parts/use-word.ts";
import { OperationsFrame } from "../frame.tsx";
import { OrderBar, OrderParts, OrderSum } from "../order-parts.tsx";
import { outlookQuery } from "../queries.ts";
import { BurnUp } from "./burn-up.tsx";
import { ChangeOrder } from "./change-order.tsx";
import { Finish } from "./finish.tsx";
import { Matrix } from "./matrix.tsx";
import { Waterfall } from "./waterfall.tsx";

/** The order of the address. */
export function OrderPage() {
  const { id } = useParams({ from: "/orders/$id" });
  const { t } = useTranslation();
  const query = useQuery(outlookQuery(id));
  return (
    <OperationsFrame title={id} lead={t("orders.lead")}>
      <QueryView query={query} what={id}>
        {(outlook) => (
          <>
            <Head outlook={outlook} />
            <Finish outlook={outlook} />
            <div className="columns">
              <Waterfall outlook={outlook} />
              <BurnUp outlook={outlook} />
            </div>
            <Ship outlook={outlook} />
            <ChangeOrder order={outlook.order} />
            <Matrix orderId={id} counts={outlook.order.counts} />
          </>
        )}
      </QueryView>
    </OperationsFrame>
  );
}

interface OutlookProps {
  readonly outlook: OutlookAnswer;
}

function Head({ outlook: { order } }: OutlookProps) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <section className="section order-head" aria-label={order.id}>
      <div className="section-body">
        <p>
          <Link to="/products" hash={order.partNumber}>
            {order.partNumber}
          </Link>{" "}
          {order.revision} · {word("orderStatus", order.status)} ·{" "}
          <Link to="/units" search={{ orderId: order.id }}>
            {t("orders.units")}
          </Link>{" "}
          ·{" "}
          <Link to="/runs" search={{ orderId: order.id }}>
            {t("orders.runs")}
          </Link>
        </p>
        <OrderBar order={order} />
        <OrderParts order={order} />
        <OrderSum order={order} />
      </div>
    </section>
  );
}

function Ship({ outlook: { order, ship } }: OutlookProps) {
  const { t } = useTranslation();
  return (
    <Section title={t("operations.ship")}>
      <p className="section-body order-ship">
        <Link to="/units" search={{ orderId: order.id, status: "released" }}>
          {t("operations.shipReleased", { count: ship.released })}
        </Link>
        <Link to="/units" search={{ orderId: order.id, status: "passed_all" }}>
          {t("operations.shipPassed", { count: ship.passed })}
        </Link>
        <Link to="/units" search={{ orderId: order.id, status: "shipped" }}>
          {t("operations.shipShipped", { count: ship.shipped })}
        </Link>
        <Link to="/shipments" search={{ orderId: order.id }} className="operations-way">
          {t("operations.toGate")}
        </Link>
      </p>
    </Section>
  );
}
