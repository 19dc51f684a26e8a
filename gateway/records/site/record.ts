import type { Calendar } from "../../domain/site/shift.ts";

/** The site as the configuration declares it: the body of its entry. */
export interface SiteBody extends Calendar {
  readonly name: string;
}
