import { serveReader } from "../reader-host.ts";
import { fixtureQueries, fixtureUpcasters } from "./fixture-rules.ts";

serveReader({ queries: fixtureQueries, upcasters: fixtureUpcasters });
