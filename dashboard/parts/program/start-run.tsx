/** Begins a run on a driven rig that is free: by hand, or with nothing but a scanner. */
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, changeApi, type Problem } from "../../app/api.ts";
import { inWords, titleInWords } from "../../messages/refusals.ts";
import { RemedyText } from "../remedy-text.tsx";
import { scannedText } from "./scanned-text.ts";
import { SCAN_FIELD, useScanFocus } from "./use-scan-focus.ts";

interface StartRunProps {
  readonly rig: string;
  /** The rig reads it from the unit: what is typed is compared with that. */
  readonly readsSerialNumber: boolean;
  /** Why it was refused. Kept by who outlives this form: the rig is looked at before it refuses. */
  readonly problem: Problem | undefined;
  readonly onProblem: (problem: Problem | undefined) => void;
}

/** The field is empty again for the next unit once the run has begun. */
export function StartRun({ rig, readsSerialNumber, problem, onProblem }: StartRunProps) {
  const { t } = useTranslation();
  const [serial, setSerial] = useState("");
  const [isBusy, setIsBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useScanFocus(field);
  const start = async () => {
    const serialNumber = scannedText(serial);
    setIsBusy(true);
    try {
      const body = serialNumber === "" ? {} : { serialNumber };
      await changeApi("post", "/rigs/{name}/start", { params: { name: rig }, body });
      setSerial("");
      onProblem(undefined);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      onProblem(error.problem);
      // The next scan takes the place of what was refused.
      field.current?.select();
    } finally {
      setIsBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // A scanner that ends with CR LF presses Enter twice.
    if (!isBusy) void start();
  };
  return (
    <form className="program program-start" onSubmit={submit} aria-label={t("program.startForm")}>
      <label className="program-field">
        <span>{t(readsSerialNumber ? "program.serialRead" : "program.serial")}</span>
        <input
          ref={field}
          {...{ [SCAN_FIELD]: "" }}
          className="mono"
          value={serial}
          required={!readsSerialNumber}
          maxLength={200}
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          onChange={(event) => setSerial(event.currentTarget.value)}
        />
      </label>
      <button type="submit" className="program-button is-start" disabled={isBusy}>
        {t(isBusy ? "program.startBusy" : "program.start")}
      </button>
      {problem === undefined ? null : <Refused problem={problem} />}
    </form>
  );
}

function Refused({ problem }: { readonly problem: Problem }) {
  const { t } = useTranslation();
  const { remedy, code } = inWords(problem);
  return (
    <div className="program-refused" role="alert">
      <p>
        <strong>{t("program.startRefused", { problem: titleInWords(problem) })}</strong>
      </p>
      {remedy === undefined ? null : (
        <p>
          <RemedyText text={remedy} />
        </p>
      )}
      <p className="mono muted">{code}</p>
    </div>
  );
}
