/**
 * The checkable requirements by id, and how far each is built. Standards are paraphrased; nothing
 * here claims conformity with any of them.
 *
 *   built       at least one test carries the id in its name; without one the tidy tests are red
 *   open        not built, or not whole: tests that carry the id are listed all the same
 *   procedural  the duty of whoever uses the gateway; it only ships what helps
 */
export interface Requirement {
  readonly id: string;
  readonly title: string;
  readonly state: "built" | "open" | "procedural";
}

const of =
  (state: Requirement["state"]) =>
  ([id, title]: readonly [string, string]): Requirement => ({ id, title, state });

const BUILT: readonly (readonly [string, string])[] = [
  ["CR-01", "Every change is an entry; a replay of the entries gives the same state"],
  ["CR-02", "Nothing recorded is overwritten; corrections refer to what they correct"],
  ["CR-03", "Merkle log with signed checkpoints; altered or cut entries are found"],
  ["CR-04", "A change, an end or an invalidation needs its reason"],
  ["CR-05", "The trail is kept as long as the record, and exported with it"],
  ["CR-07", "Order is the ledger's, whatever the clock does"],
  ["CR-09", "The same run sent twice is one; other content under its id is refused"],
  ["CR-20", "A signature shows full name, moment with offset, and meaning"],
  ["CR-21", "Signing asks for two components first in a session, for the secret later"],
  ["CR-22", "A signature covers the exact version that was signed, and no other"],
  ["CR-23", "Ids of people are never given twice"],
  ["CR-24", "Bad attempts lock and are told; revocation is immediate"],
  ["CR-25", "Only allowed transitions; what is refused says which step is missing"],
  ["CR-26", "Nobody approves their own work; signers hold the role"],
  ["CR-40", "The status of equipment is derived at the moment, in the site's time zone"],
  ["CR-41", "Calibrations keep points as found and as left, uncertainty, certificate"],
  ["CR-42", "A run keeps the calibrations that were in force when it was made"],
  ["CR-43", "Equipment that is overdue blocks, warns or is recorded, as its policy says"],
  ["CR-44", "What an instrument out of tolerance touched is listed and judged again"],
  ["CR-46", "Procedure and program are pinned by hash; an unverified one is blocked"],
  ["CR-47", "The verdict uses a stated decision rule"],
  ["CR-62", "A release names person and equipment"],
  ["CR-63", "Only released units are shipped; returned ones are tested again"],
  ["CR-64", "Engineering and simulated runs never count"],
  ["CR-70", "Nonconformances hold their units and close without pending lines"],
  ["CR-71", "A corrective action is judged by a criterion set before it"],
  ["CR-72", "Concessions have an authority, a quantity and an expiry"],
  ["CR-80", "Only the effective version of a document is served, with its hash"],
  ["CR-81", "Changes of procedures and limits are reviewed, reasoned, authorised, pinned"],
  ["CR-82", "A matrix from requirement to test is generated and checked"],
  ["CR-84", "Grants, changes and removals of access are entries"],
  ["CR-90", "Evidence packages are whole, and verify by two independent programs"],
  ["CR-91", "Verification needs no network and no gateway"],
  ["CR-92", "A package states its scope and counts what is in it"],
  ["CR-94", "A reissued package supersedes the old one, which still verifies"],
  ["CR-95", "Names can be erased without touching the proofs"],
];

const OPEN: readonly (readonly [string, string])[] = [
  ["CR-06", "Reviews of the trail are signed records; prints mark what was amended"],
  ["CR-08", "Runs come from enrolled stations only"],
  ["CR-10", "The time series are reconciled with the ledger and can be rebuilt"],
  ["CR-27", "Copies are whole: export, import into an empty instance, equal hashes"],
  ["CR-45", "Gauge R&R and golden checks gate a station"],
  ["CR-60", "Units and components are traced forward and backward"],
  ["CR-61", "A unit is released only with every pass it needs, and by a person"],
  ["CR-65", "A typed critical value needs a second check"],
  ["CR-73", "Analyses keep their window and query"],
  ["CR-74", "Measurable maintenance objectives"],
  ["CR-75", "Field reports"],
  ["CR-83", "Backups are verified and restored on trial"],
  ["CR-93", "Time-stamp tokens on checkpoints"],
  ["CR-96", "Conformity evidence as JSON-LD"],
  ["CR-97", "Retention rules, legal holds, signed purges"],
];

const PROCEDURAL: readonly (readonly [string, string])[] = [
  ["CR-28", "Policies, training and accountability for signatures"],
];

/** Every requirement, by id. */
export const REQUIREMENTS: readonly Requirement[] = [
  ...BUILT.map(of("built")),
  ...OPEN.map(of("open")),
  ...PROCEDURAL.map(of("procedural")),
].toSorted((left, right) => left.id.localeCompare(right.id));
