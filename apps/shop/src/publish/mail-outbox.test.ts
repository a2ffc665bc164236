import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MailOutcome, MailRow } from "../receipts/mailer.ts";
import { type AskedMail, queueAskedMail } from "./asked-mails.ts";
import {
  createMailRunner,
  forgetMails,
  type MailOrder,
  type MailRunner,
  type MailRunnerOptions,
  queueReceiptMail,
  requeueReceiptMail,
} from "./mail-outbox.ts";
import { openPublishStore, type PublishStore } from "./publish-fixture.ts";
import {
  ASKED_MAILS_MAX,
  ASKED_MAILS_MS,
  MAILS_AT_ONCE_MAX,
  MAILS_IN_A_ROW_MAX,
  MAILS_KEPT_MS,
} from "./publish-limits.ts";

const ADDRESS = "ann@customers.example";
const MESSAGE: MailRow["message"] = {
  subject: "Receipt",
  text: "",
  html: "",
  attachment: { fileName: "r.pdf", contentType: "application/pdf", bytes: new Uint8Array() },
};

let opened: PublishStore;
let sent: MailRow[];
let outcome: MailOutcome;

beforeEach(() => {
  opened = openPublishStore();
  sent = [];
  outcome = { kind: "sent" };
});
afterEach(() => opened.remove());

function createRunner(more: Partial<MailRunnerOptions> = {}): MailRunner {
  return createMailRunner({
    store: opened.store,
    nowMs: () => opened.clock.nowMs,
    findAddress: (customerId) => (customerId === "ann" ? ADDRESS : null),
    compose: () => MESSAGE,
    send: async (row) => {
      sent.push(row);
      return outcome;
    },
    ...more,
  });
}

const FINAL: MailOrder = { visitId: "7", kind: "final", documentNumber: 1, customerId: "ann" };
const DRAFT: MailOrder = { ...FINAL, kind: "draft", documentNumber: 0 };

function queue(...orders: readonly MailOrder[]): Promise<void> {
  return opened.store.transact((tx) => {
    for (const order of orders) queueReceiptMail(tx, order);
  });
}

const listRows = () =>
  opened.store.db
    .prepare("SELECT kind, status, tries, last_code FROM mail_outbox ORDER BY visit_id, kind")
    .all()
    .map((row) => ({ ...row }));

