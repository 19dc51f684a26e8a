import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { RunSummary } from "../app/contract.ts";

/** The serial number of a run, leading to the unit where one is known. */
export function SerialLink({ run }: { run: Pick<RunSummary, "serialNumber" | "unitId"> }) {
  const { t } = useTranslation();
  if (run.serialNumber === undefined) return <span className="muted">{t("station.noSerial")}</span>;
  if (run.unitId === undefined) return <span className="mono">{run.serialNumber}</span>;
  return (
    <Link className="mono" to="/units/$id" params={{ id: run.unitId }}>
      {run.serialNumber}
    </Link>
  );
}
