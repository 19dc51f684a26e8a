/** `rigline support-bundle`: what who helps must know, in one file, without secrets. */
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import type { Command } from "commander";
import { redactText, withoutSecrets } from "../../platform/service/redact.ts";
import { openSystemClock } from "../../platform/system-clock.ts";
import { type AskOptions, findToken, withAddress } from "../asking/asked-gateway.ts";
import type { CliContext } from "../cli-context.ts";
import { dataDirectoryOf } from "../data-directory.ts";
import { CliError } from "../exit-code.ts";
import { readConfig, readText, SAMPLE_LINE } from "../read-config.ts";
import { type BundleInput, collectParts } from "./bundle-parts.ts";
import { findSecrets } from "./find-secrets.ts";
import { encodeTar } from "./tar.ts";

const EXAMPLES = `
Examples:
  npx rigline support-bundle --config rigline.yaml
  npx rigline support-bundle /tmp/bundle.tar.gz --config rigline.yaml --data /var/lib/rigline

Versions, configuration, its check, health, metrics, account, alarms, clock, the last lines of the
log, ports and crash reports. Asks the gateway if it runs. No test results, and no secrets: what
stands in the files that the configuration names is searched for and left out everywhere. Look into
it before you send it: tar -xzf FILE.

Exit codes: 0 written · 74 the file can not be written · 78 configuration not readable.`;

interface BundleOptions extends AskOptions {
  readonly config?: string;
  readonly data?: string;
}

/** Adds the command to the program. */
export function addSupportBundle(program: Command, context: CliContext): void {
  const command = program
    .command("support-bundle")
    .description("write what who helps must know into one file, without secrets");
  withAddress(command)
    .argument("[file]", "where to; rigline-support-DATE.tar.gz where absent")
    .option("--config <file>", "the configuration; without it that of the sample line")
    .option("--data <directory>", "where the ledger is kept")
    .addHelpText("after", EXAMPLES)
    .action((file: string | undefined, options: BundleOptions) =>
      writeBundle(file, options, context),
    );
}

async function writeBundle(
  file: string | undefined,
  options: BundleOptions,
  context: CliContext,
): Promise<void> {
  const { utcUs } = openSystemClock().now();
  const at = new Date(utcUs / 1000).toISOString();
  const path = resolve(
    context.directory,
    file ?? `rigline-support-${at.slice(0, 19).replaceAll(":", "")}.tar.gz`,
  );
  const input = choose(options, context);
  const known = findSecrets(input.configText, input.config, context.env);
  const secrets = input.token === undefined ? known : [...known, input.token];
  const parts = await collectParts({ ...input, at, version: context.version });
  const files = parts.map(({ path: name, text }) => ({
    path: `rigline-support/${name}`,
    text: withoutSecrets(name.endsWith(".json") ? text : redactText(text), secrets),
  }));
  save(path, gzipSync(encodeTar(files, utcUs / 1e6)));
  context.out(`${path}\n${parts.map(({ path: name, text }) => describe(name, text)).join("")}`);
}

/** A configuration that has faults is bundled with what its check says. */
function choose(options: BundleOptions, context: CliContext): Omit<BundleInput, "at" | "version"> {
  const file = options.config ?? join(context.root, SAMPLE_LINE);
  let told = "";
  const check = () => {
    try {
      const err = (text: string) => {
        told += text;
      };
      return readConfig(file, { ...context, err });
    } catch (error) {
      if (!(error instanceof CliError) || error.code !== "config.invalid") throw error;
      return undefined;
    }
  };
  const read = check();
  const data = options.data === undefined ? undefined : resolve(context.directory, options.data);
  const place = { option: options.data, demo: read?.simulated ?? false };
  return {
    config: read?.config,
    configText: readText(resolve(context.directory, file), file),
    // Without the lines of the file: a secret behind a misspelt key would stand in them.
    checkText:
      told === "" ? `${file} has no fault.\n` : told.replaceAll(/^ +\d+ \| .*\n *\^$/gm, ""),
    url: options.url ?? (read && `http://${read.config.api.host}:${read.config.api.port}`),
    token: findToken(options, context),
    directory: read ? dataDirectoryOf({ ...place, config: read.config }, context) : data,
  };
}

function describe(name: string, text: string): string {
  return `  ${name.padEnd(24)} ${text.length} characters\n`;
}

function save(path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(path, bytes, { mode: 0o600 });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new CliError("file.not-writable", `${path} cannot be written: ${code}`, { cause });
  }
}
