/** The writer worker: puts the rules and projections of all records under the ledger. */
import { serveWriter } from "./ledger/writer-host.ts";
import { projections } from "./records/projections.ts";
import { rules } from "./records/rules.ts";
import { upcasters } from "./records/upcasters.ts";

serveWriter({ rules, projections, upcasters });
