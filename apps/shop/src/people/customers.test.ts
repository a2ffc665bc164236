import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CARD_TOKEN_CHARS_MAX, EMAIL_CHARS_MAX, LOCALE_CHARS_MAX } from "@saunter/protocol/limits";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CUSTOMER_ID_CHARS_MAX } from "../entry/entry-limits.ts";
import { describeCustomer } from "./about-customer.ts";
import { keepCardSetup } from "./card-setups.ts";
import {
  type CustomerDetails,
  changeCustomer,
  findCustomer,
  findCustomerCard,
  forgetAbsentCustomers,
  forgetCustomer,
  registerCustomer,
  touchCustomer,
  verifyCustomerCard,
} from "./customers.ts";
import { createStorePasskeys } from "./passkeys.ts";
import {
  closeVisit,
  openPeopleStore,
  openVisit,
  type PeopleStore,
  START_MS,
  setDue,
} from "./people-fixture.ts";
import { CARD_SETUP_LIFE_MS, CUSTOMER_KEPT_MS, FORGOTTEN_AT_ONCE_MAX } from "./people-limits.ts";
import { savePhoneKey } from "./phone-keys.ts";
import { isSessionOpen, openSession } from "./sessions.ts";

const DETAILS: CustomerDetails = {
  card: { token: "pm_sim_ok-ann", lastFour: "4242" },
  isMember: true,
  email: "ann.unmistakable@example.com",
  locale: "en-GB",
};
const subject = { kind: "customer", id: "c-1" } as const;

let people: PeopleStore;

beforeEach(() => {
  people = openPeopleStore();
});

afterEach(() => people.discard());

const register = (changed: Partial<CustomerDetails> = {}, id = "c-1", nowMs = START_MS) =>
  people.store.transact((tx) => registerCustomer(tx, id, { ...DETAILS, ...changed }, nowMs));
const change = (changes: Partial<CustomerDetails>, id = "c-1") =>
  people.store.transact((tx) => changeCustomer(tx, id, changes));
const forget = (id = "c-1") => people.store.transact((tx) => forgetCustomer(tx, id));
const isAccepted = async (changed: Partial<CustomerDetails>) => {
  const result = await change(changed);
  if (!result.ok) expect(result.refusal.code).toBe("input-invalid");
  return result.ok;
};

