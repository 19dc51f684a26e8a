import type { Upcasters } from "../ledger/upcasters.ts";
import { upcastUnit } from "./unit/record.ts";

/** What leads old bodies to today's schemas. */
export const upcasters: Upcasters = { "unit/1": { to: "unit/2", upcast: upcastUnit } };
