import { describe, expect, it } from "vitest";
import { createDestination, createHttpLogger, UNREAD_BYTES_MAX } from "./logger.ts";

describe("the log", () => {
  it("blackens secrets at the top and one step down, and keeps the rest", () => {
    const lines: string[] = [];
    const logger = createHttpLogger("info", { write: (line) => void lines.push(line) });
    const secret = "hush";
    logger.info({
      token: secret,
      password: secret,
      email: secret,
      shown: secret,
      visitId: "v7",
      body: { token: secret, lookupToken: secret },
      req: {
        headers: { authorization: secret, cookie: secret },
        url: secret,
        query: secret,
        remoteAddress: secret,
      },
      res: { headers: { "set-cookie": secret } },
    });
    expect(lines.join("")).not.toContain(secret);
    expect(lines.join("")).toContain('"visitId":"v7"');
  });

  it("has one line for each record, whatever is in it", () => {
    const lines: string[] = [];
    const logger = createHttpLogger("info", { write: (line) => void lines.push(line) });
    const forged = '\n{"level":30,"msg":"forged"}\r\n\u2028\u001b[2J';
    logger.info({ route: forged, err: new Error(forged) }, forged);
    const text = lines.join("");
    expect(text.trimEnd()).not.toMatch(/\p{Cc}/u);
    expect(JSON.parse(text)).toMatchObject({ route: forged, msg: forged });
  });

  it("is as quiet as it is told to be", () => {
    const lines: string[] = [];
    createHttpLogger("error", { write: (line) => void lines.push(line) }).info("quiet");
    expect(lines).toEqual([]);
  });

  it("drops lines while as many wait for their reader as are kept", () => {
    const lines: string[] = [];
    const write = (line: string | Uint8Array) => lines.push(String(line)) > 0;
    for (const writableLength of [UNREAD_BYTES_MAX - 1, UNREAD_BYTES_MAX]) {
      createHttpLogger("info", createDestination({ writableLength, write })).info(
        `${writableLength} bytes wait`,
      );
    }
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`${UNREAD_BYTES_MAX - 1} bytes wait`);
  });
});
