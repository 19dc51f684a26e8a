/** Every command there is. Loaded by all but the one that runs for months. */
import { addBackup } from "./backup.ts";
import { addCheck } from "./check.ts";
import { addDemand } from "./exchange/demand.ts";
import { addDemoHistory } from "./exchange/demo-history.ts";
import { addEvidence } from "./exchange/evidence.ts";
import { addImport } from "./exchange/import.ts";
import { addPerson } from "./people/person.ts";
import { addToken } from "./people/token.ts";
import { addPorts } from "./ports/ports.ts";
import { addProbe } from "./probe/probe.ts";
import { addReplay } from "./replay.ts";
import { addReplayWire } from "./replay-wire.ts";
import { addRestore } from "./restore.ts";
import { addSimulate } from "./simulate.ts";
import { addHistorian } from "./sinks/historian.ts";
import { addQuarantine } from "./sinks/quarantine.ts";
import { addRebuild } from "./sinks/rebuild.ts";
import { addReconcile } from "./sinks/reconcile.ts";
import { addStart } from "./start.ts";
import { addChaos } from "./support/chaos.ts";
import { addSupportBundle } from "./support/support-bundle.ts";
import { addVerify } from "./verify/verify.ts";

/** In the order of the help. */
export const COMMANDS = [
  ...[addStart, addCheck, addPorts, addProbe],
  ...[addEvidence, addVerify, addImport, addDemand, addBackup, addRestore],
  ...[addReplay, addReplayWire, addSimulate, addDemoHistory],
  ...[addPerson, addToken],
  ...[addHistorian, addQuarantine, addReconcile, addRebuild],
  ...[addSupportBundle, addChaos],
];
