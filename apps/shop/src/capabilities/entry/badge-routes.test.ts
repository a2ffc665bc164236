import { describe, expect, it } from "vitest";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { withEntry } from "../../http/shop-config-fixture.ts";

const NUMBER = "04:A2:24:9B";

const ISSUED = {
  badgeNumber: NUMBER,
  holder: "account",
  holderId: "payroll-1",
  lastDay: "2027-03-31",
  isBlocked: null,
  note: "third floor",
};

describe("badges", () => {
  const api = startApi();
  const issue = (...badges: object[]) =>
    api.post("/v1/badges", { as: "operator", body: { badges } });
  const find = (badgeNumber: string) =>
    api.post("/v1/badges/lookups", { as: "operator", body: { badgeNumber } });
  const change = (badgeId: string, way: string) =>
    api.post(`/v1/badges/${badgeId}/${way}`, { as: "operator" });
  let readings = 0;
  const comeIn = async (badgeNumber: string) => {
    const shown = { badgeNumber, readingId: `reading-${++readings}` };
    const body = { method: "badge", shown };
    const response = await api.post("/v1/gates/north/entries", { as: "gate", body });
    return response.status === 201 ? "in" : response.body.code;
  };

  it("are issued while the shop runs, open the gate, and are changed by the same request", async () => {
    expect(await comeIn(NUMBER)).toBe("entry-badge-unknown");
    const counts = { added: 1, changed: 0, same: 0 };
    expect((await issue(ISSUED)).body).toEqual(counts);
    expect((await issue(ISSUED)).body).toEqual({ added: 0, changed: 0, same: 1 });
    expect((await issue({ ...ISSUED, note: "moved" })).body.changed).toBe(1);
    expect(await comeIn("04a2249b")).toBe("in");
    expect((await find(NUMBER)).body).toMatchObject({
      holder: "account",
      holderId: "payroll-1",
      isBlocked: false,
      note: "moved",
      // The midnight after that day, in London's summer time.
      notAfterMs: Date.UTC(2027, 2, 31, 23),
    });
  });

  it("that are lost open nothing from the answer on, and stay blocked when a list comes again", async () => {
    const { badgeId } = (await find(NUMBER)).body;
    expect((await change(badgeId, "block")).body.isBlocked).toBe(true);
    expect(await comeIn(NUMBER)).toBe("entry-badge-blocked");
    await issue(ISSUED);
    expect((await find(NUMBER)).body.isBlocked).toBe(true);
    expect((await change(badgeId, "unblock")).body.isBlocked).toBe(false);
    expect((await change(badgeId, "remove")).status).toBe(204);
    expect((await find(NUMBER)).body.code).toBe("not-found");
    for (const way of ["block", "unblock", "remove"]) {
      expect((await change(badgeId, way)).body.code).toBe("not-found");
    }
  });

  it("are listed in pages, each once", async () => {
    const staff = { ...ISSUED, holder: "staff", lastDay: null };
    const added = Array.from({ length: 5 }, (_, at) => ({
      ...staff,
      badgeNumber: `STAFF${at}`,
      holderId: `staff-${at}`,
    }));
    await issue(...added);
    const holders: string[] = [];
    let path: string | null = "/v1/badges?limit=2";
    while (path !== null) {
      const { body }: { body: { items: { holderId: string }[]; next: string | null } } =
        await api.get(path, { as: "operator" });
      holders.push(...body.items.map(({ holderId }) => holderId));
      path = body.next;
    }
    // Two of the payroll are there from the start.
    expect(holders.sort()).toEqual([
      ...["payroll-1", "payroll-1"],
      ...added.map(({ holderId }) => holderId),
    ]);
    const wrong = await api.get("/v1/badges?after=x", { as: "operator" });
    expect(wrong.body.code).toBe("input-invalid");
  });

  it.each([
    { holderId: "payroll-9" },
    { holder: "staff", holderId: "of nobody" },
    { lastDay: "2027-02-30" },
    { lastDay: "soon" },
    { badgeNumber: "ab" },
    { note: "two\nlines" },
    { holder: "guest" },
    { name: "Ann" },
  ])("with %o are refused, with all that came along, and no number is revealed", async (wrong) => {
    const good = { ...ISSUED, badgeNumber: "GOOD0001" };
    const response = await issue(good, { ...ISSUED, badgeNumber: "SECRET77", ...wrong });
    expect(response.body.code).toBe("input-invalid");
    expect(response.text).not.toContain("SECRET77");
    expect((await find("GOOD0001")).body.code).toBe("not-found");
  });

  it("come once in a request, and are none of 0 and none of 201", async () => {
    expect((await issue(ISSUED, { ...ISSUED, badgeNumber: "04a2249b" })).body.code).toBe(
      "input-invalid",
    );
    const many = (length: number) =>
      Array.from({ length }, (_, at) => ({ ...ISSUED, badgeNumber: `MANY${at}` }));
    expect((await issue()).body.code).toBe("input-invalid");
    expect((await issue(...many(201))).body.code).toBe("input-invalid");
    expect((await issue(...many(200))).body.added).toBe(200);
  });

  it("are kept by no number of theirs: not in the database, not in the log", async () => {
    await issue({ ...ISSUED, badgeNumber: "HIDDEN4711" });
    const { db } = api.fixture.store;
    for (const table of ["badges", "idempotency", "journal"]) {
      const rows = JSON.stringify(db.prepare(`SELECT * FROM ${table}`).all());
      expect(rows).not.toContain("HIDDEN4711");
    }
    expect(api.fixture.log.join("")).not.toContain("HIDDEN4711");
  });
});

describe("where badges are no entry method", () => {
  const api = startApi({ config: withEntry({ badge: null }) });

  it("none is issued or found", async () => {
    const body = { badges: [ISSUED] };
    const issued = await api.post("/v1/badges", { as: "operator", body });
    expect(issued.body.code).toBe("entry-method-unavailable");
    const found = { badgeNumber: NUMBER };
    expect((await api.post("/v1/badges/lookups", { as: "operator", body: found })).body.code).toBe(
      "entry-method-unavailable",
    );
  });
});
