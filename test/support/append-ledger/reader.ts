import { serveReader } from "../../../gateway/ledger/reader-host.ts";
import { appendQueries } from "./rules.ts";

serveReader({ queries: appendQueries, upcasters: {} });
