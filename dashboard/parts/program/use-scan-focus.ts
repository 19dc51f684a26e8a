/** A scanner types wherever the focus is: a scan that would go nowhere goes to the one field. */
import { type RefObject, useLayoutEffect } from "react";

/** Marks the fields that take scans. */
export const SCAN_FIELD = "data-scan-field";

/**
 * While the field is there: a character typed where no text can be typed goes into it. With several
 * such fields on the page nobody knows which is meant, and nothing is moved.
 */
export function useScanFocus(field: RefObject<HTMLInputElement | null>): void {
  // Before the field is seen: a scan in the same moment is not lost.
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const isCharacter = event.key.length === 1 && event.key !== " ";
      if (!isCharacter || event.ctrlKey || event.altKey || event.metaKey) return;
      if (isTextField(event.target)) return;
      if (document.querySelectorAll(`[${SCAN_FIELD}]`).length !== 1) return;
      // Before the character is put in: so the first one is not lost.
      field.current?.focus();
      field.current?.select();
    };
    document.addEventListener("keydown", listen, { capture: true });
    return () => document.removeEventListener("keydown", listen, { capture: true });
  }, [field]);
}

function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}
