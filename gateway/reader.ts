/** The reader worker: answers the questions of all records on a connection of its own. */
import { serveReader } from "./ledger/reader-host.ts";
import { queries } from "./records/queries.ts";
import { upcasters } from "./records/upcasters.ts";

serveReader({ queries, upcasters });
