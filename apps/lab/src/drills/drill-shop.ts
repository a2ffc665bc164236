/** A shop of a drill: a real store, and whole visits by the real services, paid in cash. */
import { hash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom } from "@saunter/numerics/random";
import { openRecoveryKey } from "@saunter/shop/chain/recovery/recovery-key";
import { seeShopper } from "@saunter/shop/domain/binding-service";
import { applyEngineOutputs } from "@saunter/shop/domain/engine-events";
import { admitByAttendant } from "@saunter/shop/domain/entry-service";
import { leaveShop } from "@saunter/shop/domain/floor-service";
import type { Shop } from "@saunter/shop/domain/shop-context";
import { createNoneGateway } from "@saunter/shop/payments/none-gateway";
import { addPushDevice } from "@saunter/shop/people/push-devices";
import { addUser, setDisabled } from "@saunter/shop/people/users";
import { openKey } from "@saunter/shop/process/process-keys";
import { readHead } from "@saunter/shop/store/journal";
import { openStore, type Store } from "@saunter/shop/store/store";
import { drawSettings } from "@saunter/shop/testing/sample-settings";
import type { DrillAct, DrillReceipt, DrillState } from "./drill-messages.ts";
import { listReleaseTables, type Release } from "./drill-releases.ts";

const GATE = "north";
const PRODUCT = "02";

export interface DrillShop {
  readonly store: Store;
  /** Resolves when it is on the disk, with the receipt of a visit. */
  act(act: DrillAct): Promise<DrillReceipt | null>;
  readonly read: () => DrillState;
}

export function openDrillShop(folder: string, release: Release): DrillShop {
  const nowMs = Date.now;
  const store = openStore({ folder, nowMs, ...listReleaseTables(release) });
  openKey(folder, "sessions");
  openRecoveryKey(folder);
  return {
    store,
    act: (act) => perform(store, act),
    read: () => readState(store, folder, release),
  };
}

function makeShop(store: Store, id: string): Shop {
  const none = createNoneGateway(() => null);
  return {
    store,
    nowMs: Date.now,
    settings: drawSettings(createRandom(1), { partyMax: 1 }),
    gateways: { card: none, account: none },
    makeId: () => id,
    makeToken: () => `token-${id}`,
  };
}

async function perform(store: Store, act: DrillAct): Promise<DrillReceipt | null> {
  switch (act.kind) {
    case "visit":
      return visit(store, act.id, act.quantity);
    case "user":
    case "sensor": {
      const proof =
        act.kind === "user"
          ? ({ kind: "password", hash: "none" } as const)
          : ({ kind: "key", hash: act.keyHash } as const);
      const roles = [act.kind === "user" ? "operator" : "sensor"] as const;
      const { id } = act;
      await store.transact((tx) => orThrow(addUser(tx, { userId: id, name: id, roles, proof }, 1)));
      return null;
    }
    case "disable":
      await store.transact((tx) => void setDisabled(tx, act.id, true));
      return null;
    case "phone":
      await store.transact((tx) => {
        const device = { endpoint: act.id, userId: act.id, name: act.id, p256dh: "p", auth: "a" };
        addPushDevice(tx, device);
      });
      return null;
    case "colour":
      await store.transact(({ db }) => {
        db.prepare("INSERT OR REPLACE INTO shop_colour VALUES (1, ?)").run(act.colour);
      });
      return null;
    default:
      return act satisfies never;
  }
}

function orThrow({ ok }: { readonly ok: boolean }): void {
  if (!ok) throw new Error("the shop has refused a user of the drill");
}

/** From the gate to the final receipt, one transaction after the other. */
async function visit(store: Store, id: string, quantity: number): Promise<DrillReceipt> {
  const shop = makeShop(store, id);
  const lines = [{ barcode: PRODUCT, quantity }];
  const shopperId = `shopper-${id}`;
  const timestampMs = Date.now();
  await store.transact((tx) => {
    admitByAttendant(tx, shop, { gateId: GATE, partySize: 1, payer: { kind: "cash" } });
    seeShopper(tx, shop, { shopperId, gateId: GATE });
  });
  await store.transact((tx) => {
    const cart = { kind: "cart", timestampMs, targetId: shopperId, lines, probability: 1 } as const;
    applyEngineOutputs(tx, shop, "run", [cart]);
  });
  await store.transact((tx) => leaveShop(tx, shop, shopperId));
  await store.transact((tx) => {
    const receipt = {
      ...{ targetId: shopperId, products: lines, probabilityExact: 1, needsReview: false },
      ...{ reasons: [], faults: [], unclear: [] },
    };
    applyEngineOutputs(tx, shop, "run", [{ kind: "receipt", timestampMs, receipt }]);
  });
  const found = findReceipts(store).find(({ visitId }) => visitId === id);
  if (found === undefined) throw new Error("a visit of the drill has no final receipt");
  return found;
}

function findReceipts({ db }: Pick<Store, "db">): DrillReceipt[] {
  return db
    .prepare(
      `SELECT substr(assigned.body ->> 'document', 9) AS visit, assigned.body ->> 'documentNumber' AS number,
         (SELECT body ->> '$.content.result.totals.totalMinor' FROM journal AS final
            WHERE final.stream = assigned.body ->> 'document' AND final.type = 'ReceiptFinalised') AS total
       FROM journal AS assigned WHERE assigned.type = 'NumberAssigned' ORDER BY position`,
    )
    .all()
    .map(({ visit: visitId, number, total }) => ({
      visitId: visitId as string,
      documentNumber: number as number,
      totalMinor: total as number,
    }));
}

function readState(store: Store, folder: string, release: Release): DrillState {
  const { db } = store;
  const read = (sql: string) => db.prepare(sql).all();
  const hasBrand = release !== "before";
  const keys = join(folder, "keys");
  const files = existsSync(keys) ? readdirSync(keys).sort() : [];
  const texts = files.map((name) => `${name}\n${readFileSync(join(keys, name), "utf8")}`);
  return {
    ...readHead(db),
    receipts: findReceipts(store),
    users: read("SELECT name, key_hash, is_disabled FROM users ORDER BY name").map((row) => ({
      name: row.name as string,
      keyHash: row.key_hash as string | null,
      isDisabled: row.is_disabled === 1,
    })),
    phones: hasBrand
      ? read("SELECT name FROM push_devices ORDER BY name").map(({ name }) => name as string)
      : [],
    colour: hasBrand
      ? ((read("SELECT colour FROM shop_colour")[0]?.colour as string | undefined) ?? null)
      : null,
    keys: hash("sha256", texts.join("\n"), "base64url"),
    recoveryKey: openRecoveryKey(folder),
    damagedRows: read("SELECT table_name, key, outcome FROM damaged_rows").map((row) =>
      Object.values(row).join(" "),
    ),
  };
}
