/** An order moves on, and its date moves; each by a command that stays in its history. */
import { useTranslation } from "react-i18next";
import { apiAddress } from "../../../app/api.ts";
import type { OrderView } from "../../../app/contract.ts";
import { CommandForm, Field, textOf } from "../../../parts/command/command-form.tsx";
import { Section } from "../../../parts/page.tsx";
import { useTimeZone } from "../../../parts/use-time.ts";
import { utcOfLocal } from "../../../parts/zone.ts";

const WITH_REASON: ReadonlySet<OrderView["status"]> = new Set(["on_hold", "cancelled"]);

/** One form for each transition there is now, and one for the due date. */
export function ChangeOrder({ order }: { order: OrderView }) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const path = `/orders/${encodeURIComponent(order.id)}`;
  return (
    <Section title={t("operations.change")} hint={t("operations.changeHint")}>
      <div className="section-body order-change">
        {order.next.map((to) => (
          <CommandForm
            key={to}
            label={t(`operations.moveTo.${to}`)}
            path={`${path}/transitions`}
            isFinal={to === "cancelled"}
            body={(fields) => {
              const reason = textOf(fields, "reason");
              return reason === undefined ? { to } : { to, reason };
            }}
          >
            {WITH_REASON.has(to) ? (
              <Field name="reason" label={t("operations.reason")} isNeeded />
            ) : null}
          </CommandForm>
        ))}
        <CommandForm
          label={t("operations.moveDue")}
          path={`${path}/due-date`}
          body={(fields) => {
            const at = textOf(fields, "dueAt");
            const reason = textOf(fields, "reason");
            if (at === undefined || reason === undefined) return undefined;
            return { dueAt: utcOfLocal(at, zone) ?? at, reason };
          }}
        >
          <Field
            name="dueAt"
            label={t("operations.newDue", { zone })}
            type="datetime-local"
            isNeeded
          />
          <Field name="reason" label={t("operations.reason")} isNeeded />
        </CommandForm>
        <p>
          <a href={apiAddress(`${path}/history`)}>{t("operations.history")}</a>
        </p>
      </div>
    </Section>
  );
}
