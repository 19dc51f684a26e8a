import { useTranslation } from "react-i18next";
import type { RigView } from "../app/contract.ts";
import "./rig-link.css";

/** The state of the link to a rig: shape, word and colour. */
export function RigLink({ link }: { link: RigView["link"] }) {
  const { t } = useTranslation();
  return (
    <span className={`rig-link is-${link}`}>
      <span className="rig-link-mark" aria-hidden="true" />
      {t(`rigLink.${link}`)}
    </span>
  );
}
