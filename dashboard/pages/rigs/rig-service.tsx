/** Takes a rig out of service and back, each with its reason. */
import { useTranslation } from "react-i18next";
import type { RigView } from "../../app/contract.ts";
import { useSession } from "../../app/session.ts";
import { usePersonName } from "../../app/who/people.ts";
import { CommandForm, Field, textOf } from "../../parts/command/command-form.tsx";
import { useTimeFormat } from "../../parts/use-time.ts";

const ALLOWED: readonly string[] = ["technician", "admin"];

/** Who may not change it sees how it stands. */
export function RigService({ rig }: { readonly rig: RigView }) {
  const { t } = useTranslation();
  const session = useSession();
  const mayChange = session?.roles.some((role) => ALLOWED.includes(role)) === true;
  const isOut = rig.service !== undefined;
  const act = isOut ? "enable" : "disable";
  return (
    <>
      {mayChange ? (
        <details className="command-box section-body" key={act}>
          <summary>{t(`service.${act}`)}</summary>
          <p className="muted">{t("service.hint")}</p>
          <CommandForm
            label={t(`service.${act}`)}
            path={`/rigs/${encodeURIComponent(rig.name)}/${act}`}
            body={(fields) => ({ reason: textOf(fields, "reason") })}
            isFinal={!isOut}
          >
            <Field name="reason" label={t("service.reason")} isNeeded isWide />
          </CommandForm>
        </details>
      ) : null}
    </>
  );
}

/** Nothing where the rig is in service. */
export function OutOfService({ rig }: { readonly rig: RigView }) {
  const { t } = useTranslation();
  const format = useTimeFormat("date-time");
  const nameOf = usePersonName();
  if (rig.service === undefined) return null;
  const { reason, by, since } = rig.service;
  return (
    <div className="fault is-service" role="status">
      <p>
        <strong>
          {t("service.out")}: {reason}
        </strong>
      </p>
      <p className="muted">{t("service.since", { who: nameOf(by), time: format(since) })}</p>
    </div>
  );
}
