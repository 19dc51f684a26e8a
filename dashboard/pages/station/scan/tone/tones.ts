/** Short tones for what a technician must know without looking. */

/** What is told: a verdict, a rig that is armed, a scan that was refused. */
export type Tone = "pass" | "fail" | "error" | "armed" | "refused";

interface Note {
  readonly hertz: number;
  readonly atMs: number;
  readonly lengthMs: number;
}

/** Rising is good, falling is not: told apart by who hears only low or only high notes. */
const NOTES: Readonly<Record<Tone, readonly Note[]>> = {
  pass: [
    { hertz: 660, atMs: 0, lengthMs: 120 },
    { hertz: 990, atMs: 130, lengthMs: 220 },
  ],
  fail: [
    { hertz: 330, atMs: 0, lengthMs: 220 },
    { hertz: 220, atMs: 240, lengthMs: 420 },
  ],
  error: [0, 200, 400].map((atMs) => ({ hertz: 260, atMs, lengthMs: 120 })),
  armed: [{ hertz: 880, atMs: 0, lengthMs: 80 }],
  refused: [0, 150].map((atMs) => ({ hertz: 240, atMs, lengthMs: 100 })),
};
const LOUDNESS = 0.2;

/**
 * Plays a tone. A browser lets no page sound before somebody touched it or typed: until then the
 * context is suspended, and nothing is played later that belonged to a moment now gone.
 */
export function playTone(context: AudioContext, tone: Tone): void {
  if (context.state !== "running") return;
  for (const { hertz, atMs, lengthMs } of NOTES[tone]) {
    const from = context.currentTime + atMs / 1_000;
    const until = from + lengthMs / 1_000;
    const loudness = context.createGain();
    loudness.gain.setValueAtTime(0, from);
    loudness.gain.linearRampToValueAtTime(LOUDNESS, from + 0.01);
    loudness.gain.setValueAtTime(LOUDNESS, until - 0.03);
    loudness.gain.linearRampToValueAtTime(0, until);
    const source = context.createOscillator();
    source.frequency.value = hertz;
    source.connect(loudness).connect(context.destination);
    source.start(from);
    source.stop(until);
  }
}
