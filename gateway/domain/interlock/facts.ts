/** What the checks look at: read from the projections at one moment. Pure shapes. */
import type { CalibrationPolicy } from "../equipment/equipment.ts";
import type { UsedEquipment } from "../equipment/used.ts";

/** Where and on what the unit would be tested. */
export interface Place {
  readonly rig: string;
  readonly station: string;
  readonly operation: string;
  readonly slot?: string;
}

/** The unit as it stands; absent where neither unit nor order know the serial number. */
export interface UnitFacts {
  /** Absent for one that its first run would create. */
  readonly id?: string;
  readonly serialNumber: string;
  readonly partNumber: string;
  readonly revision?: string;
  readonly orderId?: string;
  readonly status: string;
  readonly holds: readonly { readonly id: string; readonly reason: string }[];
  /** Runs at this operation in the unit's present cycle. */
  readonly attempts: number;
}

/** One step of the unit's route. `elsewhere`: another gateway makes it, and is not heard. */
export interface StepFacts {
  readonly operation: string;
  readonly state: "open" | "running" | "pass" | "fail" | "elsewhere" | "other";
}

export interface ProcedureFacts {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  /** Runs of one unit in one cycle; without bound where absent. */
  readonly attemptsMax?: number;
  /** Absent where the procedure has no program, or nobody demands one to be verified. */
  readonly program?: { readonly hash: string; readonly verified: boolean };
}

/** An instrument of the rig, worth what it is worth on the day. */
export interface EquipmentFacts extends Pick<UsedEquipment, "id" | "status" | "calibrationId"> {
  readonly policy: CalibrationPolicy;
}

/** A reference unit that must have been tested here since a moment. */
export interface ReferenceFacts {
  readonly id: string;
  readonly serialNumber: string;
  readonly kind: "golden" | "failing";
  /** Why it is due and since when, in microseconds; absent where nothing has made it due. */
  readonly since?: { readonly at: number; readonly why: "shift" | "changeover" | "maintenance" };
  /** Its latest run on this rig and slot. */
  readonly last?: {
    readonly runId: string;
    readonly at: number;
    readonly held: boolean;
    readonly why: string;
  };
}

export interface MaintenanceFacts {
  readonly id: string;
  readonly title: string;
  readonly policy: CalibrationPolicy;
  /** What has run out; absent where nothing has. */
  readonly due?: string;
}

/** Something due at the station that keeps all of it locked. */
export interface DueFacts {
  readonly rig: string;
  /** Empty for a rig without slots. */
  readonly slot: string;
  readonly title: string;
}

/** A rig that somebody took out of service. */
export interface ServiceFacts {
  /** The rig itself, or an instrument that it drives. */
  readonly rig: string;
  readonly reason: string;
  readonly version: number;
}

/** Who tests, and whether the procedure asks for a qualification. */
export interface OperatorFacts {
  readonly personId?: string;
  /** False where nobody needs to be qualified for it. */
  readonly demanded: boolean;
  /** The qualification in force. */
  readonly qualificationId?: string;
}

/** All of them. */
export interface InterlockFacts {
  readonly place: Place;
  /** The latest time the ledger has seen, or now where that is later; microseconds. */
  readonly at: number;
  readonly scanned: string;
  /** What the unit itself says; absent where it was not read. */
  readonly read?: string;
  /** Whether the rig reads serial numbers from the unit. */
  readonly readsSerial: boolean;
  /** What the rig tests, where it tests one part number only. */
  readonly rigPartNumber?: string;
  readonly unit?: UnitFacts;
  /** Set where a reference unit is tested: it has no order, route or status. */
  readonly referenceUnit?: { readonly id: string; readonly partNumber: string };
  readonly order?: { readonly id: string; readonly status: string; readonly revision: string };
  /** Life cycle stage of the product. */
  readonly stage?: string;
  readonly revisionStatus?: string;
  readonly route: readonly StepFacts[];
  readonly procedure?: ProcedureFacts;
  readonly equipment: readonly EquipmentFacts[];
  readonly maintenance: readonly MaintenanceFacts[];
  readonly references: readonly ReferenceFacts[];
  readonly operator: OperatorFacts;
  /** Absent where rig and instruments are in service. */
  readonly outOfService?: ServiceFacts;
  /** What keeps the station locked; absent where it is not locked by what is due. */
  readonly shiftStart?: readonly DueFacts[];
}

const DEVELOPMENT: readonly (string | undefined)[] = ["concept", "evt", "dvt", "pvt"];

/** Before mass production nothing needs to be released: such runs are engineering mode. */
export function isDevelopment({ stage }: Pick<InterlockFacts, "stage">): boolean {
  return DEVELOPMENT.includes(stage);
}
