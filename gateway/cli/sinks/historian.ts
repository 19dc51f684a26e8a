/** `rigline historian`: writes the database in a process of its own. */
import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { FILES, readGatewayId } from "../../ledger/directory.ts";
import { openLog } from "../../platform/log.ts";
import { openSystemClock } from "../../platform/system-clock.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError } from "../exit-code.ts";
import { type Chosen, chooseGateway, type SinkOptions, withGateway } from "./sink-command.ts";

const EXAMPLES = `
Examples:
  npx rigline historian --config rigline.yaml
  npx rigline historian --config historian.yaml --gateway 019a… --name second

Takes the gateway's feed from the broker, writes InfluxDB and answers with receipts. Say
\`influxdb: { historian: alone }\` in the gateway's configuration, or it writes as well. It keeps
nothing: it may be killed and moved at any time. The gateway's id is on its Health page; where the
gateway's data directory is on this machine, it is read there.

Exit codes: 0 asked to stop · 78 the configuration has no \`influxdb:\`, or the gateway is not known.`;

interface HistorianOptions extends SinkOptions {
  readonly gateway?: string;
  readonly name?: string;
}

/** Adds the command to the program. */
export function addHistorian(program: Command, context: CliContext): void {
  withGateway(program.command("historian").description("write InfluxDB in a process of its own"))
    .option("--gateway <id>", "whose feed; read from the data directory where absent")
    .option("--name <name>", "of this process among several; the host's name where absent")
    .addHelpText("after", EXAMPLES)
    .action((options: HistorianOptions) => historian(options, context));
}

async function historian(options: HistorianOptions, context: CliContext): Promise<void> {
  const chosen = chooseGateway(options, context);
  const { config } = chosen;
  const { influxdb } = config;
  if (influxdb === undefined) {
    throw new CliError("database.not-configured", "the configuration has no `influxdb:`");
  }
  if (config.broker.kind === "embedded" && config.broker.port === 0) {
    const message = "the embedded broker takes any free port: nobody else can find it";
    throw new CliError("broker.not-reachable", message);
  }
  const gatewayId = options.gateway ?? findGatewayId(chosen);
  const { startHistorian } = await import("../../composition/historian.ts");
  let told = "";
  context.out(
    `Historian of gateway ${gatewayId}\n  database   ${influxdb.url} · ${influxdb.bucket}\n`,
  );
  await using running = startHistorian({
    ...{ config, influxdb, gatewayId },
    name: options.name ?? hostname().replace(/[^\w.-]/g, "_"),
    clock: openSystemClock(),
    log: openLog(config.log.level, { forPeople: context.terminal }),
    onChange({ broker, fault }) {
      const state =
        fault === undefined ? broker : `${broker}: ${fault.message}\n    ${fault.remedy}`;
      if (state === told) return;
      told = state;
      context.out(`  ${state}\n`);
    },
  });
  await Promise.race([stopped(context.signal), running.ended]);
}

function findGatewayId({ dataDirectory }: Chosen): string {
  const path = join(dataDirectory, FILES.ledger);
  const id = existsSync(path) ? readGatewayId(dataDirectory) : undefined;
  if (id !== undefined) return id;
  throw new CliError("gateway.unknown", `no gateway has been at work in ${dataDirectory} yet`);
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
