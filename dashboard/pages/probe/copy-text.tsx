/** Text to be taken elsewhere. */
import { Button } from "@mantine/core";
import { useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

/** With a button that copies it; where the browser does not let it, the text is selected. */
export function CopyText({ label, text }: { readonly label: string; readonly text: string }) {
  const { t } = useTranslation();
  const id = useId();
  const block = useRef<HTMLPreElement>(null);
  const [copied, setCopied] = useState("");
  const copy = () => {
    if (block.current !== null) getSelection()?.selectAllChildren(block.current);
    // Only pages of this machine or of https may write the clipboard; then Ctrl+C does.
    navigator.clipboard?.writeText(text).then(
      () => setCopied(text),
      () => setCopied(""),
    );
  };
  return (
    <div className="copy-text">
      <div className="copy-text-head">
        <h3 id={id}>{label}</h3>
        <Button variant="default" onClick={copy}>
          <span aria-live="polite">{copied === text ? t("probe.copied") : t("probe.copy")}</span>
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must take the keyboard */}
      <section className="copy-text-body" aria-labelledby={id} tabIndex={0}>
        <pre ref={block}>{text}</pre>
      </section>
    </div>
  );
}
