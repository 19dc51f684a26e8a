/** What helped before, always with how many cases it rests on. */
import { useTranslation } from "react-i18next";
import type { AfterFailAnswer } from "../../../../app/contract.ts";
import { useUsual } from "../../usual/use-usual.ts";

interface AdviceLinesProps {
  readonly advice: AfterFailAnswer["failing"][number]["advice"];
}

const SHOWN_MAX = 3;

/** Says so where nothing is known. */
export function AdviceLines({ advice }: AdviceLinesProps) {
  const { t } = useTranslation();
  const shown = useUsual();
  const { n, fixed, failedAgain, notTested } = advice;
  return (
    <div className="advice">
      {n === 0 ? (
        <p>{t("work.after.noAdvice")}</p>
      ) : (
        <>
          <p className="advice-head">{t("work.after.advice", { count: n })}</p>
          <ul>
            {fixed.slice(0, SHOWN_MAX).map(({ action, count }) => (
              <li key={action}>{t("work.after.fixed", { count, action: shown(action) })}</li>
            ))}
            {failedAgain === 0 ? null : <li>{t("work.after.again", { count: failedAgain })}</li>}
          </ul>
        </>
      )}
      {notTested === 0 ? null : (
        <p className="muted">{t("work.after.notTested", { count: notTested })}</p>
      )}
    </div>
  );
}
