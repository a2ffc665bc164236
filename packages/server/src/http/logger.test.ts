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
