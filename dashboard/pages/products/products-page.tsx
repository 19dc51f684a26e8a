/** What is made, and by which limits it is judged. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ProductView } from "../../app/contract.ts";
import { productsQuery } from "../../app/queries.ts";
import { LimitBar } from "../../measure/limit-bar.tsx";
import { bandText, limitsText } from "../../measure/measurement-text.ts";
import { EmptyNote } from "../../parts/notice.tsx";
import { Fact, Facts, Page, Section, TableScroll } from "../../parts/page.tsx";
import { QueryView } from "../../parts/query-view.tsx";
import { useWord } from "../../parts/use-word.ts";
import "./products.css";

/** Each product with its procedures and all three bands of limits. */
export function ProductsPage() {
  const { t } = useTranslation();
  const query = useQuery(productsQuery);
  return (
    <Page title={t("products.title")} lead={t("products.lead")}>
      <QueryView query={query} what={t("products.title")}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyNote title={t("products.empty")} hint={t("products.emptyHint")} />
          ) : (
            items.map((product) => <Product key={product.partNumber} product={product} />)
          )
        }
      </QueryView>
    </Page>
  );
}

function Product({ product }: { product: ProductView }) {
  const { t } = useTranslation();
  const word = useWord();
  const revisions = product.revisions.map(({ revision, status }) => `${revision} (${status})`);
  return (
    <div className="product" id={product.partNumber}>
      <section className="section section-body product-head">
        <h2>
          <Link to="/products/$partNumber" params={{ partNumber: product.partNumber }}>
            {product.partNumber}
          </Link>{" "}
          <span className="product-name">{product.name}</span>
        </h2>
        {product.description === undefined ? null : <p>{product.description}</p>}
        <Facts>
          <Fact name={t("products.stage")}>{word("stage", product.stage)}</Fact>
          <Fact name={t("products.route")}>{product.route.join(" → ")}</Fact>
          <Fact name={t("products.revisions")}>{revisions.join(", ")}</Fact>
        </Facts>
      </section>
      {byRoute(product).map((procedure) => (
        <ProcedureTable key={`${procedure.id}/${procedure.version}`} procedure={procedure} />
      ))}
    </div>
  );
}

/** In the order in which a unit meets them; operations outside the route last. */
function byRoute({ procedures, route }: ProductView): ProductView["procedures"] {
  const place = (operation: string) => {
    const index = route.indexOf(operation);
    return index < 0 ? route.length : index;
  };
  return procedures.toSorted((one, other) => place(one.operation) - place(other.operation));
}

function ProcedureTable({ procedure }: { procedure: ProductView["procedures"][number] }) {
  const { t } = useTranslation();
  const version = t("products.version", { version: procedure.version });
  return (
    <Section
      title={`${procedure.operation}: ${procedure.name}`}
      aside={
        <p className="muted procedure-pin">
          <span className="mono">{procedure.id}</span> {version} · {procedure.status} ·{" "}
          <span className="mono" title={procedure.hash}>
            {procedure.hash.slice(0, 12)}
          </span>
        </p>
      }
    >
      <TableScroll label={procedure.name}>
        <table className="rows">
          <thead>
            <tr>
              <th>{t("column.measurement")}</th>
              <th className="procedure-band">{t("column.band")}</th>
              <th>{t("limit.acceptance")}</th>
              <th>{t("limit.specification")}</th>
              <th>{t("limit.warning")}</th>
            </tr>
          </thead>
          <tbody>
            {procedure.measurements.map(({ id, name, limits }) => (
              <tr key={id}>
                <td>
                  {name}
                  <span className="procedure-id mono">{id}</span>
                </td>
                <td className="procedure-band">
                  <LimitBar limits={limits} state="expected" labelled={false} />
                </td>
                <td className="num strong">{limitsText(limits)}</td>
                <td className="num">{bandText(limits, limits.specification)}</td>
                <td className="num muted">{bandText(limits, limits.warning)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Section>
  );
}
