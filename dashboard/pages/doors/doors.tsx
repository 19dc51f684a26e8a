/** The first page's four doors: each persona's question, today's one number, the way in. */
import { useQuery } from "@tanstack/react-query";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { EquipmentView } from "../../app/contract.ts";
import { boardQuery } from "../../app/queries.ts";
import { useLive } from "../../live/use-live.ts";
import { formatCount, formatShare } from "../../measure/number-format.ts";
import { equipmentQuery, weekYieldQuery } from "./queries.ts";
import "./doors.css";

/** Four cards in a row, two on a tablet, one under another on a phone. */
export function Doors() {
  const { t } = useTranslation();
  return (
    <nav className="doors" aria-label={t("doors.title")}>
      <TechnicianDoor />
      <QualityDoor />
      <OperationsDoor />
      <ComplianceDoor />
    </nav>
  );
}

interface DoorProps {
  readonly name: string;
  readonly asks: string;
  readonly number: string;
  readonly note: ReactNode;
  readonly to: NonNullable<LinkProps["to"]>;
}

function Door({ name, asks, number, note, to }: DoorProps) {
  return (
    <Link to={to} className="door">
      <span className="door-name">{name}</span>
      <span className="door-asks">{asks}</span>
      <strong className="door-number">{number}</strong>
      <span className="door-note">{note}</span>
    </Link>
  );
}

function TechnicianDoor() {
  const { t } = useTranslation();
  const rigs = useLive((state) => state.rigs);
  const latest = useLive((state) => state.recent[0]);
  const ready = rigs.filter(({ link }) => link === "connected").length;
  const note =
    latest === undefined
      ? t("doors.technicianNone")
      : t("doors.technicianNote", {
          serial: latest.serialNumber ?? latest.rig,
          outcome: t(`outcome.${latest.outcome}`),
        });
  return (
    <Door
      name={t("doors.technician")}
      asks={t("doors.technicianAsks")}
      number={t("doors.technicianNumber", { ready, all: rigs.length })}
      note={note}
      to="/station"
    />
  );
}

function QualityDoor() {
  const { t } = useTranslation();
  const { data, isError } = useQuery(weekYieldQuery);
  const total = data?.total;
  const waiting = isError ? t("doors.unread") : t("doors.reading");
  return (
    <Door
      name={t("doors.quality")}
      asks={t("doors.qualityAsks")}
      number={
        total === undefined
          ? waiting
          : total.yield === undefined
            ? t("doors.qualityNone")
            : t("doors.qualityNumber", { yield: formatShare(total.yield) })
      }
      note={
        total === undefined
          ? ""
          : t("doors.qualityNote", { passed: formatCount(total.passed), n: formatCount(total.n) })
      }
      to="/quality"
    />
  );
}

function OperationsDoor() {
  const { t } = useTranslation();
  const { data, isError } = useQuery(boardQuery);
  const order = data?.items.find(({ status }) => status === "in_progress") ?? data?.items[0];
  const waiting = isError ? t("doors.unread") : t("doors.reading");
  const late = data?.today.late ?? 0;
  return (
    <Door
      name={t("doors.operations")}
      asks={t("doors.operationsAsks")}
      number={
        data === undefined
          ? waiting
          : order === undefined
            ? t("doors.operationsNone")
            : t("doors.operationsLate", { late: formatCount(late), count: data.items.length })
      }
      note={
        order === undefined
          ? ""
          : t("doors.operationsNote", {
              order: order.id,
              failed: formatCount(order.counts.failed),
            })
      }
      to="/orders"
    />
  );
}

const IN_CALIBRATION: ReadonlySet<EquipmentView["status"]> = new Set(["valid", "due_soon"]);

function ComplianceDoor() {
  const { t } = useTranslation();
  const { data, isError } = useQuery(equipmentQuery);
  const head = useLive((state) => state.ledgerHead);
  const waiting = isError ? t("doors.unread") : t("doors.reading");
  const count = data?.items.filter(({ status }) => !IN_CALIBRATION.has(status)).length;
  return (
    <Door
      name={t("doors.compliance")}
      asks={t("doors.complianceAsks")}
      number={count === undefined ? waiting : t("doors.complianceNumber", { count })}
      note={t("doors.complianceNote", { entries: formatCount(head) })}
      to="/compliance"
    />
  );
}
