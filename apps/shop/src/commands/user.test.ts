import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verifyPassword } from "@saunter/server/passwords/password-hash";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CapturedIo, createCapturedIo } from "../command-line/captured-io.ts";
import { runCommandLine } from "../command-line/run-command-line.ts";
import { markDemoMade, refuseDemoMade } from "../people/demo-made.ts";
import { openPeopleStore } from "../people/people-fixture.ts";
import { authenticateKey } from "../people/principals.ts";
import { isSessionOpen, openSession } from "../people/sessions.ts";
import { findPasswordHash, findUserByName } from "../people/users.ts";
import { addUserCommand } from "./user.ts";

const PASSWORD = "tin rain moss kettle";
const ANN = ["add", "Ann Lee", "--role", "operator", "--role", "reviewer"];
const TILL = ["add", "till-2", "--role", "integrator", "--key"];

let folder: string;
let captured: CapturedIo;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "saunter-user-command-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly prompts: readonly string[];
}

/** Runs the command with what is typed at its questions, or piped in. */
async function run(args: readonly string[], ...typed: string[]): Promise<Ran> {
  captured = createCapturedIo();
  const prompts: string[] = [];
  const take = async () => typed.shift() ?? "";
  const code = await runCommandLine(
    ["user", ...args, "--data", join(folder, "data")],
    "1.2.3",
    captured.io,
    (program) =>
      addUserCommand(program, {
        io: captured.io,
        askPassword: (prompt) => {
          prompts.push(prompt);
          return take();
        },
        readPasswordLine: take,
      }),
  );
  return { code, out: captured.out(), err: captured.err(), prompts };
}

/** Looks into the shop while it is stopped. */
async function look<T>(use: (people: ReturnType<typeof openPeopleStore>) => T | Promise<T>) {
  const people = openPeopleStore(join(folder, "data"));
  try {
    return await use(people);
  } finally {
    await people.store.close();
  }
}

describe("user add", () => {
  it("asks twice for the password and adds the user, with the first one the database", async () => {
    expect(await run(ANN, PASSWORD, PASSWORD)).toEqual({
      code: 0,
      out: "The user is added.\n",
      err: "",
      prompts: ["Password: ", "The same again: "],
    });
    await look(async ({ store }) => {
      const user = findUserByName(store, "ann lee")!;
      expect(user.roles).toEqual(["operator", "reviewer"]);
      expect(await verifyPassword(findPasswordHash(store, user.userId)!, PASSWORD)).toBe(true);
    });
  });

  it("takes the password from the standard input", async () => {
    expect(await run([...ANN, "--password-stdin"], PASSWORD)).toMatchObject({
      code: 0,
      prompts: [],
    });
  });

  it("gives a program a key, shown once, that lets it in", async () => {
    const { code, out, prompts } = await run(TILL);
    expect({ code, prompts }).toEqual({ code: 0, prompts: [] });
    const [, key] = /never again:\n(saunter_\S{43})\n$/.exec(out)!;
    await look(({ store }) => expect(authenticateKey(store, key!, Date.now()).ok).toBe(true));
    expect((await run(["list"])).out).not.toContain(key);
  });

  it("says what is wrong, and repeats neither password nor name", async () => {
    await run(ANN, PASSWORD, PASSWORD);
    const wrong: [string[], string[], string][] = [
      [ANN, ["hunter2", "hunter2"], "too short"],
      [ANN, ["Ann Lee 2024!", "Ann Lee 2024!"], "easy to guess"],
      [ANN, ["walk in, walk out", "walk in, walk out"], "easy to guess"],
      [ANN, [PASSWORD, "tin rain moss kettles"], "The two passwords differ"],
      [ANN, [PASSWORD, PASSWORD], "Another user has this name"],
      [["add", "Ann\u200b Lee", "--role", "gate"], [PASSWORD, PASSWORD], "visible characters"],
    ];
    for (const [args, typed, message] of wrong) {
      const { code, out, err } = await run(args, ...typed);
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toContain(message);
      expect(err).not.toMatch(/hunter2|kettle|2024|Lee|walk| {4}at /);
    }
  });

  it("knows which roles people and programs have", async () => {
    expect((await run([...ANN, "--key"])).err).toContain(
      "roles of: gate, device, sensor, cart, integrator",
    );
    const forPerson = await run(["add", "x", "--role", "device"]);
    expect(forPerson).toMatchObject({ code: 1, prompts: [] });
    expect(forPerson.err).toContain("A program has a key: --key.");
    for (const role of ["shopper", "king"]) {
      const refused = await run(["add", "x", "--role", role]);
      expect(refused.code).toBe(2);
      expect(refused.err).toContain(
        "operator, reviewer, clerk, gate, device, sensor, cart, integrator",
      );
    }
    expect((await run(["add", "x"])).code).toBe(2);
    expect(existsSync(join(folder, "data"))).toBe(false);
  });

  it("does nothing while the shop runs", async () => {
    await run(ANN, PASSWORD, PASSWORD);
    await look(async () => {
      const { code, err } = await run(["list"]);
      expect(code).toBe(1);
      expect(err).toMatch(/^saunter: another process has the shop in .*; stop it first\n$/);
    });
  });
});

