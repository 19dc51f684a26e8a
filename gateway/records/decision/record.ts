/** A decision between teams: what is asked, what each says, what was decided and by whom. */
import { z } from "zod";
import { ROLES, type Role } from "../../domain/access/principal.ts";
import { DECISION_STATUSES, type DecisionStatus } from "../../domain/controlled/decision-moves.ts";
import { recordName } from "../attachment/attachment.ts";
import { signatureView } from "../signature/record.ts";
import { time } from "../view-scalars.ts";

const words = z.string().trim().min(3).max(2_000);
const option = z.string().trim().min(1).max(200);

/** A question as it is opened. */
export const decisionInput = z.strictObject({
  question: words,
  options: z.array(option).min(2).max(20),
  asks: z.array(z.enum(ROLES)).min(1).describe("Roles whose position is waited for"),
  dueAt: z.iso.datetime({ offset: true }),
  attachedTo: z.array(recordName).max(100).default([]).describe("Records it is about"),
  holds: z
    .boolean()
    .default(false)
    .describe("The units it is about stay on hold until it is decided"),
});

/** What somebody says for a role that was asked. */
export const positionInput = z.strictObject({ role: z.enum(ROLES), option, why: words });

/** A decision as it is shown. */
export const decisionView = decisionInput.extend({
  id: z.string(),
  recordVersion: z.number().int().describe("Send it as `expectedVersion` with a change"),
  status: z.enum(DECISION_STATUSES),
  overdue: z.boolean().describe("Its date has passed and it is not decided"),
  openedAt: time,
  positions: z.array(positionInput.extend({ by: z.string(), at: time })),
  outcome: option.optional(),
  signatures: z.array(signatureView),
});

export type DecisionView = z.infer<typeof decisionView>;

/** One position in the body. */
export interface Position {
  readonly role: Role;
  readonly option: string;
  readonly why: string;
  readonly by: string;
  /** Microseconds since the epoch. */
  readonly atUs: number;
}

/** The body of its entries. */
export interface DecisionBody extends Omit<z.output<typeof decisionInput>, "dueAt"> {
  readonly id: string;
  readonly status: DecisionStatus;
  readonly dueAtUs: number;
  readonly openedAtUs: number;
  readonly positions: readonly Position[];
  readonly outcome?: string;
}
