/** Which speed and parity a serial device speaks, found by trying. */
import type { PortSettings } from "../../contract.ts";

export type LineSpeed = Pick<
  Extract<PortSettings, { kind: "serial" }>,
  "baudRate" | "dataBits" | "parity" | "stopBits"
>;

const speed = (baudRate: number, parity: LineSpeed["parity"] = "none"): LineSpeed => {
  return { baudRate, dataBits: 8, parity, stopBits: 1 };
};

/** The likeliest first: 9600 8N1 is what most devices leave the factory with, 19200 8E1 is what
 * the Modbus specification asks for. */
export const MODBUS_SPEEDS: readonly LineSpeed[] = [
  ...[speed(9_600), speed(19_200, "even"), speed(19_200), speed(9_600, "even"), speed(115_200)],
  ...[speed(38_400), speed(57_600), speed(38_400, "even"), speed(115_200, "even"), speed(4_800)],
  ...[speed(57_600, "even"), speed(2_400), speed(9_600, "odd"), speed(19_200, "odd"), speed(1_200)],
];

/** Instruments that print: fast ones are commoner than on a bus. */
export const TEXT_SPEEDS: readonly LineSpeed[] = [
  ...[speed(9_600), speed(115_200), speed(57_600), speed(19_200), speed(38_400), speed(4_800)],
  ...[speed(2_400), speed(230_400), speed(921_600), speed(1_200)],
  ...[9_600, 2_400, 4_800].map((baudRate): LineSpeed => {
    return { baudRate, dataBits: 7, parity: "even", stopBits: 1 };
  }),
];

/** "19200 8E1", as people write it. */
export function describeSpeed({ baudRate, dataBits, parity, stopBits }: LineSpeed): string {
  return `${baudRate} ${dataBits}${parity[0]?.toUpperCase()}${stopBits}`;
}

export interface SpeedSearch<Found> {
  readonly speeds: readonly LineSpeed[];
  /** Told before each try. */
  readonly onTry: (speed: LineSpeed) => void;
  /** What the device said at that speed; undefined for nothing that makes sense. */
  readonly attempt: (speed: LineSpeed) => Promise<Found | undefined>;
}

/** The first speed that answers, with what it answered; undefined where none does. */
export async function findSpeed<Found>({
  speeds,
  onTry,
  attempt,
}: SpeedSearch<Found>): Promise<{ speed: LineSpeed; found: Found } | undefined> {
  for (const each of speeds) {
    onTry(each);
    const found = await attempt(each);
    if (found !== undefined) return { speed: each, found };
  }
  return undefined;
}
