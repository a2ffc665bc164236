import { createReadStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { CHUNK_BYTES, decrypt, encrypt, MAGIC, unlock } from "./backup-cipher.ts";

const PASS_PHRASE = "tin rain moss ladder";
const PLAIN = Buffer.from(Array.from({ length: 2 * CHUNK_BYTES + 7 }, (_, at) => at % 251));

/** As streams bring it: in pieces of a length that fits nothing. */
async function* cut(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function gather(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

it.each([
  ["nothing", 0],
  ["a chunk to the byte", CHUNK_BYTES],
  ["more than two chunks", PLAIN.length],
])("gives %s back, however it comes", async (_, length) => {
  const plain = PLAIN.subarray(0, length);
  const sealed = await gather(encrypt(cut(plain, 1000), PASS_PHRASE));
  expect(sealed.subarray(0, MAGIC.length)).toEqual(MAGIC);
  expect(await gather(decrypt(cut(sealed, 777), PASS_PHRASE, "a"))).toEqual(plain);
  const unlocked = await unlock(cut(sealed, 5), PASS_PHRASE, "a");
  expect(await gather(unlocked.decrypt(cut(sealed, 100_000)))).toEqual(plain);
});

it("gives nothing of a chunk that was altered, and all before it", async () => {
  const sealed = await gather(encrypt(cut(PLAIN, PLAIN.length), PASS_PHRASE));
  sealed[sealed.length - 1]! ^= 1;
  const given: Uint8Array[] = [];
  const read = async () => {
    for await (const piece of decrypt(cut(sealed, 999), PASS_PHRASE, "a")) given.push(piece);
  };
  await expect(read()).rejects.toMatchObject({ name: "BackupError", code: "backup-damaged" });
  expect(Buffer.concat(given)).toEqual(PLAIN.subarray(0, 2 * CHUNK_BYTES));
});

it("lets go of the file whose beginning it has read", async () => {
  const folder = mkdtempSync(join(tmpdir(), "saunter-cipher-"));
  const path = join(folder, "a.backup");
  writeFileSync(path, await gather(encrypt(cut(PLAIN, 4000), PASS_PHRASE)));
  const file = createReadStream(path);
  await expect(unlock(file, "another pass phrase", "a")).rejects.toMatchObject({
    code: "pass-phrase-wrong",
  });
  expect(file.destroyed).toBe(true);
  rmSync(folder, { recursive: true });
});
