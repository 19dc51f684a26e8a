/** The normal distribution, as far as intervals need it. Pure. */

const CENTRE_UP = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
  1971.5909503065513, 133.14166789178438, 3.3871328727963665,
];
const CENTRE_DOWN = [
  5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
  687.1870074920579, 42.31333070160091, 1,
];
const TAIL_UP = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684,
  3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835,
];
const TAIL_DOWN = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008,
  0.6897673349851, 1.6763848301838038, 2.053191626637759, 1,
];
/** Beyond it the tail's fit does not hold. */
const TAIL_MIN = 1.4e-11;

/**
 * The value below which the standard normal lies with this probability; about 16 digits.
 * Wichura, algorithm AS 241 (1988), PPND16. Throws RangeError outside 1.4e-11 … 1 − 1.4e-11.
 */
export function normalQuantile(probability: number): number {
  const offset = probability - 0.5;
  if (Math.abs(offset) <= 0.425) {
    const square = 0.180625 - offset * offset;
    return (offset * horner(CENTRE_UP, square)) / horner(CENTRE_DOWN, square);
  }
  const tail = Math.min(probability, 1 - probability);
  if (!(tail >= TAIL_MIN)) throw new RangeError(`${probability} lies too far out`);
  const root = Math.sqrt(-Math.log(tail)) - 1.6;
  return (Math.sign(offset) * horner(TAIL_UP, root)) / horner(TAIL_DOWN, root);
}

/** Coefficients from the highest power down. */
function horner(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}
