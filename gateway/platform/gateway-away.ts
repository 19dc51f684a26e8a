/** What a command says where no gateway answers. */

/** No gateway answers at that address; its cause is what the system told. */
export class GatewayAway extends Error {
  readonly code = "gateway.away";
  readonly remedy = "Start the gateway, or name the address it listens at: `--url`.";

  constructor(url: string, error: unknown) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`no gateway answers at ${url}: ${reason}`, { cause });
    this.name = "GatewayAway";
  }
}