describe("user list", () => {
  it("shows names, roles and state, and no secrets", async () => {
    await run(TILL);
    await run(ANN, PASSWORD, PASSWORD);
    await run(["disable", "till-2"]);
    const { code, out } = await run(["list"]);
    expect(code).toBe(0);
    expect(out.split("\n").map((line) => line.split(/ {2,}/))).toEqual([
      ["name", "roles", "signs in by", "since", "state"],
      ["Ann Lee", "operator, reviewer", "password", "2026-03-04", "active"],
      ["till-2", "integrator", "key", "2026-03-04", "disabled"],
      [""],
    ]);
    expect(out).not.toContain("argon2");
  });

  it("makes no shop where there is none", async () => {
    for (const args of [["list"], ["disable", "x"], ["password", "x"], ["key", "x"]]) {
      const { code, err } = await run(args);
      expect(code).toBe(1);
      expect(err).toContain("There is no shop's data in");
    }
    expect(existsSync(join(folder, "data"))).toBe(false);
  });

  it("says so where there are no users", async () => {
    await look(() => {});
    expect((await run(["list"])).out).toContain("There are no users yet");
  });
});

describe("user disable, enable, password and key", () => {
  it("are disabled and enabled again, however the name is spelt", async () => {
    await run(ANN, PASSWORD, PASSWORD);
    expect((await run(["disable", "ANN LEE"])).out).toBe("The user is disabled.\n");
    await look(({ store }) => expect(findUserByName(store, "Ann Lee")!.isDisabled).toBe(true));
    expect((await run(["enable", "ann lee"])).out).toBe("The user is enabled again.\n");
    await look(({ store }) => expect(findUserByName(store, "Ann Lee")!.isDisabled).toBe(false));
  });

  it("admit a user of a demonstration once they are confirmed", async () => {
    await run(ANN, PASSWORD, PASSWORD);
    await look(({ store }) =>
      store.transact((tx) => {
        markDemoMade(tx, findUserByName(tx, "Ann Lee")!.userId);
        refuseDemoMade(tx);
      }),
    );
    expect((await run(["list"])).out).toContain("not confirmed");
    expect(await run(["confirm", "ann lee"])).toMatchObject({
      code: 0,
      out: "Ann Lee is confirmed: operator, reviewer, by password.\n",
    });
    expect((await run(["list"])).out).not.toContain("not confirmed");
    expect((await run(["confirm", "bob"])).err).toContain("There is no user of that name");
  });

  it("change a password and end the sessions", async () => {
    await run(ANN, PASSWORD, PASSWORD);
    const { subject, sessionId } = await look(({ store }) =>
      store.transact((tx) => {
        const subject = { kind: "user", id: findUserByName(tx, "Ann Lee")!.userId } as const;
        return { subject, ...openSession(tx, subject, 0) };
      }),
    );
    const other = "wind over four bridges";
    expect(await run(["password", "Ann Lee", "--password-stdin"], other)).toMatchObject({
      code: 0,
      prompts: [],
    });
    await look(async ({ store }) => {
      expect(await verifyPassword(findPasswordHash(store, subject.id)!, other)).toBe(true);
      expect(isSessionOpen(store, sessionId, subject, 0)).toBe(false);
    });
  });

  it("reset the second factor of a lost phone, and end the sessions", async () => {
    await run(ANN, PASSWORD, PASSWORD);
    const subject = await look(({ store }) =>
      store.transact((tx) => {
        const { userId: id } = findUserByName(tx, "Ann Lee")!;
        tx.db.prepare("INSERT INTO second_factors VALUES (?, ?, 0, 0)").run(id, Buffer.of(1));
        openSession(tx, { kind: "user", id }, 0);
        return { kind: "user", id } as const;
      }),
    );
    expect((await run(["list"])).out).toContain("password and code");
    expect(await run(["reset-second-factor", "ann lee"])).toMatchObject({
      code: 0,
      out: "The user signs in with the password alone now; all sessions have ended.\n",
    });
    await look(({ store }) => {
      expect(findUserByName(store, "Ann Lee")!.hasSecondFactor).toBe(false);
      const sessions = "SELECT 1 FROM refresh_tokens WHERE subject_id = ?";
      expect(store.db.prepare(sessions).all(subject.id)).toEqual([]);
    });
    expect((await run(["list"])).out).not.toContain("and code");
    expect((await run(["reset-second-factor", "bob"])).err).toContain("There is no user");
  });

  it("change a key: the one before is worth nothing", async () => {
    const findKey = (out: string) => /saunter_\S{43}/.exec(out)![0];
    const before = findKey((await run(TILL)).out);
    const after = findKey((await run(["key", "till-2"])).out);
    await look(({ store }) => {
      expect(authenticateKey(store, before, Date.now()).ok).toBe(false);
      expect(authenticateKey(store, after, Date.now()).ok).toBe(true);
    });
  });

  it("say what is wrong, before a password is asked for", async () => {
    await run(ANN, PASSWORD, PASSWORD);
    await run(TILL);
    const unknown = await run(["password", "Nobody Known"]);
    expect(unknown).toMatchObject({ code: 1, prompts: [] });
    expect(unknown.err).toBe("saunter: There is no user of that name: saunter user list.\n");
    expect((await run(["disable", "Nobody Known"])).err).toBe(unknown.err);
    const till = await run(["password", "till-2"]);
    expect(till).toMatchObject({ code: 1, prompts: [] });
    expect(till.err).toContain("has a key");
    expect((await run(["key", "Ann Lee"])).err).toContain("a password and no key");
  });
});
