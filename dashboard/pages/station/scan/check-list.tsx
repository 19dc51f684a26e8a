/** Every interlock with what it found; those that hold the unit back come first and large. */
import { useTranslation } from "react-i18next";
import type { CheckView, NextTestView } from "../../../app/contract.ts";

type Shown = "ok" | "warned" | "refused" | "unknown";
const MARK: Readonly<Record<Shown, string>> = { ok: "✓", warned: "!", refused: "✕", unknown: "?" };

/** The answer to one scan. */
export function CheckList({ next }: { readonly next: NextTestView }) {
  const { t } = useTranslation();
  const { checks, serialNumber: serial } = next;
  const holding = checks.filter(({ result }) => result !== "ok");
  const passing = checks.filter(({ result }) => result === "ok");
  return (
    <section aria-label={t("scan.checks")}>
      {next.mayArm ? null : (
        <p className="check-verdict" role="alert">
          {t("scan.refused", { count: holding.length, serial })}
        </p>
      )}
      <ol className="checks">
        {[...holding, ...passing].map((check) => (
          <CheckRow key={check.check} check={check} />
        ))}
      </ol>
    </section>
  );
}

function CheckRow({ check }: { readonly check: CheckView }) {
  const { t } = useTranslation();
  const shown: Shown = check.result === "ok" && check.warned === true ? "warned" : check.result;
  return (
    <li className={`check is-${shown}`}>
      <span className="check-mark" aria-hidden="true">
        {MARK[shown]}
      </span>
      <div>
        <p className="check-name">
          {t(`scan.check.${check.check}`)} <span>{t(`scan.result.${shown}`)}</span>
        </p>
        <p>{check.found}</p>
        {shown === "ok" || check.remedy === undefined ? null : (
          <p className="check-remedy">{check.remedy}</p>
        )}
      </div>
    </li>
  );
}
