/** What a corrective action becomes next, with what that asks for. */
import { useTranslation } from "react-i18next";
import type { CorrectiveActionView } from "../../app/contract.ts";
import { Choice, CommandForm, Field, textOf } from "../../parts/command/command-form.tsx";
import "../nonconformances/nonconformances.css";

interface NextFormProps {
  readonly action: CorrectiveActionView;
  readonly next: CorrectiveActionView["next"][number];
}

/** What the fields of a form can still state is not missing yet. */
const STATED: Readonly<Record<string, readonly string[]>> = {
  planned: ["cause", "causeMethod", "similar", "actions", "owner", "dueOn", "criterion"],
  implemented: ["implementation"],
  evaluated: ["evaluation", "data"],
};

/** One transition; where something is missing that no field can state, it says so. */
export function NextForm({ action, next }: NextFormProps) {
  const { t } = useTranslation();
  const { to } = next;
  const missing = next.missing.filter(({ guard }) => STATED[to]?.includes(guard) !== true);
  const isBack = to === "reopened" || (to === "planned" && action.state !== "open");
  return (
    <>
      <CommandForm
        label={t(`corrective.become.${to}`)}
        path={`/corrective-actions/${action.id}/transitions`}
        body={(fields) => ({ to, ...bodyOf(to, fields) })}
        isDisabled={missing.length > 0}
        {...(to === "closed" ? { meaning: "approved" } : {})}
      >
        {to === "planned" ? <PlanFields action={action} /> : null}
        {to === "implemented" ? (
          <Field name="implementation" label={t("corrective.implementation")} isNeeded isWide />
        ) : null}
        {to === "evaluated" ? <EvaluationFields action={action} /> : null}
        {isBack ? <Field name="reason" label={t("command.reason")} isNeeded isWide /> : null}
      </CommandForm>
      {missing.length === 0 ? null : (
        <p className="case-missing">
          {t("corrective.missing")} {missing.map(({ message }) => message).join("; ")}
        </p>
      )}
    </>
  );
}

function PlanFields({ action }: { action: CorrectiveActionView }) {
  const { t } = useTranslation();
  const { criterion } = action;
  const yields = criterion?.kind === "yield" ? criterion : undefined;
  return (
    <>
      {(["cause", "causeMethod", "similar"] as const).map((name) => (
        <Field key={name} name={name} label={t(`corrective.${name}`)} value={action[name]} isWide />
      ))}
      <label className="command-field is-wide" htmlFor="corrective-actions">
        <span>{t("corrective.actions")}</span>
        <textarea
          id="corrective-actions"
          name="actions"
          rows={3}
          defaultValue={action.actions?.join("\n")}
        />
      </label>
      <Field name="owner" label={t("corrective.owner")} value={action.owner} />
      <Field name="dueOn" label={t("corrective.dueOn")} type="date" value={action.dueOn} />
      <Field
        name="atLeast"
        label={t("corrective.yieldMin")}
        type="number"
        value={yields && String(yields.atLeast * 100)}
      />
      <Field
        name="unitsMin"
        label={t("corrective.unitsMin")}
        type="number"
        value={yields && String(yields.unitsMin)}
      />
      <Field name="operation" label={t("corrective.operation")} value={yields?.filter.operation} />
      <Field
        name="partNumber"
        label={t("corrective.partNumber")}
        value={yields?.filter.partNumber}
      />
      <Field
        name="text"
        label={t("corrective.stated")}
        value={criterion?.kind === "stated" ? criterion.text : undefined}
        isWide
      />
    </>
  );
}

/** A number is counted by the gateway; only where there is none does a person say how it went. */
function EvaluationFields({ action }: { action: CorrectiveActionView }) {
  const { t } = useTranslation();
  const isCounted = action.criterion?.kind === "yield";
  return (
    <>
      {isCounted ? (
        <p className="muted">{t("corrective.countedHere")}</p>
      ) : (
        <Choice
          name="effective"
          label={t("corrective.worked")}
          options={[
            { value: "no", text: t("corrective.no") },
            { value: "yes", text: t("corrective.yes") },
          ]}
        />
      )}
      <Field name="note" label={t("corrective.note")} isNeeded={!isCounted} isWide />
    </>
  );
}

function bodyOf(to: string, fields: FormData): object {
  const stated = Object.fromEntries(
    ["implementation", "note", "reason"].flatMap((name) => entryOf(name, fields)),
  );
  if (to === "planned") return { ...stated, ...planOf(fields) };
  const effective = textOf(fields, "effective");
  return effective === undefined ? stated : { ...stated, effective: effective === "yes" };
}

function entryOf(name: string, fields: FormData): [string, string][] {
  const text = textOf(fields, name);
  return text === undefined ? [] : [[name, text]];
}

function planOf(fields: FormData): object {
  const words = ["cause", "causeMethod", "similar", "owner", "dueOn"].flatMap((name) =>
    entryOf(name, fields),
  );
  const lines = (textOf(fields, "actions") ?? "").split("\n").map((line) => line.trim());
  const actions = lines.filter((line) => line !== "");
  const criterion = criterionOf(fields);
  return {
    ...Object.fromEntries(words),
    ...(actions.length === 0 ? {} : { actions }),
    ...(criterion === undefined ? {} : { criterion }),
  };
}

function criterionOf(fields: FormData): object | undefined {
  const [share, unitsMin] = [textOf(fields, "atLeast"), textOf(fields, "unitsMin")];
  const text = textOf(fields, "text");
  if (share === undefined) return text === undefined ? undefined : { kind: "stated", text };
  const filter = Object.fromEntries(
    ["operation", "partNumber"].flatMap((name) => entryOf(name, fields)),
  );
  return {
    ...{ kind: "yield", atLeast: Number(share) / 100, filter },
    unitsMin: Number(unitsMin ?? 1),
  };
}
