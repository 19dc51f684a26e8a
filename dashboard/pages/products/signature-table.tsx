/** Who signed a record: full name, moment with its offset, meaning, and what it covers. */
import { useTranslation } from "react-i18next";
import type { SignatureView } from "../../../gateway/records/signature/record.ts";
import { TableScroll } from "../../parts/page.tsx";

/** The latest first, as the API answers them. */
export function SignatureTable({ signatures }: { signatures: readonly SignatureView[] }) {
  const { t } = useTranslation();
  if (signatures.length === 0) return <p className="muted">{t("controlled.noSignatures")}</p>;
  return (
    <TableScroll label={t("controlled.signatures")}>
      <table className="rows">
        <thead>
          <tr>
            <th>{t("controlled.who")}</th>
            <th>{t("controlled.meaning")}</th>
            <th>{t("controlled.when")}</th>
            <th>{t("controlled.covering")}</th>
          </tr>
        </thead>
        <tbody>
          {signatures.map((signature) => (
            <tr key={signature.id}>
              <td className="strong">{signature.printedName}</td>
              <td>{t(`meaning.${signature.meaning}`)}</td>
              <td className="num" title={`${signature.signedAt} UTC`}>
                {signature.signedAtSite.replace("T", " ")}
              </td>
              <td>
                <Covering signature={signature} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function Covering({ signature }: { signature: SignatureView }) {
  const { t } = useTranslation();
  if (!signature.verified) return <strong>✕ {t("controlled.unverified")}</strong>;
  if (signature.coversCurrentVersion) return <>✓ {t("controlled.covers")}</>;
  return <span className="muted">○ {t("controlled.coversNot")}</span>;
}
