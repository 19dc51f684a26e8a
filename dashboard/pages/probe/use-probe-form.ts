/** What stands in the form of the probe, and the question it makes. */
import { useState } from "react";
import type { PortView, RegistersInput, TextInput } from "../../app/contract.ts";

/** Texts as typed; the gateway says what is wrong with them. */
export interface ProbeForm {
  readonly kind: "registers" | "text";
  /** `port:NAME`, `device:PATH` or `tcp`. */
  readonly place: string;
  readonly tcp: string;
  readonly baudRate: string;
  readonly parity: "none" | "even" | "odd";
  readonly unitId: string;
  readonly framing: "" | NonNullable<RegistersInput["framing"]>;
  readonly table: NonNullable<RegistersInput["table"]>;
  readonly address: string;
  readonly addressing: NonNullable<RegistersInput["addressing"]>;
  readonly count: string;
  readonly value: string;
  readonly name: string;
  readonly unit: string;
  readonly listenMs: string;
}

const EMPTY: ProbeForm = {
  ...{ kind: "registers", place: "tcp", tcp: "", baudRate: "9600", parity: "none" },
  ...{ unitId: "1", framing: "", table: "both", address: "", addressing: "unknown", count: "1" },
  ...{ value: "", name: "quantity", unit: "", listenMs: "3000" },
};

/** The form, and how a field of it is changed. */
export function useProbeForm(port: string | undefined) {
  const [form, setForm] = useState<ProbeForm>(
    port === undefined ? EMPTY : { ...EMPTY, place: `port:${port}` },
  );
  const set = (change: Partial<ProbeForm>) => setForm((before) => ({ ...before, ...change }));
  return { form, set };
}

/** The value of a port in the list of places. */
export function placeOf({ name, device = "" }: PortView): string {
  return name === undefined ? `device:${device}` : `port:${name}`;
}

/** With the unit id that a rig on the port has: it is the likeliest one. */
export function choosePlace(place: string, ports: readonly PortView[]): Partial<ProbeForm> {
  const rigs = ports.find((port) => placeOf(port) === place)?.rigs ?? [];
  const unitId = rigs.find((rig) => rig.unitId !== undefined)?.unitId;
  const isText = rigs.some(({ driver }) => driver === "serial-line");
  return {
    place,
    ...(unitId === undefined ? {} : { unitId: String(unitId) }),
    ...(isText ? { kind: "text" } : {}),
  };
}

function whereOf({ place, tcp, baudRate, parity }: ProbeForm) {
  const [kind, ...rest] = place.split(":");
  const name = rest.join(":");
  if (kind === "port") return { port: name };
  if (kind === "tcp") return { tcp: tcp.trim() };
  return { serial: { device: name, baudRate: Number(baudRate), parity } };
}

/** The body of POST /probe. */
export function registersQuestion(form: ProbeForm): RegistersInput {
  const { framing, table, address, addressing, value, name, unit } = form;
  return {
    ...whereOf(form),
    ...{ table, address: address.trim(), addressing, unit: unit.trim() },
    ...{ unitId: Number(form.unitId), count: Number(form.count) },
    name: name.trim() === "" ? "quantity" : name.trim(),
    ...(framing === "" ? {} : { framing }),
    ...(value.trim() === "" ? {} : { value: value.trim() }),
  };
}

/** The body of POST /probe/text. */
export function textQuestion(form: ProbeForm): TextInput {
  return { ...whereOf(form), listenMs: Number(form.listenMs) };
}
