import { useTranslation } from "react-i18next";
import type { RigView } from "../app/contract.ts";
import { useLostSince } from "../live/use-live.ts";
import { useTimeFormat } from "./use-time.ts";
import "./rig-link.css";

/** The state of the link to a rig: shape, word and colour; not known while nobody says it. */
export function RigLink({ link }: { link: RigView["link"] }) {
  const { t } = useTranslation();
  const since = useLostSince();
  const format = useTimeFormat("minutes");
  if (since !== undefined) {
    return (
      <span className="rig-link is-unknown">
        <span className="rig-link-mark" aria-hidden="true" />
        {t("rigLink.unknown", { time: format(since) })}
      </span>
    );
  }
  return (
    <span className={`rig-link is-${link}`}>
      <span className="rig-link-mark" aria-hidden="true" />
      {t(`rigLink.${link}`)}
    </span>
  );
}
