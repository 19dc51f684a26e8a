/**
 * The atoms of UCUM that a test bench meets, each defined by those above it.
 * Source: The Unified Code for Units of Measure, version 2.1, tables 1 to 4, case-sensitive codes.
 *
 * Three things are narrower than UCUM, so that no wrong conversion is possible: `mol` and `rad` are
 * kinds of their own instead of numbers, and degrees of temperature take no prefix.
 */

/** Powers of ten of the metric prefixes. */
export const METRIC_PREFIXES: Readonly<Record<string, number>> = {
  ...{ Y: 24, Z: 21, E: 18, P: 15, T: 12, G: 9, M: 6, k: 3, h: 2, da: 1 },
  ...{ d: -1, c: -2, m: -3, u: -6, n: -9, p: -12, f: -15, a: -18, z: -21, y: -24 },
};

/** Powers of two of the prefixes of information. */
export const BINARY_PREFIXES: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40 };

/** What all others are made of. `VA` and `var` are no UCUM: they must never be judged as watts. */
export const BASE_ATOMS = "m s g A K cd rad mol bit VA var".split(" ");

/** Atoms that take metric prefixes: `code factor term`. */
export const METRIC_ATOMS = `
  Hz 1 /s | Bq 1 /s | N 1 kg.m/s2 | Pa 1 N/m2 | J 1 N.m | W 1 J/s | C 1 A.s | V 1 J/C | F 1 C/V
  Ohm 1 V/A | S 1 /Ohm | Wb 1 V.s | T 1 Wb/m2 | H 1 Wb/A | sr 1 rad2 | lm 1 cd.sr | lx 1 lm/m2
  Gy 1 J/kg | Sv 1 J/kg | kat 1 mol/s | L 1 dm3 | l 1 dm3 | bar 1e5 Pa | By 8 bit | Bd 1 /s
  G 1e-4 T | Mx 1e-8 Wb | dyn 1 g.cm/s2 | erg 1 dyn.cm | P 1 dyn.s/cm2 | St 1 cm2/s
  eV 1.602176634e-19 J | u 1.66053906660e-24 g | m[H2O] 9.80665 kPa | m[Hg] 133.3220 kPa
  cal 4.184 J`;

/** Atoms that take none; of a tonne UCUM allows a femtotonne, which people write who mean feet. */
export const PLAIN_ATOMS = `
  10* 10 1 | 10^ 10 1 | % 0.01 1 | [ppth] 1e-3 1 | [ppm] 1e-6 1 | [ppb] 1e-9 1 | [pptr] 1e-12 1
  [pi] 3.14159265358979323846264338327950288 1 | min 60 s | h 60 min | d 24 h | wk 7 d
  a 365.25 d | mo 30.4375 d | circ 2 [pi].rad | deg 1/360 circ | gon 0.9 deg | ' 1/60 deg
  '' 1/60 ' | t 1000 kg | ar 100 m2 | atm 101325 Pa | [g] 9.80665 m/s2 | gf 1 g.[g]
  [in_i] 2.54 cm | [ft_i] 12 [in_i] | [yd_i] 3 [ft_i] | [mi_i] 5280 [ft_i] | [mil_i] 1e-3 [in_i]
  [sin_i] 1 [in_i]2 | [sft_i] 1 [ft_i]2 | [cin_i] 1 [in_i]3 | [lb_av] 453.59237 g
  [oz_av] 1/16 [lb_av] | [lbf_av] 1 [lb_av].[g] | [psi] 1 [lbf_av]/[sin_i]
  [gal_us] 231 [cin_i] | [HP] 550 [ft_i].[lbf_av]/s | [Btu_IT] 1.05505585262 kJ
  [kn_i] 1852 m/h | [nmi_i] 1852 m`;

/**
 * Scales that start elsewhere: `code of-kind factor offset prefix?`; value × factor + offset is one
 * of the kind. A level of power is in bel above a watt, one of a field in bel above a volt: between
 * two references a level moves by a constant. `B` alone is a ratio without reference; `B[mW]` is no
 * UCUM, but what radio people mean by dBm.
 */
export const SCALES = `
  Cel K 1 273.15 | [degF] K 5/9 45967/180
  [degR] K 5/9 0 | B level 1 0 metric
  B[SPL] level-of-sound 1 0 metric | B[W] level-of-power 1 0 metric | B[kW] level-of-power 1 3 metric
  B[mW] level-of-power 1 -3 metric | B[V] level-of-voltage 1 0 metric
  B[mV] level-of-voltage 1 -6 metric | B[uV] level-of-voltage 1 -12 metric | [pH] acidity 1 0`;
