import { readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { makeScratchFolder } from "../testing/scratch-folder.ts";
import { openCardHash, openKey } from "./process-keys.ts";

function makeFolder(): string {
  const folder = makeScratchFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const nameOf = (key: ReturnType<typeof openKey>): string =>
  key.export({ type: "pkcs8", format: "pem" }) as string;

describe("the process's own key", () => {
  it("is made at the first start, and is the same at the next", () => {
    const folder = makeFolder();
    const key = openKey(folder, "sessions");
    expect(key.asymmetricKeyType).toBe("ed25519");
    expect(nameOf(openKey(folder, "sessions"))).toBe(nameOf(key));
  });

  it("is another for another purpose, and in another shop", () => {
    const folder = makeFolder();
    const keys = [
      openKey(folder, "sessions"),
      openKey(folder, "entry-codes"),
      openKey(makeFolder(), "sessions"),
    ];
    expect(new Set(keys.map(nameOf)).size).toBe(3);
  });

  it("can be read by its user alone", () => {
    const folder = makeFolder();
    openKey(folder, "sessions");
    expect(statSync(join(folder, "keys", "sessions.pem")).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "keys")).mode & 0o777).toBe(0o700);
  });

  it("that a full disk or a power cut left half written is rebuilt", () => {
    const folder = makeFolder();
    openKey(folder, "sessions");
    writeFileSync(join(folder, "keys", "entry-codes.pem.arriving"), "-----BEGIN");
    expect(openKey(folder, "entry-codes").asymmetricKeyType).toBe("ed25519");
    expect(readdirSync(join(folder, "keys")).sort()).toEqual(["entry-codes.pem", "sessions.pem"]);
  });

  it("that is damaged is refused, and is not rebuilt", () => {
    const folder = makeFolder();
    openKey(folder, "sessions");
    writeFileSync(join(folder, "keys", "sessions.pem"), "nothing");
    expect(() => openKey(folder, "sessions")).toThrow();
  });
});

describe("the hash of cards", () => {
  it("is the same after a start, another in another shop, and tells nothing of the card", () => {
    const folder = makeFolder();
    const hash = openCardHash(folder)("Xt5EWLLDS7FJjR1c");
    expect(hash).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(openCardHash(folder)("Xt5EWLLDS7FJjR1c")).toBe(hash);
    expect(openCardHash(folder)("Xt5EWLLDS7FJjR1d")).not.toBe(hash);
    expect(openCardHash(makeFolder())("Xt5EWLLDS7FJjR1c")).not.toBe(hash);
  });
});
