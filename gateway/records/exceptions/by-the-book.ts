/** What commands append that nobody who reviews has to look at, each with the reason. Pure. */

const PLANNED = "a record is made or changed as its rules allow; its history tells each version";
const APPROVED = "a step of a record whose next step needs a signature by another person";
const SIGNED = "a signature stands for it";
const WORK = "work that procedures foresee; what failed before it is listed itself";
const ENDED = "it ends an exception that is listed itself";
const ACCESS = "who may do what is told at People and in the audit trail";
const MACHINE = "what the line said of itself; runs that it touched are listed themselves";

/** By type and action, as commands append them. */
export const BY_THE_BOOK: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  run: { started: "it says nothing before it ends" },
  product: {
    ...{ imported: PLANNED, "revision draft": APPROVED, "revision in_review": APPROVED },
    ...{ "revision released": SIGNED, "revision superseded": SIGNED, "revision obsolete": SIGNED },
  },
  procedure: controlled(),
  "limit-set": controlled(),
  document: controlled(),
  revision: {
    ...{ written: APPROVED, in_review: APPROVED, draft: APPROVED },
    ...{ released: SIGNED, superseded: SIGNED, obsolete: SIGNED },
  },
  "limit-replay": { tried: "a trial changes nothing" },
  order: {
    ...{ imported: PLANNED, planned: PLANNED, released: PLANNED, in_progress: PLANNED },
    ...{ on_hold: PLANNED, completed: PLANNED, closed: PLANNED, cancelled: PLANNED },
  },
  demand: { created: PLANNED, changed: PLANNED },
  unit: {
    ...{ created: PLANNED, released: SIGNED, shipped: PLANNED, returned: WORK, readmitted: WORK },
    ...{ "taken-to-repair": WORK, repaired: WORK, scrapped: WORK, "component-changed": WORK },
    ...{
      revised: PLANNED,
      "run-invalidated": "the invalidation is listed",
      "sent-to-rework": WORK,
    },
  },
  component: { installed: WORK, removed: WORK, swapped: WORK },
  repair: { begun: WORK, done: WORK },
  shipment: { shipped: PLANNED },
  nonconformance: {
    ...{ contained: WORK, investigating: WORK, dispositioned: WORK, verified: WORK },
    closed: SIGNED,
  },
  "corrective-action": {
    ...{ opened: WORK, planned: WORK, implemented: WORK, evaluated: WORK, reopened: WORK },
    closed: SIGNED,
  },
  override: { revoked: ENDED },
  arming: { armed: PLANNED, disarmed: PLANNED },
  "reference-unit": { registered: PLANNED, changed: PLANNED },
  "maintenance-plan": { planned: PLANNED, changed: PLANNED },
  maintenance: { performed: PLANNED },
  equipment: { registered: PLANNED, changed: PLANNED },
  evidence: { drafted: PLANNED, assembled: PLANNED, sealed: PLANNED },
  requirement: { stated: PLANNED, changed: PLANNED },
  attachment: { added: PLANNED },
  signature: { signed: "it is a signature" },
  decision: {
    ...{ opened: PLANNED, "position taken": PLANNED, decided: SIGNED, escalated: PLANNED },
  },
  "received-file": { received: "what did not map is in the file's own report" },
  alarm: { raised: MACHINE, cleared: MACHINE, acknowledged: MACHINE, closed: MACHINE },
  clock: { started: MACHINE, changed: MACHINE },
  downtime: { started: MACHINE, ended: MACHINE },
  "hand-over": { written: PLANNED, acknowledged: PLANNED },
  "rig-service": { enabled: MACHINE, disabled: MACHINE },
  rig: { declared: PLANNED },
  site: { declared: PLANNED },
  station: { declared: PLANNED },
  quarantine: { retried: "nothing is lost by it" },
  sink: { rebuilt: "nothing is lost by it" },
  account: { taken: "figures of a day" },
  person: {
    ...{ added: ACCESS, "roles-changed": ACCESS, revoked: ACCESS, erased: ACCESS },
    "secrets-reset": ACCESS,
  },
  "access-token": { granted: ACCESS, revoked: ACCESS },
  "access-event": { locked: ACCESS, unlocked: ACCESS },
  qualification: { qualified: ACCESS, withdrawn: ACCESS },
};

function controlled(): Readonly<Record<string, string>> {
  const steps = { drafted: APPROVED, edited: APPROVED, submitted: APPROVED, rejected: APPROVED };
  return { ...steps, approved: SIGNED, retired: SIGNED };
}
