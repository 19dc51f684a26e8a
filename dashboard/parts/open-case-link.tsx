import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import "./open-case-link.css";

interface OpenCaseLinkProps {
  /** Conditions on units and first words, as the page of a new nonconformance reads them. */
  readonly about: Readonly<Record<string, string | undefined>>;
  readonly label?: string;
  /** In a row of a table: as wide as its word. */
  readonly isSmall?: boolean;
  readonly children: ReactNode;
}

/** The way from anything that looks bad to a nonconformance about it. Opens nothing yet. */
export function OpenCaseLink({ about, label, isSmall = false, children }: OpenCaseLinkProps) {
  return (
    <Link
      to="/nonconformances/new"
      search={about}
      className={isSmall ? "open-case is-small" : "open-case"}
      {...(label === undefined ? {} : { "aria-label": label })}
    >
      {children}
    </Link>
  );
}
