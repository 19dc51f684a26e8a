/** How late an order is, in words; what is not known is said so. */
import { useTranslation } from "react-i18next";
import type { FinishView } from "../../app/contract.ts";
import { asRead } from "../../measure/number-format.ts";
import { TimeText } from "../../parts/time-text.tsx";

const DAY_MS = 86_400_000;

/** Of one order. */
export interface FinishTextProps {
  readonly finish: Omit<FinishView, "inputs">;
  readonly dueAt?: string | undefined;
}

/** The expected day, or why there is none. */
export function ExpectedText({ finish }: Pick<FinishTextProps, "finish">) {
  const { t } = useTranslation();
  if (finish.p50 === undefined) return t(`operations.finishState.${finish.state}`);
  return <TimeText at={finish.p50} detail="date" />;
}

/** Days between the due date and what is expected; nothing where one of the two is missing. */
export function LateText({ finish, dueAt }: FinishTextProps) {
  const { t } = useTranslation();
  if (finish.p50 === undefined || dueAt === undefined) return null;
  const days = (Date.parse(finish.p50) - Date.parse(dueAt)) / DAY_MS;
  const text = asRead(Math.abs(days).toFixed(1));
  if (days <= 0) return <span className="muted">{t("operations.earlyBy", { days: text })}</span>;
  return (
    <strong className="is-late">
      <span aria-hidden="true">◆</span> {t("operations.lateBy", { days: text })}
    </strong>
  );
}

/** "4 %"; what is above 0 and below 1 % is not told as nothing. */
export function chanceText(share: number): string {
  if (share > 0 && share < 0.01) return "< 1 %";
  if (share < 1 && share > 0.99) return "> 99 %";
  return `${Math.round(share * 100)} %`;
}
