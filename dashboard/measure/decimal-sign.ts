/** What stands between the whole and the fraction of a number; ISO 80000-1 knows these two. */
export type DecimalSign = "." | ",";

let sign: DecimalSign = ".";

/** The sign of the language that is shown. */
export function decimalSign(): DecimalSign {
  return sign;
}

/** Set with the language; what is on the screen then is drawn anew by who sets it. */
export function setDecimalSign(next: DecimalSign): void {
  sign = next;
}