describe("customers", () => {
  it("are there after a restart, and pay with their card", async () => {
    const customer = { customerId: "c-1", ...DETAILS, registeredMs: START_MS, seenMs: START_MS };
    expect(await register()).toEqual({ ok: true, value: customer });
    people = await people.reopen();
    expect(findCustomer(people.store, "c-1")).toEqual(customer);
    expect(findCustomerCard(people.store, "c-1")).toEqual({
      token: "pm_sim_ok-ann",
      lastFour: "4242",
      isMember: true,
      cardHash: null,
      isVerified: false,
    });
    expect(findCustomerCard(people.store, "c-2")).toBeNull();
  });

  it("have a card that is verified until they save another", async () => {
    await register();
    const { token } = DETAILS.card!;
    await people.store.transact((tx) =>
      verifyCustomerCard(tx, "c-1", { token, cardHash: "hash" }, START_MS),
    );
    people = await people.reopen();
    const verified = { token, cardHash: "hash", isVerified: true };
    expect(findCustomerCard(people.store, "c-1")).toMatchObject(verified);
    await change({ email: null });
    expect(findCustomerCard(people.store, "c-1")).toMatchObject(verified);
    await change({ card: { token: "pm_sim_ok-other", lastFour: "4242" } });
    await change({ card: DETAILS.card });
    expect(findCustomerCard(people.store, "c-1")).toMatchObject({
      token,
      cardHash: null,
      isVerified: false,
    });
  });

  it("of a database that is older than verified cards have cards that are not", async () => {
    await register();
    people.store.db.exec("DROP TABLE verified_cards; DROP TABLE card_setups");
    people = await people.reopen();
    expect(findCustomerCard(people.store, "c-1")).toMatchObject({
      token: DETAILS.card!.token,
      isVerified: false,
    });
  });

  it("change what they like and keep the rest", async () => {
    await register();
    await change({ email: null, locale: "DE-de" });
    expect(findCustomer(people.store, "c-1")).toMatchObject({
      ...DETAILS,
      email: null,
      locale: "de-DE",
    });
    await change({ card: null });
    expect(findCustomerCard(people.store, "c-1")).toBeNull();
    expect(await change({}, "c-9")).toMatchObject({ refusal: { code: "not-found" } });
  });

  it("give no card number for a token, and it is not repeated", async () => {
    await register({ card: null });
    for (const token of ["4242424242424242", "tok 1", "", "x".repeat(CARD_TOKEN_CHARS_MAX + 1)]) {
      const result = await change({ card: { token, lastFour: "4242" } });
      expect(result).toMatchObject({ ok: false, refusal: { code: "input-invalid" } });
      expect(JSON.stringify(result)).not.toContain("4242");
    }
    const longest = { token: "x".repeat(CARD_TOKEN_CHARS_MAX), lastFour: "4242" };
    expect(await isAccepted({ card: longest })).toBe(true);
    expect(await isAccepted({ card: { ...longest, lastFour: "42424" } })).toBe(false);
  });

  it("give an address that mail could go to", async () => {
    await register();
    const domain = "@mail.example.com";
    for (const email of ["a@b.co", "ä.b+c@xn--d.example", "x".repeat(237) + domain]) {
      expect(await isAccepted({ email })).toBe(true);
    }
    expect(EMAIL_CHARS_MAX).toBe(237 + domain.length);
    const wrong = ["", "ann", "ann@", "@b.co", "a@b", "a b@c.de", "a@b@c.de", "a@b.", "a@b.co\n"];
    for (const email of [...wrong, "a@b.co,c@d.de", "A <a@b.co>", "x".repeat(238) + domain]) {
      expect(await isAccepted({ email })).toBe(false);
    }
    const refused = await change({ email: "unmistakable" });
    expect(JSON.stringify(refused)).not.toContain("unmistakable");
  });

  it("speak a language that is written as one", async () => {
    await register();
    expect(await isAccepted({ locale: "pt-br" })).toBe(true);
    expect(findCustomer(people.store, "c-1")!.locale).toBe("pt-BR");
    const variants = "sl-rozaj-biske-1994-alalc97-abcd2e-1";
    expect(variants.length).toBe(LOCALE_CHARS_MAX + 1);
    for (const locale of ["", "english!", "en_GB", variants]) {
      expect(await isAccepted({ locale })).toBe(false);
    }
  });

  it("have ids that an entry code can hold, each its own", async () => {
    expect((await register({}, "x".repeat(CUSTOMER_ID_CHARS_MAX))).ok).toBe(true);
    await expect(register({}, "x".repeat(CUSTOMER_ID_CHARS_MAX + 1))).rejects.toThrow(RangeError);
    await expect(register({}, "")).rejects.toThrow(RangeError);
    await register();
    await expect(register()).rejects.toThrow("UNIQUE");
  });
});

