import { describe, expect, it } from "vitest";
import { createHubKeys } from "../hub/hub-keys.ts";
import { formatFault, loadChainConfig } from "./load-chain-config.ts";

const WHOLE = `
publicUrl: https://chain.example
owner: { email: owner@chain.example }
database: { url: SAUNTER_CHAIN_DATABASE }
hub: { shards: 4, servers: [hub-1:4222], credentials: { file: chain.creds }, keys: { file: hub-keys.json } }
session: { idleMinutes: 30, hours: 8 }
providers:
  - id: corporate
    name: Corporate sign-in
    issuer: https://login.example/tenant/v2.0
    clientId: 0f6f
    clientSecret: { file: sso.secret }
    users: provisioned
    externalIdClaim: oid
groups:
  - { group: Saunter owners, role: owner, scope: chain }
  - { group: North, role: manager, scope: { region: north } }
backup: { folder: /backups, passPhrase: SAUNTER_BACKUP_PASS_PHRASE, everyHours: 12 }
webhooks: { allowPrivate: true }
`;

const KEYS = createHubKeys();
const SURROUNDINGS = {
  environment: {
    SAUNTER_CHAIN_DATABASE: "postgres://chain@db/chain",
    SAUNTER_BACKUP_PASS_PHRASE: "correct horse battery",
    SHORT: "short",
  },
  readText: (path: string): string => {
    if (path === "sso.secret") return "a secret\n";
    if (path === "chain.creds") return "credentials\n";
    if (path === "hub-keys.json") return JSON.stringify(KEYS);
    if (path === "damaged.json") return "{";
    throw new Error("no such file");
  },
};

const load = (text: string) => loadChainConfig(text, SURROUNDINGS);
function findFaults(text: string): string[] {
  const result = load(text);
  return result.ok ? [] : result.faults.map((fault) => formatFault("chain.yaml", fault));
}

