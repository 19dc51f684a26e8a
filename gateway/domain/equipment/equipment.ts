/**
 * Measuring equipment and its calibrations (ISO 9001 7.1.5.2, ISO/IEC 17025 7.8.4). Pure shapes.
 * What an instrument is worth at a moment is derived (`status.ts`), never stored.
 */

/** What a rig's run may not use: `block` refuses it, `warn` flags it, `record` only notes it. */
export const CALIBRATION_POLICIES = ["block", "warn", "record"] as const;
export type CalibrationPolicy = (typeof CALIBRATION_POLICIES)[number];

/** One instrument or fixture: the body of its entry. */
export interface Equipment {
  /** The number on its label, e.g. "DMM-07"; never used again for another one. */
  readonly id: string;
  readonly title: string;
  readonly manufacturer?: string;
  readonly model?: string;
  readonly serialNumber?: string;
  readonly location?: string;
  /** Days between two calibrations. */
  readonly intervalDays: number;
  readonly policy: CalibrationPolicy;
  /** Set while it must not be used at all. */
  readonly outOfService?: { readonly reason: string };
}

/** What an instrument read where the reference was `nominal`. All values in `unit`. */
export interface CalibrationPoint {
  /** What was measured, e.g. "voltage-dc": errors are interpolated within one function only. */
  readonly function: string;
  readonly unit: string;
  readonly nominal: number;
  /** The largest error allowed, either way. */
  readonly tolerance: number;
  readonly asFound: number;
  /** After an adjustment; absent where none was made. */
  readonly asLeft?: number;
  /** The readings it stands for beyond the outermost points, where the certificate says so. */
  readonly range?: { readonly low: number; readonly high: number };
  /** Expanded uncertainty of the reading, with its coverage factor. */
  readonly uncertainty?: { readonly expanded: number; readonly k: number };
}

/** One calibration; corrections are new versions with a reason. */
export interface Calibration {
  /** UUIDv7. */
  readonly id: string;
  readonly equipmentId: string;
  /** Microseconds since the epoch. */
  readonly performedAt: number;
  /** The last day on which it holds, in the site's time zone: "2026-12-31". */
  readonly dueOn: string;
  readonly method?: string;
  readonly provider: string;
  readonly accreditation?: string;
  /** The standards it was compared with, and until when those hold. */
  readonly references: readonly { readonly id: string; readonly validUntil: string }[];
  readonly environment?: { readonly temperatureCel?: number; readonly humidityPercent?: number };
  /** SHA-256 of the certificate's file; without one the calibration is unverified. */
  readonly certificateHash?: string;
  readonly points: readonly CalibrationPoint[];
  readonly approvedBy?: string;
}

/** True where the reading is within the point's tolerance; a reading on the bound is. */
export function isWithin(point: CalibrationPoint, reading: number): boolean {
  // Both sides are decimal figures from a certificate: 4.99 - 5 must not fail against 0.01.
  const slack = Math.max(Math.abs(reading), Math.abs(point.nominal)) * 4 * Number.EPSILON;
  return Math.abs(reading - point.nominal) <= point.tolerance + slack;
}

/** True where no point was found out of tolerance. */
export function wasFoundGood(calibration: Calibration): boolean {
  return calibration.points.every((point) => isWithin(point, point.asFound));
}

/** True where no point was left out of tolerance. */
export function wasLeftGood(calibration: Calibration): boolean {
  return calibration.points.every((point) => isWithin(point, point.asLeft ?? point.asFound));
}
