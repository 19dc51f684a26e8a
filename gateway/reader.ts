/** The reader worker: answers the questions of all records on a connection of its own. */
import { serveReader } from "./ledger/reader-host.ts";
import { buffersOf } from "./records/evidence/page-query.ts";
import { queries } from "./records/queries.ts";
import { upcasters } from "./records/upcasters.ts";

serveReader({ queries, upcasters, transfers: { "evidence.part": buffersOf } });
