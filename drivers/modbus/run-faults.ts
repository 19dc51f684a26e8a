/** Faults of the `run:` block. */
import { layoutFault, type RegisterType, type WrittenLayout } from "../kit/register-layout.ts";
import { resolveAddress, type WrittenPlace } from "./address.ts";
import { countOf, endFault, isBitTable, layoutOf, type OptionFault } from "./channel-faults.ts";

type PlaceFields = WrittenPlace & Pick<WrittenLayout, "bit" | "order">;

interface RunFields {
  readonly active?: PlaceFields | undefined;
  readonly start?: PlaceFields | undefined;
  readonly done?: PlaceFields | undefined;
  readonly serialNumber: PlaceFields & { readonly length: number; readonly writable: boolean };
  readonly partNumber?: (PlaceFields & { readonly length: number }) | undefined;
  readonly verdict: PlaceFields & { readonly type: RegisterType; readonly values: object };
  readonly acknowledge?: PlaceFields | undefined;
}

interface RigFields {
  readonly addressBase: 0 | 1;
  readonly registersMax: number;
  readonly run?: RunFields | undefined;
}

/** Every fault of the places, of the verdict and of the handshake. */
export function runFaults(rig: RigFields): readonly OptionFault[] {
  const { run } = rig;
  if (!run) return [];
  return [
    ...placeFaults("active", run.active, rig),
    ...placeFaults("start", run.start, { ...rig, isWritten: true }),
    ...placeFaults("done", run.done, rig),
    ...placeFaults("serialNumber", run.serialNumber, {
      ...rig,
      isWritten: run.serialNumber.writable,
    }),
    ...placeFaults("partNumber", run.partNumber, rig),
    ...placeFaults("verdict", run.verdict, rig),
    ...placeFaults("acknowledge", run.acknowledge, { ...rig, isWritten: true }),
    ...handshakeFaults(run),
    ...verdictFaults(run),
  ];
}

function placeFaults(
  name: string,
  fields: (WrittenPlace & WrittenLayout) | undefined,
  { isWritten = false, ...rig }: RigFields & { readonly isWritten?: boolean },
): readonly OptionFault[] {
  if (fields === undefined) return [];
  const where = resolveAddress(fields, rig.addressBase);
  if (typeof where === "string") {
    return [{ path: ["run", name, "address"], message: `${name}: ${where}` }];
  }
  const isText = fields.length !== undefined;
  const layout = layoutOf(where.table, isText ? { ...fields, type: "STRING" } : fields);
  const count = countOf(where.table, layout);
  const faults: OptionFault[] = [];
  const tell = (message: string, ...field: string[]) =>
    faults.push({ path: ["run", name, ...field], message: `${name}: ${message}` });
  const end = endFault(where, count);
  if (end !== undefined) tell(end, "address");
  if (isBitTable(where.table)) {
    if (isText) tell(`${where.table} holds no text`, "address");
    if (fields.bit !== undefined) tell("bit is for registers", "bit");
  } else {
    const shape = layoutFault(layout);
    if (shape !== undefined) tell(shape);
    if (count > rig.registersMax) {
      tell(`${count} registers, registersMax is ${rig.registersMax}`);
    }
  }
  const isReadOnly = where.table === "input" || where.table === "discrete";
  if (isWritten && isReadOnly) tell(`${where.table} cannot be written`, "address");
  return faults;
}

function handshakeFaults({ active, start, done }: RunFields): readonly OptionFault[] {
  if (active !== undefined || (start !== undefined && done !== undefined)) return [];
  const message = "a run needs `active:`, or both `start:` and `done:`";
  return [{ path: ["run", "active"], message }];
}

function verdictFaults({ verdict }: RunFields): readonly OptionFault[] {
  const faults: OptionFault[] = [];
  if (!/^(BOOL|BCD(16|32)|U?INT(8[HL]|16|32|64))$/.test(verdict.type)) {
    faults.push({ path: ["run", "verdict", "type"], message: "a verdict is a whole number" });
  }
  if (Object.keys(verdict.values).length === 0) {
    faults.push({ path: ["run", "verdict", "values"], message: "at least one value is needed" });
  }
  return faults;
}
