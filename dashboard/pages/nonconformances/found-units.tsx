import { useTranslation } from "react-i18next";
import { formatCount } from "../../measure/number-format.ts";

/** What a containment would hold, as the API answers it. */
export interface Found {
  readonly items: readonly { readonly id: string; readonly serialNumber: string }[];
  readonly count: number;
  readonly gone: number;
}

/** How many units fit, which of them a hold no longer reaches, and their serial numbers. */
export function FoundUnits({ found }: { found: Found }) {
  const { t } = useTranslation();
  const { items, count, gone } = found;
  return (
    <>
      <p role="status">
        <strong>{t("cases.found", { count })}</strong>{" "}
        {gone === 0 ? null : t("cases.foundGone", { count: gone })}
      </p>
      <p className="mono case-serials">{items.map(({ serialNumber }) => serialNumber).join(" ")}</p>
      {count > items.length ? (
        <p className="muted">{t("cases.foundFirst", { shown: formatCount(items.length) })}</p>
      ) : null}
    </>
  );
}
