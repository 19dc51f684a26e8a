/** The gate to the outside, and what left by it. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ShipmentView } from "../../../app/contract.ts";
import { formatCount } from "../../../measure/number-format.ts";
import { PagedList } from "../../../parts/lists/paged-list.tsx";
import { EmptyNote } from "../../../parts/notice.tsx";
import { Section } from "../../../parts/page.tsx";
import { QueryView } from "../../../parts/query-view.tsx";
import { TimeText } from "../../../parts/time-text.tsx";
import { OperationsFrame } from "../frame.tsx";
import { shipmentQuery, shipmentsQuery } from "../queries.ts";
import { Gate } from "./gate.tsx";

/** Both on one page: what was just shipped is seen. */
export function ShipmentsPage() {
  const { t } = useTranslation();
  const query = useInfiniteQuery(shipmentsQuery);
  return (
    <OperationsFrame title={t("operations.shipments")} lead={t("operations.shipmentsLead")}>
      <Gate />
      <Section title={t("operations.shippedList")}>
        <PagedList query={query} what={t("operations.shipments")}>
          {(items) => <Shipments items={items} />}
        </PagedList>
      </Section>
    </OperationsFrame>
  );
}

function Shipments({ items }: { items: readonly ShipmentView[] }) {
  const { t } = useTranslation();
  if (items.length === 0) {
    return (
      <div className="section-body">
        <EmptyNote title={t("operations.noShipments")} hint={t("operations.noShipmentsHint")} />
      </div>
    );
  }
  return (
    <ul className="plain-list section-body">
      {items.map((shipment) => (
        <Shipment key={shipment.id} shipment={shipment} />
      ))}
    </ul>
  );
}

/** Its units are read when somebody opens it. */
function Shipment({ shipment }: { shipment: ShipmentView }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const { id, reference, customer, units, shippedAt, shippedBy } = shipment;
  return (
    <li>
      <details
        className="operations-details"
        onToggle={(event) => setOpen(event.currentTarget.open)}
      >
        <summary>
          <strong>{reference}</strong>
          {customer === undefined ? "" : ` · ${customer}`} ·{" "}
          {t("operations.barUnits", { count: units })} ·{" "}
          <TimeText at={shippedAt} detail="date-time" /> · {shippedBy}
        </summary>
        {isOpen ? <Units id={id} /> : null}
      </details>
    </li>
  );
}

function Units({ id }: { id: string }) {
  const { t } = useTranslation();
  const query = useQuery(shipmentQuery(id));
  return (
    <QueryView query={query} what={t("operations.units")}>
      {({ unitList }) => (
        <ul
          className="gate-units"
          aria-label={`${t("operations.units")} ${formatCount(unitList.length)}`}
        >
          {unitList.map(({ unitId, serialNumber, status }) => (
            <li key={unitId}>
              <Link to="/units/$id" params={{ id: unitId }} className="mono">
                {serialNumber}
              </Link>{" "}
              <span className="muted">{t(`unitStatus.${status}`)}</span>
            </li>
          ))}
        </ul>
      )}
    </QueryView>
  );
}
