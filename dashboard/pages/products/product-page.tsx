/** One product: its revisions, what each was released with, and who signed it. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ProductView } from "../../app/contract.ts";
import { productsQuery } from "../../app/queries.ts";
import { EmptyNote } from "../../parts/notice.tsx";
import { Fact, Facts, Page, Section, TableScroll } from "../../parts/page.tsx";
import { QueryView } from "../../parts/query-view.tsx";
import { useWord } from "../../parts/use-word.ts";
import { moveRevision, type RevisionView, revisionQuery } from "./controlled-queries.ts";
import { SignatureTable } from "./signature-table.tsx";
import { StepForm } from "./step-form.tsx";
import { useStatusWord } from "./use-status-word.ts";
import "./controlled.css";

const route = getRouteApi("/products/$partNumber");

/** The part number stands in the address. */
export function ProductPage() {
  const { t } = useTranslation();
  const { partNumber } = route.useParams();
  const query = useQuery(productsQuery);
  return (
    <Page title={partNumber} actions={<Link to="/products">{t("controlled.back")}</Link>}>
      <QueryView query={query} what={partNumber}>
        {({ items }) => {
          const product = items.find((each) => each.partNumber === partNumber);
          if (product === undefined) {
            return <EmptyNote title={t("products.empty")} hint={t("products.emptyHint")} />;
          }
          return <Product product={product} />;
        }}
      </QueryView>
    </Page>
  );
}

function Product({ product }: { product: ProductView }) {
  const { t } = useTranslation();
  const word = useWord();
  const { partNumber, name, stage, route: operations, revisions } = product;
  return (
    <>
      <section className="section section-body controlled-head">
        <Facts>
          <Fact name={t("controlled.name")}>{name}</Fact>
          <Fact name={t("products.stage")}>{word("stage", stage)}</Fact>
          <Fact name={t("products.route")}>{operations.join(" → ")}</Fact>
        </Facts>
        <p className="controlled-links">
          {operations.map((operation) => (
            <Link
              key={operation}
              to="/products/$partNumber/limits/$operation"
              params={{ partNumber, operation }}
            >
              {t("controlled.openLimits", { operation })}
            </Link>
          ))}
        </p>
      </section>
      {revisions.toReversed().map(({ revision }) => (
        <Revision key={revision} partNumber={partNumber} revision={revision} />
      ))}
    </>
  );
}

function Revision({ partNumber, revision }: { partNumber: string; revision: string }) {
  const { t } = useTranslation();
  const query = useQuery(revisionQuery(partNumber, revision));
  const title = t("controlled.revision", { revision });
  return (
    <Section title={title} aside={query.data && <Standing view={query.data} />}>
      <div className="section-body controlled-body">
        <QueryView query={query} what={title}>
          {(view) => (
            <>
              <Waiting view={view} />
              <Pins view={view} />
              <h3>{t("controlled.signatures")}</h3>
              <SignatureTable signatures={view.signatures} />
              <StepForm
                next={view.next}
                expectedVersion={view.recordVersion}
                onStep={(step) => moveRevision(view, step)}
              />
            </>
          )}
        </QueryView>
      </div>
    </Section>
  );
}

function Standing({ view }: { view: RevisionView }) {
  const { t } = useTranslation();
  const statusWord = useStatusWord();
  return (
    <p>
      <strong>{statusWord(view.status)}</strong>
      {view.imported ? <span className="muted"> · {t("controlled.imported")}</span> : null}
    </p>
  );
}

function Waiting({ view }: { view: RevisionView }) {
  const { t } = useTranslation();
  if (view.status !== "draft" && view.status !== "in_review") return null;
  if (view.missing.length === 0) return <p>✓ {t("controlled.waitsNothing")}</p>;
  return (
    <div>
      <h3>{t("controlled.waits")}</h3>
      <ul className="controlled-missing">
        {view.missing.map((message) => (
          <li key={message}>{message}</li>
        ))}
      </ul>
    </div>
  );
}

function Pins({ view: { pins, status } }: { view: RevisionView }) {
  const { t } = useTranslation();
  if (status === "draft" || status === "in_review") return null;
  if (pins === undefined) return <p className="muted">{t("controlled.noPins")}</p>;
  return (
    <div>
      <h3>{t("controlled.pins")}</h3>
      <TableScroll label={t("controlled.pinOf")}>
        <table className="rows">
          <thead>
            <tr>
              <th>{t("controlled.operation")}</th>
              <th>{t("controlled.versionColumn")}</th>
              <th>{t("controlled.hash")}</th>
              <th>{t("controlled.limits")}</th>
            </tr>
          </thead>
          <tbody>
            {pins.procedures.map(({ operation, id, version, hash, limitSetHash }) => (
              <tr key={operation}>
                <td className="strong">{operation}</td>
                <td>
                  <span className="mono">{id}</span> {t("products.version", { version })}
                </td>
                <td className="mono" title={hash}>
                  {hash.slice(0, 12)}
                </td>
                <td className="mono" title={limitSetHash}>
                  {limitSetHash.slice(0, 12)}
                </td>
              </tr>
            ))}
            {pins.documents.map(({ id, version, hash }) => (
              <tr key={id}>
                <td>{t("controlled.document")}</td>
                <td>
                  <span className="mono">{id}</span> {t("products.version", { version })}
                </td>
                <td className="mono" title={hash}>
                  {hash.slice(0, 12)}
                </td>
                <td />
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
      {pins.firmwareDigest === undefined ? null : (
        <p>
          {t("controlled.firmware")}{" "}
          <span className="mono">{pins.firmwareDigest.slice(0, 12)}</span>
        </p>
      )}
    </div>
  );
}
