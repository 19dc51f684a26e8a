/** The field that a keyboard-wedge scanner types into: always there, empty after each scan. */
import { type FormEvent, type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { SCAN_FIELD, useScanFocus } from "../../../../parts/program/use-scan-focus.ts";
import { insertGs, meaningOf, typedScan } from "./wedge.ts";

interface ScanFieldProps {
  readonly isBusy: boolean;
  /** The gateway is not heard: nothing is taken. */
  readonly isLost: boolean;
  readonly onScan: (text: string) => void;
}

/** A scan that comes while one is being answered is taken, too: it waits its turn. */
export function ScanField({ isBusy, isLost, onScan }: ScanFieldProps) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const before = useRef<{ at: number; text: string }>(undefined);
  useScanFocus(field);
  const send = () => {
    const typed = typedScan(field.current?.value ?? "");
    setText("");
    before.current = undefined;
    // A scanner that ends with CR LF presses Enter twice.
    if (typed !== "" && !isLost) onScan(typed);
  };
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    const input = event.currentTarget;
    const at = performance.now();
    const meaning = meaningOf({ ...keyOf(event), at }, before.current);
    before.current = { at, text: input.value };
    if (meaning === "plain") return;
    event.preventDefault();
    if (meaning === "end") return send();
    const { selectionStart, selectionEnd, value } = input;
    setText(insertGs(value, selectionStart ?? value.length, selectionEnd ?? value.length));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send();
  };
  return (
    <form className="scan-form" onSubmit={submit} aria-busy={isBusy}>
      <label htmlFor="scan">{t(isLost ? "work.fieldLost" : "scan.field")}</label>
      <div className="scan-row">
        <input
          id="scan"
          ref={field}
          {...{ [SCAN_FIELD]: "" }}
          className="mono"
          value={text}
          disabled={isLost}
          maxLength={400}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          onKeyDown={press}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" disabled={isLost}>
          {t("scan.send")}
        </button>
      </div>
    </form>
  );
}

function keyOf({ key, ctrlKey, altKey }: KeyboardEvent) {
  return { key, ctrlKey, altKey };
}
