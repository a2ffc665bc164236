import { createServer, type Socket } from "node:net";
import { GATE_LIMITS } from "@saunter/protocol/devices/gate-messages";
import { findFreePort } from "@saunter/server/network/free-port";
import { afterEach, describe, expect, it } from "vitest";
import { createCodeParser, openCodeLine } from "./code-line.ts";

const LINE = { baud: 9600, dataBits: 8, parity: "none", stopBits: 1 } as const;
const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe("codes on a line", () => {
  it("end in CR, LF or both, in pieces of any length", () => {
    const codes: string[] = [];
    const parse = createCodeParser((text) => codes.push(text));
    for (const byte of Buffer.from("AQR0\r\n\r\n BQR1 \rCQR2\n")) parse(Uint8Array.of(byte));
    parse(Buffer.from("no end"));
    expect(codes).toEqual(["AQR0", "BQR1", "CQR2"]);
  });

  it("are as long as the bound, and dropped whole where they are longer", () => {
    const codes: string[] = [];
    const parse = createCodeParser((text) => codes.push(text));
    const longest = "A".repeat(GATE_LIMITS.codeCharsMax);
    parse(Buffer.from(`${longest}\nB${longest}\nC\n`));
    expect(codes).toEqual([longest, "C"]);
  });

  it("come again after the reader was unplugged", async () => {
    const port = await findFreePort();
    const sockets: Socket[] = [];
    const listen = async () => {
      const server = createServer((socket) => void sockets.push(socket));
      await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
      return server;
    };
    const first = await listen();
    const codes: string[] = [];
    const address = { kind: "tcp", host: "127.0.0.1", port } as const;
    const line = openCodeLine({ address, line: LINE }, (text) => codes.push(text));
    closing.push(line.close);
    await expect.poll(() => sockets.length).toBe(1);
    sockets[0]!.write("AQR0\r");
    await expect.poll(() => codes).toEqual(["AQR0"]);
    expect(line.isOpen).toBe(true);
    sockets[0]!.destroy();
    await new Promise((resolve) => first.close(resolve));
    await expect.poll(() => line.isOpen).toBe(false);
    const second = await listen();
    closing.push(() => second.close());
    await expect.poll(() => sockets.length).toBe(2);
    closing.push(() => sockets[1]!.destroy());
    sockets[1]!.write("BQR1\n");
    await expect.poll(() => codes).toEqual(["AQR0", "BQR1"]);
  });
});
