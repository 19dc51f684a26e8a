import { useTranslation } from "react-i18next";
import { useWord } from "../use-word.ts";
import type { WireEvent } from "./wire-rows.ts";

/** One decoded event in a line of words: the value with its unit, or why it was none. */
export function WireEventText({ event }: { event: WireEvent }) {
  const { t } = useTranslation();
  const word = useWord();
  const text = (name: string) => String(event[name] ?? "");
  switch (event.kind) {
    case "noise":
      return <span className="wire-noise">{word("noise", text("reason"))}</span>;
    case "run-started":
      return (
        <span className="wire-run">
          {t("wire.started")} {text("serialNumber")}
        </span>
      );
    case "run-finished":
      return (
        <span className="wire-run">
          {t("wire.finished")} {text("reported")}
        </span>
      );
    default:
      return (
        <span className={event.quality === "good" ? undefined : "wire-noise"}>
          {text("channel")} <strong className="num">{text("value")}</strong> {text("unit")}
          {event.quality === "good" ? null : ` ${text("quality")}`}
        </span>
      );
  }
}
