/** `--text`: what a device prints, and how to read it. */
import { hearBytes } from "../../../drivers/kit/probe/hear-bytes.ts";
import { guessLines, lineOptionsYaml } from "../../../drivers/kit/probe/line-guess.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError } from "../exit-code.ts";
import type { ProbeOptions } from "./probe-options.ts";
import { openProbePort } from "./probe-port.ts";

const BYTES_MAX = 65_536;

/** Listens and tells. Throws CliError where nothing is heard, or nothing that is text. */
export async function probeText(options: ProbeOptions, context: CliContext): Promise<void> {
  const port = openProbePort(options, context);
  const listening = { listenMs: options.listenMs, bytesMax: BYTES_MAX };
  const bytes = await hearBytes(port, listening, context.signal);
  const guess = guessLines(bytes);
  const { textShare, lines, delimiter, pattern } = guess;
  if (bytes.length === 0) {
    const message = `nothing was heard within ${options.listenMs} ms`;
    throw new CliError("probe.no-answer", message);
  }
  if (delimiter === undefined) {
    const share = `${bytes.length} bytes were heard, ${Math.round(textShare * 100)} % of them text`;
    context.out(`${Buffer.from(bytes.subarray(0, 64)).toString("hex")}\n`);
    throw new CliError("probe.no-lines", `${share}, and no line was whole`);
  }
  context.out(`Lines that end with ${JSON.stringify(delimiter)}:\n\n`);
  for (const line of lines) context.out(`  ${line}\n`);
  if (pattern === undefined) {
    throw new CliError("probe.no-lines", "the lines follow no pattern that is known here");
  }
  const { kind, fits, of, found } = pattern;
  const values = found.map(({ channel, value }) => `  ${channel} = ${value}\n`).join("");
  context.out(`\n${kind}, ${fits} of ${of} lines; in the latest:\n\n${values}\n`);
  context.out(`driver: serial-line\n${lineOptionsYaml(guess)}\n`);
}
