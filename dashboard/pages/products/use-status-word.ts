import { useTranslation } from "react-i18next";
import { controlled } from "../../messages/en/records/controlled.ts";

type Status = keyof typeof controlled.controlledStatus;

/** The word for a state of controlled data; the code itself where there is no word for it. */
export function useStatusWord(): (status: string) => string {
  const { t } = useTranslation();
  return (status) => (isStatus(status) ? t(`controlledStatus.${status}`) : status);
}

function isStatus(status: string): status is Status {
  return Object.hasOwn(controlled.controlledStatus, status);
}
