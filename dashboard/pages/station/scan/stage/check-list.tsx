/** Every interlock with what it found; those that hold the unit back come first and large. */
import { useTranslation } from "react-i18next";
import type { CheckView, NextTestView } from "../../../../app/contract.ts";
import { foundInWords } from "../../../../messages/found.ts";
import { interlockWords } from "../../../../messages/refusals.ts";

type Shown = "ok" | "warned" | "refused" | "unknown" | "pending";
const MARK: Readonly<Record<Shown, string>> = {
  ok: "✓",
  warned: "!",
  refused: "✕",
  unknown: "?",
  pending: "…",
};

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
          <CheckRow key={check.check} check={check} isArmed={next.mayArm} />
        ))}
      </ol>
    </section>
  );
}

interface CheckRowProps {
  readonly check: CheckView;
  readonly isArmed: boolean;
}

function CheckRow({ check, isArmed }: CheckRowProps) {
  const { t } = useTranslation();
  const shown = shownAs(check, isArmed);
  const [title, remedy] = interlockWords(check.code) ?? [undefined, check.remedy];
  return (
    <li className={`check is-${shown}`}>
      <span className="check-mark" aria-hidden="true">
        {MARK[shown]}
      </span>
      <div>
        <p className="check-name">
          {t(`scan.check.${check.check}`)} <span>{t(`scan.result.${shown}`)}</span>
        </p>
        {title === undefined || shown === "ok" ? null : <p>{title}</p>}
        <p>{foundInWords(check)}</p>
        {shown === "ok" || shown === "pending" || remedy === undefined ? null : (
          <p className="check-remedy">{remedy}</p>
        )}
      </div>
    </li>
  );
}

/** What does not hold an armed rig back is only open still: it is told when the run begins. */
function shownAs({ result, warned }: CheckView, isArmed: boolean): Shown {
  if (result === "unknown" && isArmed) return "pending";
  return result === "ok" && warned === true ? "warned" : result;
}
