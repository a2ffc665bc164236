import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { decodeText, readTextFile } from "./read-text-file.ts";

const folder = mkdtempSync(join(tmpdir(), "saunter-config-"));
const path = join(folder, "file");
const BYTES_MAX = 100;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("readTextFile", () => {
  it("reads text, without its byte order mark", () => {
    writeFileSync(path, "\ufeffbread: £2\n");
    expect(readTextFile(path, BYTES_MAX)).toEqual({ ok: true, text: "bread: £2\n" });
  });

  it("reads files up to the bound", () => {
    writeFileSync(path, "");
    truncateSync(path, BYTES_MAX);
    expect(readTextFile(path, BYTES_MAX).ok).toBe(true);
    truncateSync(path, BYTES_MAX + 1);
    expect(readTextFile(path, BYTES_MAX)).toMatchObject({ ok: false, line: null });
  });

  it.each([
    ["a file that is not there", join(folder, "none"), "no such file"],
    ["a folder", folder, "not a file"],
    ["a path through a file", join(path, "inner"), "no such file"],
    ["a path with a NUL", "a\0b", "cannot be read"],
    ["a path too long for the system", join(folder, "x".repeat(5000)), "cannot be read"],
  ])("says so of %s", (_, at, message) => {
    expect(readTextFile(at, BYTES_MAX)).toMatchObject({
      ok: false,
      line: null,
      message: expect.stringContaining(message),
    });
  });
});

describe("decodeText", () => {
  it("names the line of the first byte that is no UTF-8", () => {
    const bytes = Buffer.concat([Buffer.from("a\né\n"), Buffer.from([0x62, 0xe9, 0x0a, 0x63])]);
    expect(decodeText(bytes)).toMatchObject({ ok: false, line: 3 });
    expect(decodeText(Buffer.from([0x61, 0xc3]))).toMatchObject({ ok: false, line: 1 });
  });

  it("knows UTF-16", () => {
    const bytes = Buffer.from("\ufeffshop:", "utf16le");
    expect(decodeText(bytes)).toMatchObject({ message: expect.stringContaining("UTF-16") });
    expect(decodeText(bytes.swap16())).toMatchObject({
      message: expect.stringContaining("UTF-16"),
    });
  });
});
