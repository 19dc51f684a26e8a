import type { Upcasters } from "../ledger/upcasters.ts";

/** What leads old bodies to today's schemas. Empty while every record is at its first schema. */
export const upcasters: Upcasters = {};
