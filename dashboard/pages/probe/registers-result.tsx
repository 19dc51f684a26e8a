/** What was read: what fits first, with its YAML; every decoding and the raw registers below. */
import { useTranslation } from "react-i18next";
import type { ProbedRegistersView, ProbedTableView } from "../../app/contract.ts";
import { Section, TableScroll } from "../../parts/page.tsx";
import { CopyText } from "./copy-text.tsx";
import { keyOf, type Look, type TableFit } from "./narrow-fits.ts";

interface RegistersResultProps {
  readonly answer: ProbedRegistersView;
  readonly look: Look;
}

/** A value that was asked for is answered first; without one there are decodings alone. */
export function RegistersResult({ answer, look }: RegistersResultProps) {
  const { t } = useTranslation();
  const { from, identity } = answer;
  return (
    <>
      {look.value === "" ? null : <Fits look={look} />}
      <Section
        title={t("probe.all")}
        hint={identity === undefined ? from : `${from} · ${t("probe.identity", { identity })}`}
      >
        {answer.tables.map((table) => (
          <Decodings key={table.table} probed={table} />
        ))}
      </Section>
    </>
  );
}

function Fits({ look }: { readonly look: Look }) {
  const { t } = useTranslation();
  const { fits, value, before } = look;
  const [best] = fits;
  if (best === undefined) {
    return (
      <section className="notice">
        <h2>{t("probe.fitsNone", { value })}</h2>
        <p>{t("probe.fitsNoneHint")}</p>
      </section>
    );
  }
  const count = fits.length;
  const hint = before === undefined ? undefined : t("probe.narrowed", { count, before });
  return (
    <Section
      title={count === 1 ? t("probe.fitsOne") : t("probe.fitsMany", { count })}
      {...(hint === undefined ? {} : { hint })}
    >
      <div className="section-body probe-best">
        {count === 1 ? null : <p>{t("probe.fitsManyHint")}</p>}
        <CopyText
          label={t("probe.channel")}
          text={`addressBase: ${best.addressBase}\nchannels:\n  - ${best.yaml}\n`}
        />
      </div>
      <FitTable fits={fits} />
    </Section>
  );
}

function FitTable({ fits }: { readonly fits: readonly TableFit[] }) {
  const { t } = useTranslation();
  return (
    <TableScroll label={t("probe.fitting")}>
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">{t("probe.table")}</th>
            <th scope="col">{t("probe.at")}</th>
            <th scope="col">{t("probe.type")}</th>
            <th scope="col">{t("probe.order")}</th>
            <th scope="col">{t("probe.scale")}</th>
            <th scope="col" className="right">
              {t("probe.quantity")}
            </th>
          </tr>
        </thead>
        <tbody>
          {fits.map((fit) => (
            <tr key={keyOf(fit)}>
              <td>{fit.table}</td>
              <td className="num">
                {fit.address}{" "}
                <span className="muted">{t("probe.countsFrom", { base: fit.addressBase })}</span>
              </td>
              <td className="mono">{fit.type}</td>
              <td className="mono">{fit.order}</td>
              <td className="num">{fit.scale}</td>
              <td className="num right strong">{fit.quantity}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function Decodings({ probed }: { readonly probed: ProbedTableView }) {
  const { t } = useTranslation();
  const { table, address, registers, decodings } = probed;
  const name = `${t(`probe.tables.${table}`)}, ${t("probe.decodings", { address })}`;
  if (registers.length === 0) {
    return (
      <div className="section-body">
        <h3>{name}</h3>
        <p className="muted">{t("probe.noRegisters")}</p>
      </div>
    );
  }
  return (
    <div className="probe-table">
      <h3>{name}</h3>
      <p className="muted mono probe-raw">
        <span className="visually-hidden">{t("probe.raw")}</span>
        {registers.map((register) => (
          <span key={register.address}>
            {register.address}: {register.hex}
          </span>
        ))}
      </p>
      <TableScroll label={name}>
        <table className="rows">
          <thead>
            <tr>
              <th scope="col">{t("probe.type")}</th>
              <th scope="col">{t("probe.order")}</th>
              <th scope="col" className="right">
                {t("probe.base0")}
              </th>
              <th scope="col" className="right">
                {t("probe.base1")}
              </th>
            </tr>
          </thead>
          <tbody>
            {decodings.map(({ type, order, base0, base1 }) => (
              <tr key={`${type} ${order}`}>
                <td className="mono">{type}</td>
                <td className="mono">{order}</td>
                <Value cell={base0} />
                <Value cell={base1} />
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </div>
  );
}

type Cell = ProbedTableView["decodings"][number]["base0"];

/** What fits is marked by a sign and a word, too. */
function Value({ cell }: { readonly cell: Cell }) {
  const { t } = useTranslation();
  if (cell === undefined) return <td className="right muted">–</td>;
  const { value, scale } = cell;
  if (scale === undefined) return <td className="num right">{value}</td>;
  return (
    <td className="num right is-fit">
      <strong>◄ {scale === 1 ? t("probe.fits") : t("probe.fitsScaled", { scale })}</strong> {value}
    </td>
  );
}
