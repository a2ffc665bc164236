import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { c } from "tar";
import { expect, it, onTestFinished } from "vitest";
import { findNatsServer } from "./find-nats-server.ts";

const NOWHERE = "http://127.0.0.1:9/download";
/** For the shell and what the fake programs call. */
const SYSTEM_PATH = "/usr/bin:/bin";

function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "saunter-programs-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function writeProgram(file: string, script: string): void {
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

const sayVersion = (version: string): string => `echo nats-server: v${version}`;

function openSearch(releasesUrl = NOWHERE) {
  const folder = openFolder();
  const steps: string[] = [];
  const bin = join(folder, "bin");
  const hide = (name: string): void => writeProgram(join(bin, name), "exit 127");
  // Those of this machine.
  for (const name of ["nats-server", "apt-cache", "apt-get", "dpkg-deb"]) hide(name);
  return {
    bin,
    steps,
    search: {
      ...{ cacheFolder: join(folder, "cache"), path: `${bin}:${SYSTEM_PATH}`, releasesUrl },
      onStep: (what: string) => void steps.push(what),
    },
  };
}

it("an installed server of 2.10 or newer is used, and an older one is not", async () => {
  const { bin, search, steps } = openSearch();
  writeProgram(join(bin, "nats-server"), sayVersion("2.10.0"));
  expect(await findNatsServer(search)).toBe("nats-server");
  writeProgram(join(bin, "nats-server"), sayVersion("2.9.25"));
  await expect(findNatsServer(search)).rejects.toThrow("brew install nats-server");
  writeProgram(join(search.cacheFolder, "nats-server"), sayVersion("2.11.1"));
  expect(await findNatsServer(search)).toBe(join(search.cacheFolder, "nats-server"));
  expect(steps.filter((step) => step.includes("nats-server"))).toEqual([]);
});

/** @param listed what `apt-cache` shows, in shell */
function writeApt(bin: string, listed: string): { readonly listCalls: () => string[] } {
  const log = join(bin, "log");
  writeProgram(join(bin, "apt-cache"), listed);
  writeProgram(join(bin, "apt-get"), `echo "$*" >> ${log}; touch nats-server_1_amd64.deb`);
  writeProgram(
    join(bin, "dpkg-deb"),
    `mkdir -p "$3/usr/sbin"; printf '#!/bin/sh\\necho nats-server: v2.10.27' > "$3/usr/sbin/nats-server"
     chmod 755 "$3/usr/sbin/nats-server"`,
  );
  // Without options.
  const readWords = (line: string): string => line.replace(/-o\S+ /g, "");
  return { listCalls: () => readFileSync(log, "utf8").trimEnd().split("\n").map(readWords) };
}

const LISTED = "printf 'Version: 2.10.27-1\\nFilename: pool/nats.deb\\nSize: 4502708\\n'";

it("apt's package is announced, downloaded and unpacked without root", async () => {
  const { bin, search, steps } = openSearch();
  const { listCalls } = writeApt(bin, LISTED);
  expect(await findNatsServer(search)).toBe(join(search.cacheFolder, "nats-server"));
  expect(steps).toEqual(["downloading nats-server 2.10.27-1 (4.5 MB, by apt-get)"]);
  expect(await findNatsServer(search)).toBe(join(search.cacheFolder, "nats-server"));
  expect(listCalls()).toEqual(["--version", "download nats-server"]);
});

it("without a list of packages, or with only an installed one, apt's list is downloaded first", async () => {
  for (const first of ["exit 100", "echo Version: 2.10.27-1"]) {
    const { bin, search, steps } = openSearch();
    const { listCalls } = writeApt(bin, `case "$*" in *Lists*) ${LISTED};; *) ${first};; esac`);
    expect(await findNatsServer(search)).toBe(join(search.cacheFolder, "nats-server"));
    expect(steps[0]).toContain("downloading the list of packages");
    expect(listCalls()).toEqual(["--version", "update", "download nats-server"]);
  }
});

const ARCHITECTURE = { x64: "amd64", arm64: "arm64", arm: "arm7" }[process.arch as "x64"];
const NAME = `nats-server-v2.10.27-${process.platform}-${ARCHITECTURE}`;

/** @param change of the checksum that it publishes */
async function serveRelease(change: (sum: string) => string = (same) => same): Promise<string> {
  const folder = openFolder();
  writeProgram(join(folder, NAME, "nats-server"), sayVersion("2.10.27"));
  await c({ gzip: true, file: join(folder, "release"), cwd: folder }, [NAME]);
  const release = readFileSync(join(folder, "release"));
  const sum = change(createHash("sha256").update(release).digest("hex"));
  const files: Record<string, string | Buffer> = {
    "/download/v2.10.27/SHA256SUMS": `${"0".repeat(64)}  another.zip\n${sum}  ${NAME}.tar.gz\n`,
    [`/download/v2.10.27/${NAME}.tar.gz`]: release,
  };
  const server = createServer(({ url }, response) => {
    const file = files[url ?? ""];
    response.writeHead(file === undefined ? 404 : 200, { "content-length": file?.length ?? 0 });
    response.end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/download`;
}

it("without apt the release is announced, checked and kept for the next start", async () => {
  const releasesUrl = await serveRelease();
  const { search, steps } = openSearch(releasesUrl);
  const cached = join(search.cacheFolder, "nats-server");
  expect(await findNatsServer(search)).toBe(cached);
  expect(steps.at(-1)).toContain(`MB, from ${releasesUrl}/v2.10.27/${NAME}.tar.gz)`);
  expect(await findNatsServer({ ...search, releasesUrl: NOWHERE })).toBe(cached);
});

it("a release with another checksum is refused", async () => {
  const { search } = openSearch(
    await serveRelease((sum) => sum.replace(/^./, (first) => (first === "0" ? "1" : "0"))),
  );
  await expect(findNatsServer(search)).rejects.toThrow("doesn't have the checksum of SHA256SUMS");
});
