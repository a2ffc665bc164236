import pino from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { SESSION_LIFE } from "../access/access-limits.ts";
import { NO_WAYS } from "../alerts/alert-channels.ts";
import { ALERT_BOUNDS } from "../alerts/alert-limits.ts";
import type { ChainConfig } from "../config/load-chain-config.ts";
import { type ChainDatabase, connectDatabase } from "../database/open-database.ts";
import { createDatabase, type TestDatabase } from "../database/test-database-fixture.ts";
import { FORECAST_SETTINGS } from "../forecasts/forecast-settings.ts";
import { createHubKeys } from "../hub/hub-keys.ts";
import type { HubUsers } from "../hub/hub-users.ts";
import { startMigratedPostgres } from "../servers-fixture.ts";
import { serveHttp } from "./serve-http.ts";

let database: TestDatabase;
let db: ChainDatabase;
beforeAll(async () => {
  database = await createDatabase();
  db = connectDatabase(database.url);
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const hubUsers: Pick<HubUsers, "sign" | "sendAccounts"> = {
  sign: () => Promise.reject(new Error("no shop joins")),
  sendAccounts: async () => {},
};
const config: ChainConfig = {
  ...{ publicUrl: "https://chain.example", ownerEmail: "owner@chain.example", databaseUrl: "" },
  hub: { servers: [], credentials: "", keys: createHubKeys(), shards: 1, keptDays: 14, keptGb: 8 },
  ...{ sessionLife: SESSION_LIFE, addressKeepDays: 90, providers: [], groups: [] },
  alerts: { bounds: ALERT_BOUNDS, ways: NO_WAYS },
  forecast: FORECAST_SETTINGS,
  allowPrivateWebhooks: false,
  http: {
    host: "127.0.0.1",
    port: 0,
    metricsHost: "127.0.0.1",
    metricsPort: 0,
    trustedProxies: [],
  },
};

it("the chain's API listens, shows the first owner's invitation once, and keeps figures elsewhere", async () => {
  const lines: string[] = [];
  const start = () =>
    serveHttp(config, {
      ...{ db, print: (line: string) => void lines.push(line) },
      ...{ logger: pino({ level: "silent" }), hubUsers },
    });
  const first = await start();
  const at = `http://127.0.0.1:${first.port}`;
  expect(await (await fetch(`${at}/v1/healthz`)).json()).toEqual({
    ...{ status: "ok", backupAgeSeconds: null },
  });
  expect(await (await fetch(`${at}/v1/readyz`)).json()).toEqual({
    ...{ status: "ready", hubSilentSinceMs: null },
  });
  expect((await fetch(`${at}/metrics`)).status).toBe(404);
  const metrics = await (await fetch(`http://127.0.0.1:${first.metricsPort}/metrics`)).text();
  expect(metrics).toContain("saunter_chain_audit_events_total 1\n");
  for (const name of ["audit_events", "copy_strays", "figure_faults"]) {
    expect(metrics).toContain(`# TYPE saunter_chain_${name}_total counter\n`);
  }
  expect(metrics).toMatch(/^saunter_chain_backup_age_seconds nan$/im);
  expect(metrics).toContain('route="GET /v1/healthz",status="200"');
  expect(metrics).toMatch(/^saunter_chain_database_up 1$/m);
  expect(metrics).toMatch(/^saunter_chain_database_connections\{state="used"\} \d+$/m);
  const [, invitation] = /#(inv_\S+)$/.exec(lines.at(-1)!)!;
  const begun = await fetch(`${at}/v1/invitations/begin`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-saunter-csrf": "1" },
    body: JSON.stringify({ invitation }),
  });
  expect(begun.status).toBe(200);
  const { headers } = begun;
  expect(headers.get("strict-transport-security")).not.toBeNull();
  expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(headers.get("content-security-policy")).toContain("; base-uri 'none'");
  expect(headers.get("cache-control")).toBe("no-store");
  await first.close();
  lines.length = 0;
  const second = await start();
  expect(lines).toEqual([]);
  await second.close();
});

it("the chain's cookies are of its own host and over TLS alone where it has TLS", async () => {
  const server = await serveHttp(config, {
    ...{ db, print: () => {} },
    ...{ logger: pino({ level: "silent" }), hubUsers },
  });
  const answer = await fetch(`http://127.0.0.1:${server.port}/v1/sign-out`, {
    method: "POST",
    headers: { "x-saunter-csrf": "1", cookie: "__Host-saunter_chain_session=x" },
  });
  expect(answer.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^__Host-saunter_chain_session=; .*Path=\/.*; Secure/),
  ]);
  await server.close();
});

it("a database that is away leaves the process its other metrics", async () => {
  const other = await startMigratedPostgres();
  const away = connectDatabase(other.connectionString);
  const served = await serveHttp(config, {
    ...{ db: away, print: () => {}, logger: pino({ level: "silent" }), hubUsers },
    taking: { taken: () => 7, hubSilentSinceMs: () => Date.now() - 60_000 },
  });
  const read = async () => (await fetch(`http://127.0.0.1:${served.metricsPort}/metrics`)).text();
  expect(await read()).toMatch(/^saunter_chain_audit_events_total 1$/m);
  await other.kill();
  // Figures are read once a scrape, which may be the one before.
  await expect.poll(read).toMatch(/^saunter_chain_database_up 0$/m);
  const answer = await fetch(`http://127.0.0.1:${served.metricsPort}/metrics`);
  const metrics = await answer.text();
  expect(answer.status).toBe(200);
  expect(metrics).toMatch(/^saunter_chain_shops Nan$/im);
  expect(metrics).toMatch(/^saunter_chain_audit_events_total 1$/m);
  expect(metrics).toMatch(/^saunter_chain_events_taken_total 7$/m);
  expect(metrics).toMatch(/^saunter_chain_hub_silent_seconds 6\d/m);
  expect(metrics).toMatch(/^process_resident_memory_bytes \d+$/m);
  await served.close();
  await away.destroy();
  await other.stop();
});
