/** An object or array that is open while the text is read. */
interface Frame {
  /** Names so far; undefined in an array. */
  readonly names: Set<string> | undefined;
  /** The name of the value that is being read, or its place in an array. */
  step: string | number;
  expectsName: boolean;
}

/**
 * The paths of names that stand twice in one object. `text` must be valid JSON: of two equal names
 * JSON.parse keeps the last, so what was sent first would be lost in silence.
 */
export function findDuplicateKeys(text: string): string[] {
  const found: string[] = [];
  const frames: Frame[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const frame = frames.at(-1);
    switch (text[at]) {
      case '"': {
        const end = endOfString(text, at);
        if (frame?.expectsName) takeName(frames, JSON.parse(text.slice(at, end + 1)), found);
        at = end;
        break;
      }
      case "{":
        frames.push({ names: new Set(), step: "", expectsName: true });
        break;
      case "[":
        frames.push({ names: undefined, step: 0, expectsName: false });
        break;
      case "}":
      case "]":
        frames.pop();
        break;
      case ",":
        if (frame !== undefined) nextValue(frame);
        break;
    }
  }
  return found;
}

function takeName(frames: readonly Frame[], name: string, found: string[]): void {
  const frame = frames.at(-1);
  if (frame?.names === undefined) return;
  frame.step = name;
  frame.expectsName = false;
  if (frame.names.has(name)) found.push(frames.map(({ step }) => step).join("."));
  frame.names.add(name);
}

function nextValue(frame: Frame): void {
  frame.expectsName = frame.names !== undefined;
  if (typeof frame.step === "number") frame.step += 1;
}

function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}
