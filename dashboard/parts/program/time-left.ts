/** The time left until an instant, for people. Pure. */

/** Whole seconds, counted as a clock that runs down shows them; 0 when it is over. */
export function secondsLeft(deadlineAt: string, nowMs: number): number {
  return Math.max(0, Math.ceil((Date.parse(deadlineAt) - nowMs) / 1_000));
}

/** "0:07", "12:30", "1:02:05". */
export function remainingText(seconds: number): string {
  const two = (part: number) => String(part).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const rest = two(seconds % 60);
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${two(minutes)}:${rest}`;
}
