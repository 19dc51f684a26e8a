/** Which units a containment takes: the fields, what they hold at first, and how they are read. */
import { useTranslation } from "react-i18next";
import { Field, textOf } from "../../parts/command/command-form.tsx";
import { type CaseSearch, CONDITIONS, containmentOf, fieldTime } from "./case-search.ts";

/** Shown only where the address brought them: nobody types a hash. */
const CARRIED = [
  ...(["revision", "rig", "procedure", "procedureHash", "limitSetHash"] as const),
  ...(["equipmentId", "measurement", "componentPart", "operator", "gatewayVersion"] as const),
] as const;

/** The fields of the conditions, as they come with the address. */
export function ConditionFields({ given = {} }: { given?: CaseSearch }) {
  const { t } = useTranslation();
  return (
    <>
      <Field name="partNumber" label={t("unit.part")} value={given.partNumber} />
      <Field name="orderId" label={t("unit.order")} value={given.orderId} />
      <Field name="operation" label={t("run.operation")} value={given.operation} />
      <Field name="station" label={t("run.station")} value={given.station} />
      <Field name="slot" label={t("run.slot")} value={given.slot} />
      <Field name="componentLot" label={t("cases.lot")} value={given.componentLot} />
      {CARRIED.filter((name) => given[name] !== undefined).map((name) => (
        <Field key={name} name={name} label={t(`cases.field.${name}`)} value={given[name]} />
      ))}
      <Field
        name="from"
        label={t("cases.from")}
        type="datetime-local"
        value={fieldTime(given.from, "from")}
      />
      <Field
        name="to"
        label={t("cases.to")}
        type="datetime-local"
        value={fieldTime(given.to, "to")}
      />
      <Field name="serialNumbers" label={t("cases.serials")} value={given.serialNumbers} isWide />
    </>
  );
}

/** The containment query of the fields; undefined where none is filled in. */
export function conditionsOf(fields: FormData): object | undefined {
  const search = CONDITIONS.flatMap((name) => {
    const text = textOf(fields, name);
    if (text === undefined) return [];
    return [[name, name === "from" || name === "to" ? `${text}:00Z` : text] as const];
  });
  return containmentOf(Object.fromEntries(search));
}