describe("forgetting a customer", () => {
  it("leaves no row, no passkey, no session, and no byte on the disk", async () => {
    await register();
    const passkeys = createStorePasskeys(people.store);
    await passkeys.save({
      credentialId: "credential-unmistakable",
      owner: subject,
      counter: 0,
      publicKey: Uint8Array.of(1),
      transports: [],
      createdMs: START_MS,
    });
    const { sessionId } = await people.store.transact((tx) => openSession(tx, subject, START_MS));
    people = await people.reopen();
    const readDisk = () => readFileSync(join(people.folder, "shop.db"), "latin1");
    expect(readDisk()).toContain("ann.unmistakable@example.com");
    expect(readDisk()).toContain("credential-unmistakable");
    expect(await forget()).toEqual({ ok: true, value: undefined });
    people = await people.reopen();
    expect(findCustomer(people.store, "c-1")).toBeNull();
    expect(await createStorePasskeys(people.store).listByOwner(subject)).toEqual([]);
    expect(isSessionOpen(people.store, sessionId, subject, START_MS)).toBe(false);
    expect(readDisk()).not.toContain("unmistakable");
    expect(readDisk()).not.toContain("pm_sim_ok-ann");
  });

  it("leaves other people alone", async () => {
    await register();
    await register({}, "c-2");
    await forget();
    expect(findCustomer(people.store, "c-2")).not.toBeNull();
    expect(await forget()).toMatchObject({ refusal: { code: "not-found" } });
  });

  it("waits for the end of the visit, the final receipt and the payment, and says so", async () => {
    await register();
    const { store } = people;
    const complain = async () => {
      const result = await forget();
      if (result.ok) return "forgotten";
      expect(result.refusal.code).toBe("customer-busy");
      return result.refusal.detail;
    };
    await store.transact((tx) => openVisit(tx, "v-1", "c-1"));
    await store.transact((tx) => openVisit(tx, "v-2", "c-2"));
    expect(await complain()).toContain("leave the shop first");
    await store.transact((tx) => closeVisit(tx, "v-1"));
    expect(await complain()).toContain("not final");
    await store.transact((tx) => setDue(tx, "v-1", 500));
    expect(await complain()).toContain("payment is in progress");
    await store.transact((tx) =>
      tx.append("charge", "v-1", [{ type: "DebtOpened", amountMinor: 500, code: "declined" }]),
    );
    expect(await complain()).toContain("pay it at the kiosk first");
    await store.transact((tx) =>
      tx.append("charge", "v-1", [
        { type: "CashTaken", cashId: "cash-1", amountMinor: 500, by: "staff-1" },
        { type: "DebtSettled" },
      ]),
    );
    expect(await complain()).toBe("forgotten");
  });

  it("leaves the random id in the journal and nothing else of the person", async () => {
    await register();
    await people.store.transact((tx) => {
      openVisit(tx, "v-1", "c-1");
      closeVisit(tx, "v-1");
      setDue(tx, "v-1", 0);
    });
    await forget();
    const journal = JSON.stringify(people.store.readFrom(1));
    expect(journal).toContain("c-1");
    expect(journal).not.toContain("unmistakable");
  });
});

describe("customers who stay away", () => {
  const sweep = (nowMs: number) => people.store.transact((tx) => forgetAbsentCustomers(tx, nowMs));
  const endMs = START_MS + CUSTOMER_KEPT_MS;

  it("are forgotten to the millisecond, from their last sign-in on", async () => {
    await register();
    await register({}, "c-2");
    await people.store.transact((tx) => {
      touchCustomer(tx, "c-2", START_MS + 1);
      touchCustomer(tx, "c-2", START_MS - 1);
    });
    expect(await sweep(endMs - 1)).toBe(0);
    expect(await sweep(endMs)).toBe(1);
    expect(findCustomer(people.store, "c-1")).toBeNull();
    expect(await sweep(endMs)).toBe(0);
    expect(await sweep(endMs + 1)).toBe(1);
  });

  it("are kept where they come without signing in, or owe", async () => {
    for (const id of ["came", "owes", "left"]) await register({}, id, START_MS - 1);
    await people.store.transact((tx) => {
      for (const id of ["came", "owes", "left"]) {
        openVisit(tx, `visit-${id}`, id);
        closeVisit(tx, `visit-${id}`);
        setDue(tx, `visit-${id}`, id === "owes" ? 500 : 0);
      }
    });
    expect(await sweep(endMs - 1)).toBe(0);
    expect(await sweep(endMs)).toBe(2);
    expect(findCustomer(people.store, "owes")).not.toBeNull();
  });

  it("are forgotten so many at once, also where others before them cannot be", async () => {
    await people.store.transact((tx) => {
      for (let at = 0; at <= FORGOTTEN_AT_ONCE_MAX + 1; at++) {
        registerCustomer(tx, `c-${at}`, DETAILS, START_MS + at);
      }
      openVisit(tx, "v-0", "c-0");
    });
    const laterMs = endMs + FORGOTTEN_AT_ONCE_MAX + 1;
    expect(await sweep(laterMs)).toBe(FORGOTTEN_AT_ONCE_MAX);
    expect(await sweep(laterMs)).toBe(1);
    expect(await sweep(laterMs)).toBe(0);
    expect(findCustomer(people.store, "c-0")).not.toBeNull();
  });
});

