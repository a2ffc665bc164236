import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { sendOnce } from "./send-once.ts";

const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function serve(answer: RequestListener) {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const { authorization = "" } = request.headers;
      seen.push(`${request.method} ${request.url} ${authorization} ${Buffer.concat(parts)}`);
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  closing.push(close);
  return { seen, close, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const ask = (url: string, timeoutMs = 5000, authorization = "Bearer x") =>
  sendOnce({ url, method: "POST", headers: { authorization }, body: "b", timeoutMs });

describe("a request that is made once", () => {
  it("is done where it is answered with a success", async () => {
    const { seen, url } = await serve((_, response) => response.writeHead(204).end());
    expect(await ask(`${url}/relay/0?turn=on`)).toBe("done");
    expect(seen).toEqual(["POST /relay/0?turn=on Bearer x b"]);
  });

  it("is refused where its headers or its address cannot be sent", async () => {
    const { seen, url } = await serve((_, response) => response.end());
    expect(await ask(url, 5000, "Bearer x\ny")).toBe("refused");
    expect(await ask(`${url}/a b`)).toBe("done");
    expect(await ask("http://:/")).toBe("refused");
    expect(seen).toHaveLength(1);
  });

  it("follows nobody elsewhere", async () => {
    const other = await serve((_, response) => response.end());
    const { url } = await serve((_, response) =>
      response.writeHead(307, { location: other.url }).end(),
    );
    expect(await ask(url)).toBe("refused");
    expect(other.seen).toEqual([]);
  });

  it("was not sent where nobody listens", async () => {
    const { close, url } = await serve((_, response) => response.end());
    close();
    expect(await ask(url)).toBe("not-sent");
    expect(await ask("http://nobody.invalid/")).toBe("not-sent");
  });

  it("may have arrived where the answer is cut off, or does not come in time", async () => {
    const cut = await serve((request) => request.socket.destroy());
    expect(await ask(cut.url)).toBe("unknown");
    const slow = await serve(() => {});
    expect(await ask(slow.url, 100)).toBe("unknown");
    expect([cut.seen, slow.seen].map(({ length }) => length)).toEqual([1, 1]);
  });
});
