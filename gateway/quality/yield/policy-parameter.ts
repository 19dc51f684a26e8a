/** How a caller names the way to count. */
import { z } from "zod";
import { DEFAULT_POLICY, POLICY_NAMES } from "./policy.ts";

/** The query parameter; the default policy where it is absent. */
export const policyParameter = z
  .enum(POLICY_NAMES)
  .default(DEFAULT_POLICY)
  .describe("How to count; `GET /api/v1/quality/policies` defines each");
