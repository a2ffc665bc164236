import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../../config/load-config.ts";
import type { ShopConfig, WebhookConfig } from "../../config/shop-config.ts";
import { DEMO_USER_ID } from "../../people/demo-user.ts";
import { openPeopleStore, type PeopleStore } from "../../people/people-fixture.ts";
import { removeDemoPeople } from "../../people/remove-demo-people.ts";
import { addUser } from "../../people/users.ts";
import { nameEndpoint } from "../../publish/webhooks.ts";
import { toNew } from "../../security/record-security.ts";
import { CHANGED_KEYS_MAX } from "../../security/security-limits.ts";
import { readSecurityEvents } from "./security-events-fixture.ts";
import {
  digestKeyFiles,
  noteConfiguration,
  noteKeyFiles,
  noteWebhooks,
} from "./watch-configuration.ts";

const EXAMPLE = fileURLToPath(new URL("../../../../../examples/shop.yaml", import.meta.url));
const KEY = new Uint8Array(32).fill(1);

let people: PeopleStore;
beforeEach(() => {
  people = openPeopleStore();
});
afterEach(() => people.discard());

const load = (): ShopConfig => {
  const loaded = loadConfig(EXAMPLE, {});
  if (!loaded.ok) throw new Error("the example is not good");
  return loaded.config;
};

describe("a start", () => {
  const start = async (config: ShopConfig) => {
    const before = readSecurityEvents(people.store).length;
    await people.store.transact((tx) => {
      noteConfiguration(tx, config, KEY);
      noteWebhooks(tx, config, KEY);
    });
    return readSecurityEvents(people.store).slice(before);
  };
  const changeOf = (keys: readonly string[]) => [
    {
      kind: "configuration.changed",
      principal: { kind: "shop" },
      changes: { keys: toNew(keys), count: toNew(keys.length) },
    },
  ];

  it("tells which keys of the configuration are others than at the start before, and not their values", async () => {
    const config = load();
    expect(await start(config)).toEqual([]);
    expect(await start(load())).toEqual([]);
    const { policies, http } = config;
    const changed = {
      ...config,
      policies: { ...policies, clips: "doubtful" as const },
      http: { ...http, trustedProxies: ["192.0.2.9"] },
    };
    const events = await start(changed);
    expect(events).toMatchObject(changeOf(["http.trustedProxies", "policies.clips"]));
    expect(JSON.stringify(events)).not.toContain("192.0.2.9");
    const goods = { ...config.goods!, offers: [] };
    expect(await start({ ...changed, goods })).toMatchObject(changeOf(["offers"]));
  });

  it("lists so many keys, and counts all", async () => {
    const config = load();
    const withRates = (share: number, count: number): ShopConfig => ({
      ...config,
      payment: {
        ...config.payment,
        accounts: Array.from({ length: count }, (_, at) => ({
          id: `a${at}`,
          name: "A",
          kind: "payroll",
          limitMinor: share,
          period: "day",
        })),
      },
    });
    const count = CHANGED_KEYS_MAX + 1;
    await start(withRates(1, count));
    const [event] = await start(withRates(2, count));
    expect(event!.changes.keys!.after).toHaveLength(CHANGED_KEYS_MAX);
    expect(event!.changes.count!.after).toBe(count);
  });

  it("tells of webhooks that are new, changed and gone, without their secrets", async () => {
    const webhook = (url: string, secret: string, events = ["*"]): WebhookConfig => ({
      url,
      events,
      secret: { source: "environment variable S", reveal: () => secret },
    });
    const startWith = (...webhooks: WebhookConfig[]) => start({ ...load(), webhooks });
    const [a, b] = ["https://a.example/hook", "https://b.example/hook"] as const;
    await startWith();
    expect(await startWith(webhook(a, "first"), webhook(b, "same"))).toMatchObject([
      { kind: "webhook.added", object: { kind: "webhook", id: nameEndpoint(a) } },
      { kind: "webhook.added", object: { kind: "webhook", id: nameEndpoint(b) } },
    ]);
    const events = await startWith(webhook(a, "second"), webhook(b, "same", ["visit.*"]));
    expect(events).toMatchObject([
      { kind: "webhook.changed", changes: { parts: toNew(["secret"]) } },
      { kind: "webhook.changed", changes: { parts: toNew(["events"]) } },
    ]);
    expect(JSON.stringify(events)).not.toContain("second");
    expect(await startWith(webhook(a, "second"))).toMatchObject([
      { kind: "webhook.removed", object: { id: nameEndpoint(b) } },
    ]);
  });

  it("tells that the demonstration's operator is removed, once", async () => {
    const proof = { kind: "password", hash: "hash" } as const;
    const user = { userId: DEMO_USER_ID, name: "demo", roles: ["operator"], proof } as const;
    await people.store.transact((tx) => addUser(tx, user, 0));
    for (let starts = 0; starts < 2; starts++) {
      await people.store.transact((tx) => removeDemoPeople(tx, null));
    }
    expect(readSecurityEvents(people.store)).toMatchObject([
      { kind: "user.removed", object: { kind: "user", id: DEMO_USER_ID } },
    ]);
  });
});

describe("files of keys", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "saunter-keys-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("are told when they are there, are others, and are gone; what they hold is not", async () => {
    const look = async () => {
      const before = readSecurityEvents(people.store).length;
      await people.store.transact((tx) => noteKeyFiles(tx, digestKeyFiles(folder, KEY)));
      const events = readSecurityEvents(people.store).slice(before);
      expect(JSON.stringify(events)).not.toContain("private");
      return events.map(({ kind, object }) => [kind, object!.id]);
    };
    const path = join(folder, "keys", "sessions.pem");
    expect(await look()).toEqual([]);
    mkdirSync(join(folder, "keys"));
    writeFileSync(path, "private 1");
    expect(await look()).toEqual([["key-file.added", "sessions.pem"]]);
    expect(await look()).toEqual([]);
    writeFileSync(path, "private 2");
    expect(await look()).toEqual([["key-file.replaced", "sessions.pem"]]);
    rmSync(path);
    expect(await look()).toEqual([["key-file.removed", "sessions.pem"]]);
  });
});
