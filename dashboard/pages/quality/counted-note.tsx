import { useTranslation } from "react-i18next";
import type { YieldAnswer } from "../../app/contract.ts";
import { useTimeFormat } from "../../parts/use-time.ts";

const REASONS = [
  ...(["reference", "withoutUnit", "engineering", "simulated"] as const),
  ...(["uninvited", "invalidated"] as const),
] as const;

interface CountedNoteProps {
  readonly policy: YieldAnswer["policy"];
  readonly from?: string | undefined;
  readonly zone: string;
  readonly excluded?: YieldAnswer["excluded"];
}

/** How the numbers of a page were counted, and what is in none of them. */
export function CountedNote({ policy, from, zone, excluded }: CountedNoteProps) {
  const { t } = useTranslation();
  const format = useTimeFormat("date-time");
  const { title, version, definition } = policy;
  const list = REASONS.filter((reason) => (excluded?.[reason] ?? 0) > 0).map((reason) =>
    t(`quality.excluded.${reason}`, { count: excluded?.[reason] ?? 0 }),
  );
  return (
    <p className="quality-counted muted">
      <strong>{t("quality.counted", { title, version })}</strong> {definition}{" "}
      {from === undefined
        ? t("quality.windowAll", { zone })
        : t("quality.windowFrom", { from: format(from), zone })}{" "}
      {list.length === 0 ? null : t("quality.excluded", { list: list.join(", ") })}
    </p>
  );
}
