import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createCapturedIo } from "../command-line/captured-io.ts";
import { runCommandLine } from "../command-line/run-command-line.ts";
import { LEAST_LINES } from "../config/config-fixture.ts";
import { hashBadge } from "../entry/badge.ts";
import { BADGE_KEY_BYTES_MIN } from "../entry/entry-limits.ts";
import { findBadge, type KeptBadge } from "../people/badges.ts";
import { openPeopleStore } from "../people/people-fixture.ts";
import { openStore } from "../store/store.ts";
import { addBadgeCommand } from "./badge.ts";

const KEY = "k".repeat(BADGE_KEY_BYTES_MIN);
const LIST = `badge,account,staff,last_day,blocked,note
04:A2:24:9B,canteen,,2027-03-28,,
100002,,staff-3,,yes,lost in May
`;

let folder: string;
let config: string;
let list: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "saunter-badge-command-"));
  config = join(folder, "shop.yaml");
  list = join(folder, "badges.csv");
  const account = "{ id: canteen, name: Canteen, kind: payroll, limit: 50, period: month }";
  writeFileSync(
    config,
    `${LEAST_LINES.replace("{ kind: none } }", `{ kind: none }, accounts: [${account}] }`)}
entry: { methods: { badge: { hashKeyEnv: BADGE_KEY } } }
`,
  );
  writeFileSync(list, LIST);
});

afterEach(() => rmSync(folder, { recursive: true }));

async function run(args: readonly string[], typed = "") {
  const captured = createCapturedIo();
  const code = await runCommandLine(
    ["badge", ...args, "--config", config, "--data", join(folder, "data")],
    "1.2.3",
    captured.io,
    (program) =>
      addBadgeCommand(program, {
        io: captured.io,
        environment: { BADGE_KEY: KEY },
        readLine: async () => typed,
      }),
  );
  return { code, out: captured.out(), err: captured.err() };
}

/** A badge as the shop has it, once it is stopped. */
async function find(badgeNumber: string): Promise<KeptBadge | undefined> {
  const hashed = hashBadge(badgeNumber, Buffer.from(KEY));
  if (!hashed.ok) throw new Error(hashed.refusal.detail);
  const people = openPeopleStore(join(folder, "data"));
  try {
    return findBadge(people.store, hashed.value);
  } finally {
    await people.store.close();
  }
}

describe("badge import", () => {
  it("adds the badges of a list, and the same list again changes nothing", async () => {
    expect(await run(["import", list])).toEqual({
      code: 0,
      out: "2 added, 0 changed, 0 as before.\n",
      err: "",
    });
    expect(await find("04A2249B")).toMatchObject({
      holder: { kind: "account", accountId: "canteen" },
      // The clocks go forward that night.
      notAfterMs: Date.parse("2027-03-29T00:00:00+01:00"),
      isBlocked: false,
      note: "",
    });
    expect(await find("100002")).toMatchObject({
      holder: { kind: "staff", staffId: "staff-3" },
      isBlocked: true,
      note: "lost in May",
    });
    expect((await run(["import", list])).out).toBe("0 added, 0 changed, 2 as before.\n");
    writeFileSync(list, "badge,staff,blocked\n04A2249B,staff-9,\n100002,staff-3,\n");
    expect((await run(["import", list])).out).toBe("0 added, 1 changed, 1 as before.\n");
    expect(await find("100002")).toMatchObject({ isBlocked: true });
  });

  it("takes nothing of a list with a fault in it, and names file and line", async () => {
    writeFileSync(list, "badge,account\n04A2249B,canteen\n99secret01,bistro\n99,canteen\n");
    const { code, out, err } = await run(["import", list]);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toBe(
      `saunter: No badge of ${list} is taken; mend it and import it again.\n` +
        `  ${list}:3: account: the shop has no such account; see payment\n` +
        `  ${list}:4: badge: A badge's number has 4 to 64 letters and digits.\n`,
    );
    expect(existsSync(join(folder, "data"))).toBe(false);
  });

  it("tells how many more faults there are than it lists", async () => {
    writeFileSync(list, `badge,staff\n${"1,s\n".repeat(1000)}`);
    const { err } = await run(["import", list]);
    expect(err).toMatch(/\n {2}and \d+ more\n$/);
  });

  it("says what is wrong with a file that cannot be read", async () => {
    const { code, err } = await run(["import", join(folder, "none.csv")]);
    expect(code).toBe(1);
    expect(err).toBe(`saunter: ${join(folder, "none.csv")}: there is no such file\n`);
    writeFileSync(list, Buffer.concat([Buffer.from("badge,staff\n"), Buffer.from([0xff, 0x0a])]));
    expect((await run(["import", list])).err).toContain(`${list}:2: the file is not UTF-8`);
  });

  it("needs a configuration that is good, and lets badges in", async () => {
    writeFileSync(config, LEAST_LINES);
    const { code, err } = await run(["import", list]);
    expect(code).toBe(1);
    expect(err).toBe(
      `saunter: ${config} has no entry method for badges: add entry.methods.badge to it.\n`,
    );
    writeFileSync(config, LEAST_LINES.replace("GBP", "GBX"));
    expect((await run(["import", list])).err).toContain(`${config} has 1 problem`);
  });

  it("is refused while the shop is open", async () => {
    const data = join(folder, "data");
    const open = openStore({ folder: data, nowMs: () => 0, projections: [], schema: "" });
    const { code, err } = await run(["import", list]);
    await open.close();
    expect(code).toBe(1);
    expect(err).toContain("another process");
  });
});

