/**
 * What the API answers and the dashboard shows. The one place where these shapes are written:
 * routes validate and document with them, the dashboard imports their types.
 * Times are ISO 8601 UTC with microseconds kept as far as they are known.
 */
export * from "./alarm/record.ts";
export * from "./clock/record.ts";
export * from "./gateway-views.ts";
export * from "./log/views.ts";
export * from "./program-views.ts";
export * from "./record-views.ts";
