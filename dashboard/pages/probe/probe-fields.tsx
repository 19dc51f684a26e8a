/** The form of the probe: which device, where in it, and what it shows. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { PortView } from "../../app/contract.ts";
import { Section } from "../../parts/page.tsx";
import { choosePlace, type ProbeForm, placeOf } from "./use-probe-form.ts";

interface ProbeFieldsProps {
  readonly form: ProbeForm;
  readonly set: (change: Partial<ProbeForm>) => void;
  readonly ports: readonly PortView[];
  readonly isBusy: boolean;
  readonly onGo: () => void;
}

type FieldProps = Pick<ProbeFieldsProps, "form" | "set">;

/** Enter in any field asks; the value has the focus again for the next look. */
export function ProbeFields({ form, set, ports, isBusy, onGo }: ProbeFieldsProps) {
  const { t } = useTranslation();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isBusy) onGo();
  };
  const isText = form.kind === "text";
  return (
    <Section title={t("probe.form")}>
      <form className="section-body probe-form" onSubmit={submit}>
        <Device {...{ form, set, ports }} />
        {isText ? <Listening {...{ form, set }} /> : <Registers {...{ form, set }} />}
        <PortNote form={form} ports={ports} />
        <div className="probe-go">
          <Button type="submit" variant="default" disabled={isBusy}>
            {t(isText ? "probe.listenGo" : "probe.go")}
          </Button>
          <span role="status" className="muted">
            {isBusy ? t(isText ? "probe.listening" : "probe.busy") : ""}
          </span>
        </div>
      </form>
    </Section>
  );
}

function Device({ form, set, ports }: FieldProps & Pick<ProbeFieldsProps, "ports">) {
  const { t } = useTranslation();
  const places = ports.map((port) => ({
    value: placeOf(port),
    label:
      port.name === undefined
        ? port.address
        : t("probe.address", { name: port.name, address: port.address }),
  }));
  const speeds = ["1200", "2400", "4800", "9600", "19200", "38400", "57600", "115200"];
  return (
    <>
      <NativeSelect
        label={t("probe.port")}
        value={form.place}
        onChange={(event) => set(choosePlace(event.currentTarget.value, ports))}
        data={[...places, { value: "tcp", label: t("probe.byAddress") }]}
      />
      {form.place === "tcp" ? (
        <Field {...{ form, set }} name="tcp" label={t("probe.tcp")} hint={t("probe.tcpHint")} />
      ) : null}
      {form.place.startsWith("device:") ? (
        <>
          <Choice {...{ form, set }} name="baudRate" label={t("probe.baudRate")} values={speeds} />
          <NativeSelect
            label={t("probe.parity")}
            value={form.parity}
            onChange={(event) => set({ parity: event.currentTarget.value as ProbeForm["parity"] })}
            data={(["none", "even", "odd"] as const).map((value) => ({
              value,
              label: t(`probe.parities.${value}`),
            }))}
          />
        </>
      ) : null}
      <NativeSelect
        label={t("probe.kind")}
        value={form.kind}
        onChange={(event) => set({ kind: event.currentTarget.value as ProbeForm["kind"] })}
        data={(["registers", "text"] as const).map((value) => ({
          value,
          label: t(`probe.${value}`),
        }))}
      />
    </>
  );
}

function Registers({ form, set }: FieldProps) {
  const { t } = useTranslation();
  const tables = ["both", "holding", "input"] as const;
  const addressings = ["unknown", "base-0", "base-1", "prefixed"] as const;
  const framings = ["rtu", "ascii", "tcp", "rtu-over-tcp"];
  return (
    <>
      <Field {...{ form, set }} name="unitId" label={t("probe.unitId")} mode="numeric" />
      <NativeSelect
        label={t("probe.framing")}
        value={form.framing}
        onChange={(event) => set({ framing: event.currentTarget.value as ProbeForm["framing"] })}
        data={[{ value: "", label: t("probe.framingOfPort") }, ...framings]}
      />
      <NativeSelect
        label={t("probe.table")}
        value={form.table}
        onChange={(event) => set({ table: event.currentTarget.value as ProbeForm["table"] })}
        data={tables.map((value) => ({ value, label: t(`probe.tables.${value}`) }))}
      />
      <NativeSelect
        label={t("probe.addressing")}
        value={form.addressing}
        onChange={(event) =>
          set({ addressing: event.currentTarget.value as ProbeForm["addressing"] })
        }
        data={addressings.map((value) => ({ value, label: t(`probe.addressings.${value}`) }))}
      />
      <Field {...{ form, set }} name="address" label={t("probe.addressOf")} isNeeded />
      <Field {...{ form, set }} name="count" label={t("probe.count")} mode="numeric" />
      <Field
        {...{ form, set }}
        name="value"
        label={t("probe.value")}
        hint={t("probe.valueHint")}
        mode="decimal"
      />
      <Field {...{ form, set }} name="name" label={t("probe.name")} />
      <Field {...{ form, set }} name="unit" label={t("probe.unit")} />
    </>
  );
}

function Listening({ form, set }: FieldProps) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      label={t("probe.listen")}
      value={form.listenMs}
      onChange={(event) => set({ listenMs: event.currentTarget.value })}
      data={[1, 3, 5, 10].map((count) => ({
        value: String(count * 1_000),
        label: t("probe.seconds", { count }),
      }))}
    />
  );
}

type TextName = "tcp" | "unitId" | "address" | "count" | "value" | "name" | "unit";

interface FieldOptions extends FieldProps {
  readonly name: TextName;
  readonly label: string;
  readonly hint?: string;
  readonly mode?: "numeric" | "decimal";
  readonly isNeeded?: boolean;
}

function Field({ form, set, name, label, hint, mode, isNeeded = false }: FieldOptions) {
  return (
    <TextInput
      label={label}
      value={form[name]}
      required={isNeeded || name === "tcp"}
      withAsterisk={false}
      autoComplete="off"
      {...(hint === undefined ? {} : { placeholder: hint })}
      {...(mode === undefined ? {} : { inputMode: mode })}
      onChange={(event) => set({ [name]: event.currentTarget.value })}
    />
  );
}

interface ChoiceOptions extends FieldProps {
  readonly name: "baudRate";
  readonly label: string;
  readonly values: readonly string[];
}

function Choice({ form, set, name, label, values }: ChoiceOptions) {
  return (
    <NativeSelect
      label={label}
      value={form[name]}
      onChange={(event) => set({ [name]: event.currentTarget.value })}
      data={[...values]}
    />
  );
}

/** Who uses the port, and what that means for the probe, before anybody asks. */
function PortNote({ form, ports }: Pick<ProbeFieldsProps, "form" | "ports">) {
  const { t } = useTranslation();
  const port = ports.find((each) => placeOf(each) === form.place);
  if (port === undefined) return null;
  const running = port.rigs.filter(({ enabled }) => enabled);
  const rigs = running.map(({ name }) => name).join(", ");
  const isBus = running.every(({ driver }) => driver === "modbus");
  const note =
    running.length === 0
      ? t("probe.free")
      : form.kind === "text"
        ? t("probe.sharedText", { rigs })
        : t(isBus ? "probe.shared" : "probe.inUse", { rigs });
  return (
    <p className="probe-note muted">
      {note}
      {port.heldBy === undefined ? null : ` ${t("probe.heldBy", { holder: port.heldBy })}`}
    </p>
  );
}