describe("badge list", () => {
  it("shows whose they are, until when, and which are blocked or over, without numbers", async () => {
    const past = "badge,staff,last_day\n100003,staff-4,2020-02-29\n";
    await run(["import", list]);
    writeFileSync(list, past);
    await run(["import", list]);
    const { code, out } = await run(["list"]);
    expect(code).toBe(0);
    const rows = out.split("\n").map((line) => line.split(/ {2,}/).slice(1).join("|"));
    expect(rows.sort()).toEqual(
      [
        ...["", "of|last day|state|note", "account canteen|2027-03-28|good"],
        ...["staff staff-3|blocked|lost in May", "staff staff-4|2020-02-29|over"],
      ].sort(),
    );
    expect(out).not.toMatch(/04A2249B|10000/);
    const badge = await find("100003");
    expect(out).toContain(`${badge!.badgeHash.slice(0, 8)} `);
  });

  it("says so where there are none, and makes no shop where there is none", async () => {
    expect(await run(["list"])).toMatchObject({
      code: 1,
      err: `saunter: There is no shop's data in ${join(folder, "data")}.\n`,
    });
    writeFileSync(list, "badge,staff\n");
    await run(["import", list]);
    expect((await run(["list"])).out).toBe(
      "There are no badges yet: saunter badge import --help\n",
    );
  });
});

describe("badge block, unblock and remove", () => {
  it("keep a badge out, let it in again, and forget it, however its number is spelt", async () => {
    await run(["import", list]);
    expect((await run(["block", "04-a2-24-9b"])).out).toBe("The badge is blocked.\n");
    expect(await find("04A2249B")).toMatchObject({ isBlocked: true });
    expect((await run(["unblock", "-"], "04A2249B")).out).toBe("The badge opens the gate again.\n");
    expect(await find("04A2249B")).toMatchObject({ isBlocked: false });
    expect((await run(["remove", "04A2249B"])).out).toBe("The badge is forgotten.\n");
    expect(await find("04A2249B")).toBeUndefined();
  });

  it("say so where there is no such badge, or can be none", async () => {
    await run(["import", list]);
    for (const command of ["block", "unblock", "remove"]) {
      expect(await run([command, "999999"])).toMatchObject({
        code: 1,
        err: "saunter: There is no such badge.\n",
      });
      expect((await run([command, "1"])).err).toContain("4 to 64 letters and digits");
    }
  });
});
