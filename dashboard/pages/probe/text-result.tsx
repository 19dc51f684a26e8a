/** What a device printed, and how a rig would read it. */
import { useTranslation } from "react-i18next";
import type { ProbedTextView } from "../../app/contract.ts";
import { Fact, Facts, Section } from "../../parts/page.tsx";
import { CopyText } from "./copy-text.tsx";

/** The lines as they were heard stand beside what was made of them. */
export function TextResult({ answer }: { readonly answer: ProbedTextView }) {
  const { t } = useTranslation();
  const { from, heardBytes, textShare, lines, hex } = answer;
  if (heardBytes === 0) {
    return <Nothing title={t("probe.nothing")} hint={t("probe.nothingHint")} />;
  }
  const share = Math.floor(textShare * 100);
  return (
    <Section
      title={t("probe.heard")}
      hint={`${from} · ${t("probe.heardBytes", { count: heardBytes, share })}`}
    >
      <div className="section-body probe-heard">
        {lines.length === 0 ? (
          <>
            <p>
              <strong>{t("probe.noLines")}</strong>
            </p>
            <p>{t("probe.noLinesHint")}</p>
            <code className="probe-bytes">{hex}</code>
          </>
        ) : (
          <>
            <Reading answer={answer} />
            <div>
              <h3>{t("probe.linesHeard")}</h3>
              <pre className="probe-lines">{lines.join("\n")}</pre>
            </div>
          </>
        )}
      </div>
    </Section>
  );
}

function Reading({ answer }: { readonly answer: ProbedTextView }) {
  const { t } = useTranslation();
  const { delimiter = "", pattern, yaml = "" } = answer;
  if (pattern === undefined) {
    return <Nothing title={t("probe.noPattern")} hint={t("probe.noPatternHint")} />;
  }
  const { kind, fits, of, found } = pattern;
  return (
    <div className="probe-best">
      <Facts>
        <Fact name={t("probe.delimiter")}>
          <code className="code">{JSON.stringify(delimiter).slice(1, -1)}</code>
        </Fact>
        <Fact name={t("probe.pattern")}>
          {t(`probe.patterns.${kind}`)}{" "}
          <span className="muted num">{t("probe.patternFits", { fits, of })}</span>
        </Fact>
        {found.map(({ channel, value }) => (
          <Fact key={channel} name={channel}>
            <span className="num">{value}</span>
          </Fact>
        ))}
      </Facts>
      <CopyText label={t("probe.options")} text={yaml} />
    </div>
  );
}

function Nothing({ title, hint }: { readonly title: string; readonly hint: string }) {
  return (
    <section className="notice">
      <h2>{title}</h2>
      <p>{hint}</p>
    </section>
  );
}
