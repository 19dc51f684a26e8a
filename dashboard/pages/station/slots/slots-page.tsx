/** The fixtures of one station alone on the screen, for a display on the wall. */
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { StationDetail } from "../../../app/contract.ts";
import { useLive } from "../../../live/use-live.ts";
import { EmptyNote } from "../../../parts/notice.tsx";
import { QueryView } from "../../../parts/query-view.tsx";
import { useStation } from "../scan/station-query.ts";
import { LostLock } from "./lost-lock.tsx";
import { SlotGrid } from "./slot-grid.tsx";
import "../station.css";

/** The page of the station in the address. */
export function SlotsPage() {
  const { id } = useParams({ strict: false });
  const { t } = useTranslation();
  const query = useStation(id ?? "");
  return (
    <div className="station slots-page">
      <LostLock>
        <QueryView query={query} what={t("slots.label")}>
          {(station) => <Fixtures station={station} />}
        </QueryView>
      </LostLock>
    </div>
  );
}

function Fixtures({ station }: { readonly station: StationDetail }) {
  const { t } = useTranslation();
  const rigs = useLive((state) => state.rigs);
  const own = rigs.filter(({ name, slots }) => {
    return slots !== undefined && station.rigs.some((rig) => rig.name === name);
  });
  return (
    <>
      <header className="slots-head">
        <h1>{t("slots.title", { station: station.title })}</h1>
        <Link className="tap-link" to="/stations/$id" params={{ id: station.id }}>
          {t("slots.back")}
        </Link>
      </header>
      {own.length === 0 ? <EmptyNote title={t("slots.none")} hint={t("slots.noneHint")} /> : null}
      {own.map((rig) => (
        <SlotGrid key={rig.name} rig={rig} station={station} />
      ))}
    </>
  );
}
