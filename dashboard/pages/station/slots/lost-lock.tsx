/** What is shown of a station whose gateway can not be reached takes no input: it would pretend. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLostSince } from "../../../live/use-live.ts";
import { useTimeFormat } from "../../../parts/use-time.ts";
import "./slots.css";

/** The children; locked and under a banner while nothing of them is known to hold. */
export function LostLock({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const since = useLostSince();
  const format = useTimeFormat("time");
  const isLost = since !== undefined;
  return (
    <>
      {isLost ? (
        <div className="lost-lock" role="alert">
          <strong>{t("lost.title")}</strong>
          <p>{t("lost.text")}</p>
          <p className="num">{t("lost.since", { time: format(since) })}</p>
        </div>
      ) : null}
      <div className={isLost ? "slots-body lost-locked" : "slots-body"} inert={isLost}>
        {children}
      </div>
    </>
  );
}
