import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { nameReleasePlatform } from "@saunter/protocol/chain/release-messages";
import { formatPublicKey } from "@saunter/server/signatures/ed25519";
import type { Command } from "commander";
import { makeHubStreams } from "../hub/hub-streams.ts";
import { signInWith } from "../hub/sign-in.ts";
import { writeSecret } from "../hub/write-hub.ts";
import { choosePassPhrase, findPassPhrase, OWN_SOURCES } from "../keep/pass-phrase.ts";
import { type HubReleases, openHubReleases } from "../releases/hub-releases.ts";
import { packRelease } from "../releases/pack-release.ts";
import { makeReleaseKey, openReleaseKey } from "../releases/release-key.ts";
import { createProgressBar } from "./progress-bar.ts";
import { readConfig } from "./read-config.ts";

const USE = { of: "the key", variable: "SAUNTER_RELEASE_PASS_PHRASE" };
const PASS_PHRASE_OPTION = [
  "--pass-phrase-file <file>",
  "a file whose first line is the key's pass phrase",
] as const;

const EXAMPLES = `
The key's pass phrase comes from --pass-phrase-file, from ${USE.variable}, or is asked for. Keep the key where
releases are made, and not on the chain's server: whoever has both runs what they like in each shop.

Examples:
  saunter-chain release new-key --out releases.key       once; shops get what it prints, as chain.releaseKey
  saunter-chain release pack /tmp/saunter --key releases.key --out saunter-1.2.0.release
  saunter-chain release publish saunter-1.2.0.release --config /etc/saunter/chain.yaml
  saunter-chain release list --config /etc/saunter/chain.yaml
`;

export function addReleaseCommands(program: Command): void {
  const release = program
    .command("release")
    .description("releases of Saunter that shops get from the hub")
    .addHelpText("after", EXAMPLES);
  release
    .command("new-key")
    .description("make a key that signs releases")
    .requiredOption("--out <file>", "a new file")
    .option(...PASS_PHRASE_OPTION)
    .action(makeKey);
  release
    .command("pack")
    .description(
      "make a signed file of a folder in which Saunter is installed, for computers like this one",
    )
    .argument(
      "<folder>",
      "a fresh clone, after `npm ci --omit=dev` and `npx node scripts/screens.ts`",
    )
    .requiredOption("--key <file>", "what new-key has made")
    .requiredOption("--out <file>", "a new file")
    .option(...PASS_PHRASE_OPTION)
    .action(pack);
  const configOption = ["--config <file>", "chain.yaml, which names the hub"] as const;
  release
    .command("publish")
    .description(
      "put a release on the hub; nothing changes until a version of kind software wants it",
    )
    .argument("<file>", "what pack has made")
    .requiredOption(...configOption)
    .action(publish);
  release
    .command("list")
    .description("list the releases at the hub")
    .requiredOption(...configOption)
    .action(list);
  release
    .command("remove")
    .description("remove a release from the hub; shops that have it keep it")
    .argument("<version>", "such as 1.2.0")
    .requiredOption(...configOption)
    .action(remove);
}

interface KeyOptions {
  readonly out: string;
  readonly passPhraseFile?: string;
}

async function makeKey({ out, passPhraseFile }: KeyOptions): Promise<void> {
  if (existsSync(out)) throw new Error(`${out} exists already; it stays as it is`);
  const passPhrase = await choosePassPhrase(passPhraseFile, OWN_SOURCES, USE);
  const pem = makeReleaseKey(passPhrase);
  writeSecret(out, pem);
  const text = formatPublicKey(openReleaseKey(pem, passPhrase));
  process.stdout.write(`${resolve(out)} signs releases. Into each shop's configuration:

  chain:
    releaseKey: ${text}
`);
}

interface PackOptions extends KeyOptions {
  readonly key: string;
}

const BYTES_A_MEGABYTE = 1e6;

async function pack(folder: string, options: PackOptions): Promise<void> {
  const passPhrase = await findPassPhrase(options.passPhraseFile, OWN_SOURCES, USE);
  const key = openReleaseKey(readFileSync(options.key, "utf8"), passPhrase);
  const bar = createProgressBar("Packing");
  const { bytes, platform, version } = await packRelease({
    ...{
      folder,
      key,
      out: options.out,
      platform: nameReleasePlatform(process.report.getReport()),
      nowMs: Date.now(),
    },
    onProgress: bar.show,
  }).finally(bar.end);
  const megabytes = (bytes / BYTES_A_MEGABYTE).toFixed(1);
  process.stdout.write(
    `${options.out}: release ${version} for ${platform}, ${megabytes} MB, signed\n`,
  );
}

interface HubOptions {
  readonly config: string;
}

async function publish(file: string, { config }: HubOptions): Promise<void> {
  const bar = createProgressBar("Publishing");
  const { facts, isNew } = await atHub(config, (releases) =>
    releases.publish(file, bar.show).finally(bar.end),
  );
  const name = `Release ${facts.version} for ${facts.platform}`;
  process.stdout.write(`${name} is at the hub${isNew ? "" : " already"}.\n`);
}

async function list({ config }: HubOptions): Promise<void> {
  const all = await atHub(config, (releases) => releases.list());
  const lines = all.map(({ version, platform, bytes, madeMs }) => {
    const megabytes = `${(bytes / BYTES_A_MEGABYTE).toFixed(1)} MB`;
    return `${version}  ${platform}  ${megabytes}  made ${new Date(madeMs).toISOString()}\n`;
  });
  process.stdout.write(lines.length === 0 ? "No release is at the hub.\n" : lines.join(""));
}

async function remove(version: string, { config }: HubOptions): Promise<void> {
  const removed = await atHub(config, async (releases) => {
    const there = (await releases.list()).filter((one) => one.version === version);
    for (const { platform } of there) await releases.remove(version, platform);
    return there.length;
  });
  if (removed === 0) throw new Error(`no release ${version} is at the hub`);
  process.stdout.write(`Release ${version} is not at the hub any more.\n`);
}

async function atHub<T>(config: string, work: (releases: HubReleases) => Promise<T>): Promise<T> {
  const { hub } = readConfig(config);
  const connection = await connect({
    ...{ servers: [...hub.servers], name: "releases", reconnect: false },
    authenticator: signInWith(hub.credentials),
  });
  try {
    const manager = await jetstreamManager(connection);
    await makeHubStreams(manager, { ...hub, replicas: hub.servers.length });
    return await work(openHubReleases(connection, manager));
  } finally {
    await connection.close();
  }
}
