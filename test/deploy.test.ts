/** The files in `deploy` and the container image agree with the code: ports, files, secrets, rights. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadChainConfig } from "@saunter/chain/config/load-chain-config";
import { ROUTE_RIGHTS } from "@saunter/chain/http/route-rights";
import { writeHub } from "@saunter/chain/hub/write-hub";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";

const fileOf = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
const read = (path: string): string => readFileSync(fileOf(path), "utf8");

interface Service {
  readonly image?: string;
  readonly build?: string | { readonly context: string; readonly target: string };
  readonly command?: readonly string[];
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: unknown;
  readonly healthcheck?: { readonly test: readonly string[] };
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
}

const readCompose = (path: string): Compose => parse(read(path), { merge: true });

describe("the compose file of a chain", () => {
  const folder = "deploy/compose";
  const { services, volumes } = readCompose(`${folder}/chain.yaml`);
  const config = read(`${folder}/chain.config.yaml`);

  it("has a hub of three servers, a database, the chain and what watches it", () => {
    const names = ["hub-1", "hub-2", "hub-3", "postgres", "chain", "prometheus", "grafana"];
    expect(Object.keys(services)).toEqual(["hub-files", ...names]);
    for (const [name, { build, image }] of Object.entries(services)) {
      // One of them, and never the newest of a day.
      expect([name, build === undefined]).toEqual([name, image !== undefined]);
      if (image !== undefined) expect(image).toMatch(/^[a-z/]+:v?\d+/);
    }
  });

  it("gives the chain a configuration that is right, with all secrets and files that it names", async () => {
    const hub = mkdtempSync(join(tmpdir(), "saunter-hub-"));
    onTestFinished(() => rmSync(hub, { recursive: true }));
    const given = (name: string): string[] =>
      services["hub-files"]!.command!.filter((one) => one.startsWith(`--${name}=`)).map((one) =>
        one.slice(name.length + 3),
      );
    const servers = given("server").map((one) => {
      const [server, host] = one.split("=") as [string, string];
      return { name: server, host };
    });
    const files = await writeHub(hub, { servers, dataFolder: given("data")[0]!, tls: null });
    const { environment, volumes: mounts } = services.chain!;
    expect(mounts).toContain("./hub:/etc/saunter/hub:ro");
    const loaded = loadChainConfig(config, {
      environment: environment!,
      readText: (path) => {
        expect(path).toMatch(/^hub\//);
        return readFileSync(join(hub, path.slice("hub/".length)), "utf8");
      },
    });
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
    const { http, hub: used, databaseUrl } = loaded.config;
    expect(databaseUrl).toMatch(/@postgres\/chain$/);
    expect(used.servers).toEqual(servers.map(({ host }) => `${host}:4222`));
    expect(services.chain!.ports).toEqual([`127.0.0.1:${http.port}:${http.port}`]);
    expect(read("deploy/prometheus/prometheus.yml")).toContain(`"chain:${http.metricsPort}"`);
    expect([http.host, http.metricsHost]).toEqual(["0.0.0.0", "0.0.0.0"]);
    // The hub's servers find their configuration, keep messages in a volume, and listen where they are looked for.
    for (const { name } of servers) {
      expect(files).toContain(`${name}.json`);
      const written = JSON.parse(readFileSync(join(hub, `${name}.json`), "utf8"));
      const service = services[name]!;
      expect(service.volumes).toEqual([
        `./hub/${name}.json:/etc/nats-server.conf:ro`,
        `${name}:/var/lib/nats`,
      ]);
      expect(written.jetstream.store_dir).toMatch(/^\/var\/lib\/nats\//);
      expect(service.command).toEqual(["--config", "/etc/nats-server.conf"]);
      expect(service.ports![0]!.split(":")[1]).toBe(written.leafnodes.listen.split(":")[1]);
      expect(service.healthcheck!.test.join(" ")).toContain(`http://${written.http}/healthz`);
    }
  });

  it("names secrets that its example has, and no others", () => {
    const wanted = [...read(`${folder}/chain.yaml`).matchAll(/\$\{([A-Z_]+)/g)].map(
      ([, one]) => one,
    );
    const example = read(`${folder}/chain.env.example`);
    const given = [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)];
    expect([...new Set(wanted)].toSorted()).toEqual(given.map(([, name]) => name).toSorted());
    // Nobody starts it with a password that everybody knows.
    expect(given.map(([, , value]) => value)).toEqual(given.map(() => ""));
    expect(read(`${folder}/chain.yaml`)).not.toMatch(/\$\{[A-Z_]+\}/);
  });

  it("mounts what is there, or what its head says how to make, and uses its volumes", () => {
    const used = new Set<string>();
    for (const [name, service] of Object.entries(services)) {
      for (const volume of service.volumes) {
        const [source] = volume.split(":") as [string];
        if (!source.startsWith(".")) used.add(source);
        else if (!/^\.\/(?:hub|shops)(?:\/|$)/.test(source)) {
          expect([name, source, existsSync(join(fileOf(folder), source))]).toEqual([
            name,
            source,
            true,
          ]);
        }
      }
      for (const other of listNeeded(service)) expect(Object.keys(services)).toContain(other);
    }
    expect([...used].toSorted()).toEqual(Object.keys(volumes).toSorted());
    const dashboards = readdirSync(fileOf("deploy/grafana")).filter((one) => one.endsWith(".json"));
    const mounted = services.grafana!.volumes.filter((one) => one.includes("/dashboards/"));
    expect(mounted).toHaveLength(dashboards.length);
    const { providers } = parse(read("deploy/grafana/provisioning/dashboards/saunter.yaml"));
    for (const volume of mounted) expect(volume).toContain(`:${providers[0].options.path}/`);
  });

  it("shows the network what shops need, and the rest to this computer alone", () => {
    const ports = Object.values(services).flatMap(({ ports: some = [] }) => some);
    expect(ports.filter((port) => !port.startsWith("127.0.0.1:"))).toEqual([
      ...["7422:7422", "7423:7422", "7424:7422"],
    ]);
  });
});

function listNeeded({ depends_on: needed = [] }: Service): string[] {
  return Array.isArray(needed) ? needed : Object.keys(needed as object);
}

describe("containers", () => {
  it.each([
    ["compose.yaml", []],
    // PostgreSQL's image begins as root and gives that up by itself.
    ["deploy/compose/chain.yaml", ["postgres"]],
  ])("of %s can write to their volumes alone, and gain no rights", (path, exceptions) => {
    for (const [name, service] of Object.entries(readCompose(path).services)) {
      expect([name, service.security_opt]).toEqual([name, ["no-new-privileges:true"]]);
      if ((exceptions as string[]).includes(name)) continue;
      expect([name, service.read_only, service.cap_drop]).toEqual([name, true, ["ALL"]]);
      const isHub = /^hub-\d$/.test(name);
      expect([name, service.cap_add]).toEqual([name, isHub ? ["DAC_OVERRIDE"] : undefined]);
      // A container that runs our programs is one whose image has a user.
      if (service.build === undefined) expect(service.image).not.toContain("saunter");
    }
  });

  it("have no part of the keys and passwords that lie beside their files", () => {
    const readLines = (path: string): string[] => read(path).split("\n");
    // Docker also reads what it does not copy: folders of another user end the build.
    expect(readLines(".dockerignore")).toContain("deploy");
    const copied = read("Dockerfile").match(/^COPY (?!--from).+$/gm)!;
    expect(copied.length).toBeGreaterThan(1);
    for (const line of copied) expect(line).not.toMatch(/deploy|COPY \. /);
    for (const secret of [".env", "hub/", "shops/"]) {
      expect(readLines(".gitignore")).toContain(`/deploy/compose/${secret}`);
    }
  });

  it("are built of files that there are, run as nobody in particular, and are asked how they are", () => {
    const stages = read("Dockerfile")
      .split(/^FROM /m)
      .slice(1);
    const names = stages.map((stage) => / AS (\w+)\n/.exec(stage)?.[1]);
    expect(names).toEqual(["build", "runtime", "chain", "shop"]);
    for (const [, sources] of stages[0]!.matchAll(/^COPY (.+) \S+$/gm)) {
      for (const source of sources!.split(" "))
        expect([source, existsSync(fileOf(source))]).toEqual([source, true]);
    }
    const { target } = readCompose("deploy/compose/chain.yaml").services.chain!.build as {
      target: string;
    };
    expect(names).toContain(target);
    for (const [at, program] of [
      [2, "chain"],
      [3, "shop"],
    ] as const) {
      const stage = stages[at]!;
      const [, bin] = /^ENTRYPOINT \["node", "\/saunter\/([^"]+)"\]$/m.exec(stage)!;
      expect(existsSync(fileOf(bin!))).toBe(true);
      expect(stage.indexOf("\nUSER node\n")).toBeGreaterThan(0);
      expect(stage.indexOf("\nUSER node\n")).toBeGreaterThan(stage.lastIndexOf("\nRUN "));
      const [, path] = /^HEALTHCHECK .*http:\/\/localhost:\d+(\/v1\/\w+)'/m.exec(stage)!;
      if (program === "chain") expect(ROUTE_RIGHTS).toHaveProperty([`GET ${path}`], "public");
      else expect(path).toBe("/v1/shop");
    }
  });
});

describe("what Prometheus reads", () => {
  it("says for each alert how urgent it is, and whom it reaches", () => {
    const { groups } = parse(read("deploy/prometheus/alerts.yml"));
    const rules = groups.flatMap(({ rules: some }: { rules: object[] }) => some);
    const severities = rules.map(({ labels }: { labels: { severity: string } }) => labels.severity);
    expect([...new Set(severities)].toSorted()).toEqual(["page", "ticket"]);
    const { receivers, route } = parse(read("deploy/prometheus/alertmanager.yml"));
    const [urgent] = route.routes;
    expect(urgent.matchers).toEqual(['severity = "page"']);
    const names = receivers.map(({ name }: { name: string }) => name);
    expect(names).toEqual([urgent.receiver, route.receiver]);
  });
});
