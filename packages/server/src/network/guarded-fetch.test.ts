import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createGuardedFetch, type GuardedFetchOptions, isPrivateAddress } from "./guarded-fetch.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server of this machine; its port. */
async function serve(answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** Names of the test, wherever they point. */
function lookUp(address: string): NonNullable<GuardedFetchOptions["lookup"]> {
  const look = (
    _name: string,
    _options: object,
    callback: (error: null, addresses: { address: string; family: number }[]) => void,
  ) => callback(null, [{ address, family: 4 }]);
  return look as unknown as NonNullable<GuardedFetchOptions["lookup"]>;
}

const post = (signal = new AbortController().signal) =>
  ({
    method: "POST",
    headers: { "Saunter-Event-Id": "7" },
    body: "hello",
    redirect: "manual",
    signal,
  }) as const;

describe("a guarded fetch", () => {
  it("posts body and headers, and returns what was answered", async () => {
    const port = await serve((request, response) => {
      const { headers, method } = request;
      request.on("data", (body) => {
        response.statusCode = 201;
        response.end(`${method} ${headers["saunter-event-id"]} ${body}`);
      });
    });
    const fetch = createGuardedFetch({ allowPrivate: false });
    const response = await fetch(`http://127.0.0.1:${port}/`, post());
    expect(response.status).toBe(201);
    expect(await response.text()).toBe("POST 7 hello");
  });

  it("follows no redirect", async () => {
    const asked: string[] = [];
    const port = await serve((request, response) => {
      asked.push(request.url!);
      response.writeHead(302, { Location: "/elsewhere" }).end();
    });
    const fetch = createGuardedFetch({ allowPrivate: false });
    const response = await fetch(`http://localhost:${port}/hook`, post());
    expect(response.status).toBe(302);
    expect(asked).toEqual(["/hook"]);
  });

  it("goes to no private address by a name elsewhere, unless that is allowed", async () => {
    let requests = 0;
    const port = await serve((_request, response) => {
      requests++;
      response.writeHead(204).end();
    });
    const url = `http://hooks.example:${port}/`;
    const lookup = lookUp("127.0.0.1");
    const guarded = createGuardedFetch({ allowPrivate: false, lookup });
    await expect(guarded(url, post())).rejects.toThrow("private address");
    expect(requests).toBe(0);
    const open = createGuardedFetch({ allowPrivate: true, lookup });
    expect((await open(url, post())).status).toBe(204);
    expect(requests).toBe(1);
  });

  it.each([
    ["10.1.2.3", true],
    ["127.0.0.1", true],
    ["169.254.169.254", true],
    ["192.168.0.9", true],
    ["100.64.0.1", true],
    ["0.0.0.0", true],
    ["255.255.255.255", true],
    ["::1", true],
    ["::", true],
    ["::ffff:10.0.0.1", true],
    ["64:ff9b::a00:1", true],
    ["2002:a00:1::", true],
    ["fd00::1", true],
    ["fe80::1", true],
    ["1.1.1.1", false],
    ["172.32.0.1", false],
    ["::ffff:1.1.1.1", false],
    ["2606:4700::1111", false],
  ])("takes %s as private: %s", (address, isPrivate) => {
    expect(isPrivateAddress(address)).toBe(isPrivate);
  });

  it("counts a status that no answer may have as a failure", async () => {
    const port = await serve((_request, response) => response.writeHead(999).end());
    const fetch = createGuardedFetch({ allowPrivate: false });
    expect((await fetch(`http://localhost:${port}/`, post())).status).toBe(599);
  });

  it("ends at its signal, without an answer and in the middle of one", async () => {
    const begun: (() => void)[] = [];
    const port = await serve((request, response) => {
      if (request.url === "/half") response.write("a");
      begun.shift()?.();
    });
    const fetch = createGuardedFetch({ allowPrivate: false });
    const silent = new AbortController();
    const arrived = new Promise<void>((go) => void begun.push(go));
    const asked = fetch(`http://localhost:${port}/none`, post(silent.signal));
    await arrived;
    silent.abort();
    await expect(asked).rejects.toThrow("aborted");
    const half = new AbortController();
    const response = await fetch(`http://localhost:${port}/half`, post(half.signal));
    half.abort();
    await expect(response.text()).rejects.toThrow();
  });

  it("rejects where nobody listens, and speaks nothing but http and https", async () => {
    const fetch = createGuardedFetch({ allowPrivate: false });
    const port = await serve(() => {});
    servers.splice(0).forEach((server) => void server.close());
    await expect(fetch(`http://localhost:${port}/`, post())).rejects.toThrow(Error);
    await expect(fetch("file:///etc/hosts", post())).rejects.toThrow("not a web address");
  });
});