describe("the chain's configuration", () => {
  it("is read with its secrets, and what it leaves out", () => {
    const result = load(WHOLE);
    if (!result.ok) throw new Error(JSON.stringify(result.faults));
    expect(result.config).toMatchObject({
      ...{ publicUrl: "https://chain.example", ownerEmail: "owner@chain.example" },
      hub: {
        servers: ["hub-1:4222"],
        credentials: "credentials\n",
        keys: KEYS,
        shards: 4,
        keptDays: 14,
        keptGb: 8,
      },
      ...{ databaseUrl: "postgres://chain@db/chain" },
      http: { host: "127.0.0.1", port: 8430, metricsPort: 9430, trustedProxies: [] },
      addressKeepDays: 90,
      allowPrivateWebhooks: true,
      backup: {
        folder: "/backups",
        passPhrase: "correct horse battery",
        everyMs: 43_200_000,
        keep: 7,
      },
      sessionLife: { idleMs: 1_800_000, wholeMs: 28_800_000 },
      groups: [
        { group: "Saunter owners", role: "owner", scope: { kind: "chain", id: null } },
        { group: "North", role: "manager", scope: { kind: "region", id: "north" } },
      ],
      providers: [
        {
          ...{ providerId: "corporate", clientSecret: "a secret", groupsClaim: "groups" },
          ...{ users: "provisioned", externalIdClaim: "oid", linksVerifiedEmail: false },
          ...{ organisationId: null },
        },
      ],
    });
  });

  it.each([
    [
      "servers: [hub-1:4222]",
      "servers: [hub-1:4222, hub-2:4222]",
      "5:28: hub.servers: a hub has 1 or 3 servers: two that part would both stop",
    ],
    [
      "hub-keys.json",
      "damaged.json",
      "5:84: hub.keys: this does not hold the hub's keys, as `saunter-chain hub` writes them",
    ],
    [
      "passPhrase: SAUNTER_BACKUP_PASS_PHRASE",
      "passPhrase: SHORT",
      "18:41: backup.passPhrase: the pass phrase is too short: take 12 characters or more",
    ],
    [
      "publicUrl: https://chain.example",
      "publicUrl: chain.example",
      '2:12: publicUrl: found "chain.example"; allowed: where browsers find the chain, without a path: https://chain.example',
    ],
    [
      "publicUrl: https://chain.example",
      "publicUrl: http://chain.example",
      "2:12: publicUrl: cookies need TLS: take https://, or http://localhost to try it out",
    ],
    [
      "  - id: corporate",
      "  - ids: corporate",
      "8:10: providers[0].ids: there is no such key; allowed: id, name, issuer, clientId, clientSecret, scopes, groupsClaim, organisation, users, externalIdClaim, linkVerifiedEmail",
    ],
    [
      "issuer: https://login.example/tenant/v2.0",
      "issuer: http://login.example",
      "10:13: providers[0].issuer: a provider needs TLS: take https://",
    ],
    [
      "clientId: 0f6f",
      "clientId: 1234",
      "11:15: providers[0].clientId: found the number 1234; allowed: the client's id at the provider, up to 200 characters",
    ],
    [
      "{ file: sso.secret }",
      "{ file: other }",
      "12:19: providers[0].clientSecret: the file other cannot be read: no such file",
    ],
    [
      "SAUNTER_CHAIN_DATABASE",
      "NOT_SET",
      "4:18: database.url: the environment variable NOT_SET is not set, or is empty: set it",
    ],
    [
      "role: owner",
      "role: boss",
      '16:36: groups[0].role: found "boss"; allowed: owner, manager, reviewer, analyst, auditor, support',
    ],
    [
      "scope: chain",
      "scope: everything",
      '16:50: groups[0].scope: found "everything"; allowed: chain, { organisation: ID }, { region: ID } or { shop: ID }',
    ],
    [
      "idleMinutes: 30, hours: 8",
      "idleMinutes: 90, hours: 1",
      "6:10: session: idleMinutes is longer than hours: an unused session ends first",
    ],
    [
      "shards: 4",
      "shards: 0",
      "5:16: hub.shards: found the number 0; allowed: a whole number, 1 to 1000",
    ],
    [
      "hub: { shards: 4, servers",
      "hubs: { shards: 4, servers",
      "1:1: hub is missing; it has servers, credentials, keys, shards, keptGb, keptDays",
    ],
  ])("says where it is wrong and what to write: %s as %s", (right, wrong, message) => {
    expect(WHOLE).toContain(right);
    expect(findFaults(WHOLE.replace(right, wrong))).toContain(`chain.yaml:${message}`);
  });

  it("says all that is wrong at once", () => {
    const wrong = WHOLE.replace("shards: 4", "shards: 0").replace("role: owner", "role: boss");
    expect(findFaults(wrong)).toHaveLength(2);
  });

  it("does not say a secret that stands where its name should", () => {
    const [fault] = findFaults(WHOLE.replace("SAUNTER_CHAIN_DATABASE", "postgres://u:hunter2@db"));
    expect(fault).toMatch(
      /^chain\.yaml:4:18: database\.url: found another text; allowed: the name/,
    );
    expect(fault).not.toContain("hunter2");
  });

  it("needs providers with ids of their own, and groups for those who come by themselves", () => {
    const second = `
  - id: corporate
    name: Another
    issuer: https://other.example
    clientId: other
    clientSecret: SAUNTER_CHAIN_DATABASE
    organisation: a
groups:`;
    expect(findFaults(WHOLE.replace("\ngroups:", second))).toEqual([
      "chain.yaml:15:9: providers[1].id: corporate is given twice: each provider has its own",
      "chain.yaml:15:5: providers[1].users: no group gives anybody a role here: add one under groups",
    ]);
  });

  it.each(["", "[]", "x", "publicUrl: [", "a: &a [*a]", "\t- x", "a: 1\na: 2"])(
    "is refused as a whole where it is none: %j",
    (text) => {
      expect(findFaults(text).length).toBeGreaterThan(0);
    },
  );
});
