import { serveWriter } from "../../../gateway/ledger/writer-host.ts";
import { appendRules } from "./rules.ts";

serveWriter({ rules: appendRules, projections: [], upcasters: {} });
