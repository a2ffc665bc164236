import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { formatLeaf, type HubHost, PORTS, writeHub } from "../hub/write-hub.ts";
import { parsePort } from "./parse-port.ts";

interface HubCommandOptions {
  readonly server: readonly HubHost[];
  readonly out: string;
  readonly data: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly clientPort: number;
  readonly leafPort: number;
  readonly clusterPort: number;
  readonly monitorPort: number;
}

interface LeafCommandOptions {
  readonly hub: readonly string[];
  readonly credentials: string;
  readonly out: string;
  readonly plain: boolean;
  readonly clientPort: number;
  readonly monitorPort: number;
}

const SERVER = /^([a-z0-9-]{1,63})=([A-Za-z0-9.-]{1,253})$/;

export function addHubCommands(program: Command): void {
  program
    .command("hub")
    .description(
      "write the files by which a hub of NATS servers is set up: keys, configurations, credentials",
    )
    .requiredOption("--server <name=host>", "each of its servers, 1 or 3", parseServer)
    .requiredOption("--out <folder>", "where the files go; keys that are there stay")
    .option("--data <folder>", "where the servers keep messages, on their disks", "/var/lib/nats")
    .option("--tls-cert <file>", "certificate on the servers' disks")
    .option("--tls-key <file>", "its key")
    .option("--client-port <n>", "for the chain", parsePort, PORTS.clients)
    .option("--leaf-port <n>", "for shops' leaf nodes", parsePort, PORTS.leaves)
    .option("--cluster-port <n>", "between the servers", parsePort, PORTS.cluster)
    .option("--monitor-port <n>", "for health checks on the same machine", parsePort, PORTS.monitor)
    .action(runHubCommand);
  program
    .command("leaf")
    .description("write the configuration of a shop's leaf node")
    .argument("<shop>", "the shop's id")
    .requiredOption(
      "--hub <host[:port]>",
      `each of the hub's servers, and its port for leaf nodes if it isn't ${PORTS.leaves}`,
      (host: string, before: string[] = []) => [...before, host],
    )
    .requiredOption("--out <file>", "where the configuration goes")
    .option("--credentials <file>", "of the shop, on its computer", "/etc/saunter/hub.creds")
    .option("--client-port <n>", "for the shop", parsePort, PORTS.clients)
    .option("--monitor-port <n>", "for health checks on the same machine", parsePort, PORTS.monitor)
    .option("--plain", "without TLS: on a private network alone", false)
    .action(runLeafCommand);
}

function parseServer(text: string, before: readonly HubHost[] = []): readonly HubHost[] {
  const found = SERVER.exec(text);
  if (found === null)
    throw new InvalidArgumentError("It must be NAME=HOST, such as hub-1=10.0.0.1.");
  return [...before, { name: found[1]!, host: found[2]! }];
}

async function runHubCommand(options: HubCommandOptions): Promise<void> {
  const { data, out, server: servers, tlsCert, tlsKey } = options;
  const names = new Set(servers.map(({ name }) => name));
  if ((servers.length !== 1 && servers.length !== 3) || names.size !== servers.length) {
    throw new Error(
      "a hub has 1 or 3 servers, each with a name of its own: two that part would both stop",
    );
  }
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new Error("--tls-cert and --tls-key come together, or neither");
  }
  const tls = tlsCert === undefined ? null : { certificate: tlsCert, key: tlsKey! };
  const folder = resolve(out);
  const ports = {
    ...{ clients: options.clientPort, leaves: options.leafPort },
    ...{ cluster: options.clusterPort, monitor: options.monitorPort },
  };
  const files = await writeHub(folder, { servers, dataFolder: data, tls, ports });
  const lines = servers.map(
    ({ name, host }) => `  ${name}.json   to ${host}, as /etc/nats-server.conf`,
  );
  process.stdout.write(`${files.length} files are in ${folder}:

${lines.join("\n")}
  chain.creds      to the chain's server: it signs in to the hub with it
  hub-keys.json    to the chain's server, and to a backup: whoever has it is the chain

The servers' files and ${data} belong to the user that nats-server runs as.
${tls === null ? "\nWithout --tls-cert, what shops and the hub say to one another can be read on the way.\n" : ""}`);
}

function runLeafCommand(
  shopId: string,
  { clientPort, credentials, hub, monitorPort, out, plain }: LeafCommandOptions,
): void {
  const text = formatLeaf(shopId, {
    ...{ hosts: hub, isTls: !plain, credentialsFile: credentials },
    ports: { clients: clientPort, monitor: monitorPort },
  });
  writeFileSync(out, `${text}\n`);
  process.stdout.write(`${resolve(out)}: to the shop's computer, as /etc/nats-server.conf\n`);
}
