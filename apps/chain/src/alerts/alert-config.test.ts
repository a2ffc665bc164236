/** The configuration of a chain's alerts. */
import { describe, expect, it } from "vitest";
import { type ConfigFault, loadChainConfig } from "../config/load-chain-config.ts";
import { createHubKeys } from "../hub/hub-keys.ts";
import { NO_WAYS } from "./alert-channels.ts";
import { ALERT_BOUNDS } from "./alert-limits.ts";

const HEAD = `
publicUrl: https://chain.example
owner: { email: owner@chain.example }
database: { url: SECRET }
hub: { shards: 1, servers: [hub-1:4222], credentials: SECRET, keys: { file: hub-keys.json } }
`;
const ALERTS = `
alerts:
  databaseGigabytes: 200
  repeatMinutes: 60
  webhooks:
    - { url: https://pager.example/saunter, secret: SAUNTER_PAGER_SECRET }
    - { url: https://franchise.example/hook, secret: SAUNTER_FRANCHISE_SECRET, organisation: north }
  mail:
    host: mail.example
    port: 587
    security: starttls
    user: SAUNTER_MAIL_USER
    password: SAUNTER_MAIL_PASSWORD
    from: chain@chain.example
    to:
      - { address: operations@chain.example }
      - { address: north@franchise.example, organisation: north }
`;
const SURROUNDINGS = {
  environment: {
    ...{ SECRET: "x", SAUNTER_PAGER_SECRET: "pager", SAUNTER_FRANCHISE_SECRET: "franchise" },
    ...{ SAUNTER_MAIL_USER: "user", SAUNTER_MAIL_PASSWORD: "password" },
  },
  readText: () => JSON.stringify(createHubKeys()),
};

function load(text: string) {
  const result = loadChainConfig(`${HEAD}${text}`, SURROUNDINGS);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.config.alerts;
}

function findFaults(text: string): readonly ConfigFault[] {
  const result = loadChainConfig(`${HEAD}${text}`, SURROUNDINGS);
  return result.ok ? [] : result.faults;
}

describe("alerts in the configuration", () => {
  it("set bounds and channels, and have defaults", () => {
    const { bounds, ways } = load(ALERTS);
    expect(bounds).toEqual({ ...ALERT_BOUNDS, databaseBytesMax: 200e9 });
    expect(ways).toEqual({
      repeatMs: 3_600_000,
      webhooks: [
        { url: "https://pager.example/saunter", secret: "pager", organisationId: null },
        { url: "https://franchise.example/hook", secret: "franchise", organisationId: "north" },
      ],
      mail: {
        ...{ host: "mail.example", port: 587, security: "starttls", from: "chain@chain.example" },
        login: { user: "user", password: "password" },
        to: [
          { address: "operations@chain.example", organisationId: null },
          { address: "north@franchise.example", organisationId: "north" },
        ],
      },
    });
    expect(load("")).toEqual({ bounds: ALERT_BOUNDS, ways: NO_WAYS });
  });

  it("name the key of each mistake, and show no secret", () => {
    const twice = "{ url: https://a.example, secret: SECRET }";
    const mail = "host: m.example, port: 25, from: a@b.example, to: [], user: SECRET";
    const faults = [
      `alerts: { webhooks: [${twice}, ${twice}] }`,
      `alerts: { mail: { ${mail} } }`,
      "alerts: { silentMinutes: 0 }",
      "alerts: { webhooks: [{ url: https://a.example, secret: whsec_plain }] }",
    ].map((text) => findFaults(text).map(({ keyPath }) => keyPath));
    expect(faults).toEqual([
      ["alerts.webhooks[1].url"],
      ["alerts.mail"],
      ["alerts.silentMinutes"],
      ["alerts.webhooks[0].secret"],
    ]);
    expect(
      JSON.stringify(
        findFaults("alerts: { webhooks: [{ url: https://a.example, secret: whsec_plain }] }"),
      ),
    ).not.toContain("whsec_plain");
  });
});
