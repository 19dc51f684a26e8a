/** A file of demand: looked at first, taken in then; every line that is wrong is told. */
import { useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, changeApi } from "../../app/api.ts";
import { formatCount } from "../../measure/number-format.ts";
import { Section, TableScroll } from "../../parts/page.tsx";
import { decodeCsv } from "./decode-csv.ts";

interface Counts {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
}
interface Fault {
  readonly path: string;
  readonly message: string;
}
type Answer =
  | { readonly kind: "checked" | "imported"; readonly counts: Counts }
  | { readonly kind: "faults"; readonly faults: readonly Fault[] };

/** Whole or not at all. */
export function ImportDemand() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const id = useId();
  const [file, setFile] = useState<File>();
  const [answer, setAnswer] = useState<Answer>();
  const [isBusy, setBusy] = useState(false);
  const send = async (isTrial: boolean) => {
    if (file === undefined) return;
    setBusy(true);
    try {
      setAnswer(await sendFile(file, isTrial));
      if (!isTrial) await queries.invalidateQueries();
    } finally {
      setBusy(false);
    }
  };
  return (
    <Section title={t("operations.importTitle")} hint={t("operations.importHint")}>
      <div className="section-body demand-import">
        <label className="command-field is-wide" htmlFor={id}>
          <span>{t("operations.file")}</span>
          <input
            id={id}
            type="file"
            accept=".csv,text/csv"
            onChange={(event) => {
              setFile(event.currentTarget.files?.[0]);
              setAnswer(undefined);
            }}
          />
        </label>
        <button
          type="button"
          className="command-button"
          disabled={isBusy || file === undefined}
          onClick={() => void send(true)}
        >
          {t("operations.check")}
        </button>
        <button
          type="button"
          className="command-button"
          disabled={isBusy || answer?.kind !== "checked"}
          onClick={() => void send(false)}
        >
          {t("operations.importNow")}
        </button>
        {answer === undefined ? null : <Told answer={answer} />}
      </div>
    </Section>
  );
}

/** Anything but a refusal of lines is told as one fault. */
async function sendFile(file: File, isTrial: boolean): Promise<Answer> {
  try {
    const csv = decodeCsv(new Uint8Array(await file.arrayBuffer()));
    const counts = await changeApi("post", "/demand/imports", { body: { csv, isTrial } });
    return { kind: isTrial ? "checked" : "imported", counts };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { errors, detail, title, code } = error.problem;
    const whole = [{ path: code, message: detail ?? title }];
    return { kind: "faults", faults: errors === undefined || errors.length === 0 ? whole : errors };
  }
}

function Told({ answer }: { answer: Answer }) {
  const { t } = useTranslation();
  if (answer.kind !== "faults") {
    const { created, changed, unchanged } = answer.counts;
    const counts = {
      created: formatCount(created),
      changed: formatCount(changed),
      unchanged: formatCount(unchanged),
    };
    return <p role="status">{t(`operations.${answer.kind}`, counts)}</p>;
  }
  return (
    <div role="alert" className="demand-faults">
      <p>
        <strong>{t("operations.faults", { count: answer.faults.length })}</strong>
      </p>
      <TableScroll label={t("operations.fault")}>
        <table className="rows">
          <thead>
            <tr>
              <th>{t("operations.faultAt")}</th>
              <th>{t("operations.fault")}</th>
            </tr>
          </thead>
          <tbody>
            {answer.faults.map(({ path, message }) => (
              <tr key={`${path} ${message}`}>
                <th scope="row">{path}</th>
                <td>{message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </div>
  );
}
