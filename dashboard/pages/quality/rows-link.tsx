import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { rowsSearch } from "./search.ts";

interface RowsLinkProps {
  /** As the API names them. */
  readonly address: string;
  readonly label?: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A number as the door to its rows. */
export function RowsLink({ address, label, className = "", children }: RowsLinkProps) {
  return (
    <Link
      to="/quality/runs"
      search={rowsSearch(address)}
      className={`rows-link ${className}`}
      {...(label === undefined ? {} : { "aria-label": label })}
    >
      {children}
    </Link>
  );
}