describe("the outbox of mails", () => {
  it("sends each document once, however often it is put there", async () => {
    const runner = createRunner();
    await queue(FINAL, FINAL);
    await runner.runDue();
    await queue(FINAL);
    await runner.runDue();
    expect(sent).toMatchObject([{ to: ADDRESS, tries: 0, createdMs: opened.clock.nowMs }]);
    expect(sent[0]!.mailId).toMatch(/^[\w-]+$/);
  });

  it("sends a document once more where its reader asks for it, and not twice at once", async () => {
    const runner = createRunner();
    const requeue = () =>
      opened.store.transact((tx) => {
        requeueReceiptMail(tx, FINAL);
        requeueReceiptMail(tx, FINAL);
      });
    await requeue();
    await runner.runDue();
    expect(sent).toHaveLength(1);
    await requeue();
    await runner.runDue();
    await runner.runDue();
    expect(sent.map(({ mailId }) => mailId)).toEqual([sent[0]!.mailId, sent[0]!.mailId]);
  });

  it("sends each correction of a receipt, under a name of its own", async () => {
    const correct = (documentNumber: number): MailOrder => ({
      ...FINAL,
      kind: "corrected",
      documentNumber,
    });
    await queue(FINAL, correct(4), correct(9));
    await createRunner().runDue();
    expect(new Set(sent.map(({ mailId }) => mailId)).size).toBe(3);
  });

  it("sends no draft once the document is there", async () => {
    await queue(DRAFT, FINAL);
    await createRunner().runDue();
    expect(sent.length).toBe(1);
    expect(listRows()).toMatchObject([
      { kind: "draft", status: "skipped", last_code: "superseded" },
      { kind: "final", status: "sent" },
    ]);
  });

  it("never has an address in it", async () => {
    outcome = { kind: "gave-up", code: "smtp-550" };
    await queue(FINAL);
    await createRunner().runDue();
    const rows = opened.store.db.prepare("SELECT * FROM mail_outbox").all();
    expect(JSON.stringify(rows)).not.toContain(ADDRESS);
  });

  it("tries again when the mailer says, and no more once it gives up", async () => {
    const runner = createRunner();
    outcome = { kind: "retry-later", afterMs: 1000, code: "connection" };
    await queue(FINAL);
    await runner.runDue();
    opened.clock.nowMs += 999;
    await runner.runDue();
    expect(sent.length).toBe(1);
    outcome = { kind: "gave-up", code: "smtp-550" };
    opened.clock.nowMs += 1;
    await runner.runDue();
    opened.clock.nowMs += 1e9;
    await runner.runDue();
    expect(sent.map(({ tries }) => tries)).toEqual([0, 1]);
    expect(listRows()).toEqual([
      { kind: "final", status: "dead", tries: 2, last_code: "smtp-550" },
    ]);
  });

  it("skips who has no address, and what there is nothing to say of", async () => {
    await queue({ ...FINAL, customerId: "bob" });
    await createRunner().runDue();
    await queue({ ...FINAL, visitId: "8" });
    await createRunner({ compose: () => null }).runDue();
    expect(sent).toEqual([]);
    expect(listRows()).toMatchObject([
      { status: "skipped", last_code: "no-address" },
      { status: "skipped", last_code: "no-receipt" },
    ]);
  });

  it("gives up a mail that it cannot try, says so, and sends the others", async () => {
    const compose: MailRunnerOptions["compose"] = ({ visitId }) => {
      if (visitId === "7") throw new Error("broken invariant");
      return MESSAGE;
    };
    const runner = createRunner({ compose });
    await queue(FINAL, { ...FINAL, visitId: "8" });
    await expect(runner.runDue()).rejects.toThrow("broken invariant");
    await runner.runDue();
    expect(listRows()).toMatchObject([{ status: "dead", last_code: "fault" }, { status: "sent" }]);
  });

  it("sends so many at once, and so many in a row", async () => {
    let atOnce = 0;
    let atOnceMost = 0;
    const runner = createRunner({
      send: async (row) => {
        atOnceMost = Math.max(atOnceMost, ++atOnce);
        await new Promise((resolve) => void setImmediate(resolve));
        atOnce--;
        sent.push(row);
        return outcome;
      },
    });
    const visits = Array.from({ length: MAILS_IN_A_ROW_MAX + 1 }, (_, at) => String(at));
    await queue(...visits.map((visitId) => ({ ...FINAL, visitId })));
    await Promise.all([runner.runDue(), runner.runDue()]);
    expect([atOnceMost, sent.length]).toEqual([MAILS_AT_ONCE_MAX, MAILS_IN_A_ROW_MAX]);
    await runner.runDue();
    expect(sent.length).toBe(MAILS_IN_A_ROW_MAX + 1);
  });

  it("leaves a server alone that takes nothing", async () => {
    outcome = { kind: "retry-later", afterMs: 1000, code: "connection" };
    const visits = Array.from({ length: 3 * MAILS_AT_ONCE_MAX }, (_, at) => String(at));
    await queue(...visits.map((visitId) => ({ ...FINAL, visitId })));
    await createRunner().runDue();
    expect(sent.length).toBe(MAILS_AT_ONCE_MAX);
  });

  it("sends again under the same name what was on its way when the process died", async () => {
    const never = new Promise<never>(() => {});
    await queue(FINAL);
    const begun = Promise.withResolvers<void>();
    void createRunner({
      send: (row) => {
        sent.push(row);
        begun.resolve();
        return never;
      },
    }).runDue();
    await begun.promise;
    await createRunner().runDue();
    expect(sent.length).toBe(2);
    expect(sent[0]).toEqual(sent[1]);
  });

  it("forgets a customer, and everybody after a time", async () => {
    outcome = { kind: "retry-later", afterMs: 1000, code: "connection" };
    await queue(FINAL);
    await createRunner().runDue();
    await opened.store.transact((tx) => forgetMails(tx, "ann"));
    expect(listRows()).toEqual([]);
    outcome = { kind: "sent" };
    await queue(FINAL);
    await createRunner().runDue();
    opened.clock.nowMs += MAILS_KEPT_MS;
    await createRunner().runDue();
    expect(listRows().length).toBe(1);
    opened.clock.nowMs += 1;
    await createRunner().runDue();
    expect(listRows()).toEqual([]);
  });
});

