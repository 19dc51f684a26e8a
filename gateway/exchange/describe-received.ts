import type { ReceivedFile } from "../records/exchange/record.ts";

/** What came of a file, in lines for people. Pure. */
export function describeReceived({ name, report }: ReceivedFile): string {
  const { stored, known, refused, refusals, unmapped } = report;
  return [
    `${name}: ${stored} new, ${known} here already, ${refused} refused`,
    ...refusals.map(({ place, code, message }) => `  refused  ${place}: ${message} (${code})`),
    ...unmapped.map(
      ({ what, count }) => `  unmapped ${what}${count > 1 ? ` (${count} times)` : ""}`,
    ),
    "",
  ].join("\n");
}
