/** The field that a keyboard-wedge scanner types into. */
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../../../app/api.ts";
import { scannedText } from "../../../parts/program/scanned-text.ts";
import { SCAN_FIELD, useScanFocus } from "../../../parts/program/use-scan-focus.ts";
import { RemedyText } from "../../../parts/remedy-text.tsx";
import type { ScanState } from "./use-scan.ts";

/** Empty again after each scan, so that the next one can follow at once. */
export function ScanForm({ scan }: { readonly scan: ScanState }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useScanFocus(field);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const typed = scannedText(text);
    // A scanner that ends with CR LF presses Enter twice.
    if (scan.isBusy || typed === "") return;
    setText("");
    void scan.submit(typed);
  };
  return (
    <form className="scan-form" onSubmit={submit}>
      <label htmlFor="scan">{t("scan.field")}</label>
      <div className="scan-row">
        <input
          id="scan"
          ref={field}
          {...{ [SCAN_FIELD]: "" }}
          className="mono"
          value={text}
          maxLength={400}
          autoComplete="off"
          spellCheck={false}
          aria-describedby="scan-hint"
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" disabled={scan.isBusy}>
          {t("scan.send")}
        </button>
      </div>
      <p id="scan-hint" className="muted">
        {t("scan.hint")}
      </p>
      {scan.problem === undefined ? null : <Refused problem={scan.problem} />}
    </form>
  );
}

function Refused({ problem }: { readonly problem: Problem }) {
  const { title, detail = title, remedy, code } = problem;
  return (
    <div className="scan-problem" role="alert">
      <strong>{detail}</strong>
      {remedy === undefined ? null : (
        <p>
          <RemedyText text={remedy} />
        </p>
      )}
      <p className="mono muted">{code}</p>
    </div>
  );
}