describe("mails that are asked for by a receipt's link", () => {
  const ASKED: AskedMail = {
    mailId: "a1",
    visitId: "7",
    address: "eve@elsewhere.example",
    locale: "de",
  };
  const ask = (...mails: readonly Partial<AskedMail>[]): Promise<boolean[]> =>
    opened.store.transact((tx) => mails.map((mail) => queueAskedMail(tx, { ...ASKED, ...mail })));
  const listAsked = () =>
    opened.store.db
      .prepare("SELECT mail_id, address, tries, last_code FROM asked_mails ORDER BY mail_id")
      .all()
      .map((row) => ({ ...row }));
  const isAnywhere = (text: string): boolean =>
    ["asked_mails", "mail_outbox"].some((table) =>
      JSON.stringify(opened.store.db.prepare(`SELECT * FROM ${table}`).all()).includes(text),
    );

  it("go to the address that was given, in its language, and the address is gone then", async () => {
    const locales: unknown[] = [];
    const runner = createRunner({
      compose: ({ recipient }) => {
        locales.push(recipient.kind === "address" ? recipient.locale : recipient.customerId);
        return MESSAGE;
      },
    });
    await queue(FINAL);
    await ask({});
    expect(isAnywhere(ASKED.address)).toBe(true);
    await runner.runDue();
    await runner.runDue();
    expect(sent.map(({ to }) => to).sort()).toEqual([ADDRESS, ASKED.address]);
    expect(locales.sort()).toEqual(["ann", "de"]);
    expect(isAnywhere(ASKED.address)).toBe(false);
  });

  it("are tried again with their address, and lose it when they are given up", async () => {
    outcome = { kind: "retry-later", afterMs: 1000, code: "connection" };
    const runner = createRunner();
    await ask({});
    await runner.runDue();
    await runner.runDue();
    expect(listAsked()).toMatchObject([{ tries: 1, address: ASKED.address }]);
    opened.clock.nowMs += 1000;
    outcome = { kind: "gave-up", code: "smtp-550" };
    await runner.runDue();
    expect(sent.map(({ tries }) => tries)).toEqual([0, 1]);
    expect(listAsked()).toEqual([
      { mail_id: "a1", address: null, tries: 2, last_code: "smtp-550" },
    ]);
  });

  it("lose it, too, where there is nothing to be sent or nothing can be composed", async () => {
    await ask({});
    await createRunner({ compose: () => null }).runDue();
    await ask({ mailId: "a2" });
    const broken = createRunner({
      compose: () => {
        throw new Error("broken invariant");
      },
    });
    await expect(broken.runDue()).rejects.toThrow("broken invariant");
    expect(listAsked()).toMatchObject([
      { address: null, last_code: "no-receipt" },
      { address: null, last_code: "fault" },
    ]);
  });

  it("are so many a receipt, until that is long ago and forgotten", async () => {
    const mails = Array.from({ length: ASKED_MAILS_MAX + 1 }, (_, at) => ({
      mailId: `a${at}`,
      address: `a${at}@elsewhere.example`,
    }));
    expect(await ask(...mails)).toEqual(mails.map((_, at) => at < ASKED_MAILS_MAX));
    expect(await ask({ ...mails[0]!, mailId: "again" })).toEqual([true]);
    expect(await ask({ mailId: "b", visitId: "8" })).toEqual([true]);
    const runner = createRunner();
    await runner.runDue();
    opened.clock.nowMs += ASKED_MAILS_MS;
    await runner.runDue();
    expect(listAsked()).toHaveLength(ASKED_MAILS_MAX + 1);
    opened.clock.nowMs += 1;
    await runner.runDue();
    expect(listAsked()).toEqual([]);
  });
});
