/** A certificate authority of one test, made by openssl in a scratch directory. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Paths of PEM files, and the certificate's text. */
export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
}

export interface CertificateOrder {
  readonly name: string;
  /** As openssl writes it: "IP:127.0.0.1", "DNS:broker.plant". */
  readonly alternative?: string;
  /** Days from now; 0 and 1 unless told. */
  readonly fromDays?: number;
  readonly untilDays?: number;
}

/** Signs certificates; the caller disposes. */
export interface Authority extends AsyncDisposable {
  readonly directory: string;
  readonly caFile: string;
  readonly ca: string;
  issue(order: CertificateOrder): Promise<Certificate>;
}

/** `openssl x509` of this age sets no dates, so `openssl ca` signs. */
const SETTINGS = `[ca]
default_ca = test
[test]
database = $dir/index.txt
new_certs_dir = $dir
rand_serial = yes
unique_subject = no
default_md = sha256
policy = any
[any]
commonName = supplied
`;

/** With a key of its own; everything is removed at the end. */
export async function openAuthority(name = "test authority"): Promise<Authority> {
  const directory = await mkdtemp(join(tmpdir(), "rigline-test-tls-"));
  const file = (base: string) => join(directory, base);
  const [caFile, caKey] = [file("ca.crt"), file("ca.key")];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const own = ["-x509", "-days", "30", "-subj", `/CN=${name}`, "-out", caFile];
  await run("openssl", ["req", ...key, "-keyout", caKey, ...own]);
  const settings = file("ca.cnf");
  await writeFile(settings, SETTINGS.replaceAll("$dir", directory));
  await writeFile(file("index.txt"), "");
  return {
    directory,
    caFile,
    ca: await readFile(caFile, "utf8"),
    async issue({ name, alternative = "IP:127.0.0.1", fromDays = -1, untilDays = 1 }) {
      const [certFile, keyFile] = [file(`${name}.crt`), file(`${name}.key`)];
      const [request, extensions] = [file(`${name}.csr`), file(`${name}.ext`)];
      await writeFile(extensions, `subjectAltName=${alternative}\n`);
      const asked = ["-subj", `/CN=${name}`, "-keyout", keyFile, "-out", request];
      await run("openssl", ["req", ...key, ...asked]);
      const signer = ["-config", settings, "-cert", caFile, "-keyfile", caKey, "-batch", "-notext"];
      const dates = ["-startdate", stamp(fromDays), "-enddate", stamp(untilDays)];
      const made = ["-extfile", extensions, "-in", request, "-out", certFile];
      await run("openssl", ["ca", ...signer, ...made, ...dates]);
      const [cert, secret] = await Promise.all(
        [certFile, keyFile].map((path) => readFile(path, "utf8")),
      );
      return { certFile, keyFile, cert: cert ?? "", key: secret ?? "" };
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

/** YYYYMMDDHHMMSSZ. */
function stamp(days: number): string {
  const at = new Date(Date.now() + days * 86_400_000);
  return `${at.toISOString().replace(/[-:T]/g, "").slice(0, 14)}Z`;
}