describe("what is kept about a customer", () => {
  const PERSONAL = [
    "customers",
    "verified_cards",
    "card_setups",
    "passkeys",
    "refresh_tokens",
    "phone_keys",
  ];

  it("is every stored field, with a reason and an end", async () => {
    await register();
    await createStorePasskeys(people.store).save({
      credentialId: "credential-1",
      owner: subject,
      counter: 3,
      publicKey: Uint8Array.of(1, 2, 3),
      transports: ["usb"],
      createdMs: START_MS,
    });
    const session = await people.store.transact((tx) => openSession(tx, subject, START_MS));
    const { sessionId } = session;
    const phone = { customerId: "c-1", deviceKey: "key", sessionId, notAfterMs: START_MS + 1000 };
    await people.store.transact((tx) => savePhoneKey(tx, phone, START_MS));
    await people.store.transact((tx) => {
      openVisit(tx, "v-1", "c-1");
      verifyCustomerCard(tx, "c-1", { token: "pm_sim_ok-ann", cardHash: "hash" }, START_MS);
      keepCardSetup(
        tx,
        { setupId: "secret-setup", reference: "seti_1", customerId: "c-1" },
        START_MS,
      );
    });
    const described = describeCustomer(people.store, "c-1");
    const facts = described.ok ? described.value : [];
    for (const table of PERSONAL) {
      const columns = people.store.db.prepare(`PRAGMA table_info(${table})`).all();
      const told = facts.filter((fact) => fact.table === table).map(({ field }) => field);
      expect(told).toEqual(columns.map(({ name }) => name));
    }
    for (const { why, until } of facts) {
      expect(why).not.toBe("");
      expect(until).toMatch(/^(until|as long as) /);
    }
    const find = (field: string) => facts.find((fact) => fact.field === field)!;
    expect(find("email").value).toBe("ann.unmistakable@example.com");
    expect(find("public_key").value).toBe("AQID");
    expect(find("token_hash").untilMs).toBe(session.expiresMs);
    expect(find("visits").value).toBe(1);
    expect(find("begun_ms").untilMs).toBe(START_MS + CARD_SETUP_LIFE_MS);
    for (const secret of [session.refreshToken.split(".")[1], "secret-setup"]) {
      expect(JSON.stringify(facts)).not.toContain(secret);
    }
    await people.store.transact((tx) => {
      setDue(tx, "v-1", 0);
      closeVisit(tx, "v-1");
      expect(forgetCustomer(tx, "c-1").ok).toBe(true);
    });
    for (const table of PERSONAL) {
      expect(people.store.db.prepare(`SELECT * FROM ${table}`).all(), table).toEqual([]);
    }
  });

  it("is nothing of other people's", async () => {
    await register();
    await register({ email: "bob@example.com" }, "c-2");
    const other = { kind: "customer", id: "c-2" } as const;
    await people.store.transact((tx) => openSession(tx, other, START_MS));
    const text = JSON.stringify(describeCustomer(people.store, "c-1"));
    expect(text).toContain("c-1");
    expect(text).not.toContain("c-2");
    expect(text).not.toContain("bob@");
  });

  it("is refused for nobody", () => {
    expect(describeCustomer(people.store, "c-1")).toMatchObject({
      refusal: { code: "not-found" },
    });
  });

  it("leaves no table with a person's id out", () => {
    const { db } = people.store;
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    const personal = tables.flatMap(({ name }) =>
      db
        .prepare(`PRAGMA table_info(${name})`)
        .all()
        .some((column) => /^(customer|owner|subject)_id$/.test(column.name as string))
        ? [name]
        : [],
    );
    expect(personal.toSorted()).toEqual(PERSONAL.toSorted());
  });
});
