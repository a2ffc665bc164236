/** Sockets that are held: over real connections, with limits that a test can wait for. */
import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { beforeAll, describe, expect, it } from "vitest";
import { seen, startApi } from "./api-recorder-fixture.ts";
import { DESCRIPTORS_RESERVED, fitSockets, readDescriptorLimit } from "./fit-sockets.ts";
import { createHttpFixture } from "./http-fixture.ts";
import { SOCKETS, type SocketLimits } from "./http-limits.ts";
import { withHttp } from "./shop-config-fixture.ts";

const SHORT: SocketLimits = {
  headersMs: 60,
  requestMs: 120,
  silenceMs: 200,
  keepAliveMs: 60,
  lookedAtMs: 10,
  requestsPerSocketMax: 2,
  connectionsMax: 30,
  connectionsPerAddressMax: 30,
  closingMs: 50,
};

const GET = "GET /v1/healthz HTTP/1.1\r\nHost: shop\r\n\r\n";

/** What a server says until it closes the connection. */
function talkTo(port: number, act: (socket: Socket) => unknown): Promise<string> {
  return talk(connect(port, "127.0.0.1"), act);
}

async function talk(socket: Socket, act: (socket: Socket) => unknown): Promise<string> {
  let said = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  socket.on("error", () => {});
  await once(socket, "connect");
  // A server that has closed answers what still comes with a reset.
  const closed = new Promise((resolve) => socket.on("close", resolve));
  await act(socket);
  await closed;
  return said;
}

describe("a socket", () => {
  const api = startApi({ limits: { sockets: SHORT } });
  let port: number;
  beforeAll(async () => {
    const address = new URL(await api.fixture.app.listen({ port: 0, host: "127.0.0.1" }));
    port = Number(address.port);
  });

  const talkHere = (act: (socket: Socket) => unknown): Promise<string> => talkTo(port, act);

  const readProblem = (said: string) => {
    const [head, body] = said.split("\r\n\r\n") as [string, string];
    expect(head).toContain("Content-Type: application/problem+json");
    expect(head).toContain("Connection: close");
    const problem = JSON.parse(body);
    seen.codes.add(problem.code);
    expect(head).toContain(`HTTP/1.1 ${problem.status} `);
    return problem;
  };

  /** Sends a byte now and then, for as long as it is taken. */
  const drip = (socket: Socket, text: string): void => {
    let at = 0;
    const timer = setInterval(() => socket.write(text[at++ % text.length]!), 5);
    socket.on("close", () => clearInterval(timer));
  };

  it("is closed that says nothing", async () => {
    expect(readProblem(await talkHere(() => {})).code).toBe("request-too-slow");
  });

  it("is closed whose headers come byte by byte", async () => {
    const said = await talkHere((socket) => {
      socket.write("GET /v1/healthz HTTP/1.1\r\nHost: shop\r\n");
      drip(socket, "X-A: b\r\n");
    });
    expect(readProblem(said).code).toBe("request-too-slow");
  });

  it("is closed whose body comes byte by byte, and nothing is done", async () => {
    const { store, tokens } = api.fixture;
    const position = store.position();
    const said = await talkHere((socket) => {
      socket.write(
        `POST /v1/gates/north/mode HTTP/1.1\r\nHost: shop\r\nAuthorization: Bearer ${tokens.operator}\r\n` +
          "Idempotency-Key: k\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n",
      );
      drip(socket, " ");
    });
    expect(readProblem(said).code).toBe("request-too-slow");
    expect(store.position()).toBe(position);
  });

  it("is closed between requests after a while, and after so many", async () => {
    const one = await talkHere((socket) => socket.write(GET));
    expect(one.match(/HTTP\/1.1 200/g)).toHaveLength(1);
    expect(one).toContain("Keep-Alive: timeout=");
    const three = await talkHere((socket) => socket.write(GET.repeat(SHORT.requestsPerSocketMax)));
    expect(three.match(/HTTP\/1.1 200/g)).toHaveLength(SHORT.requestsPerSocketMax);
    expect(three.toLowerCase()).toContain("connection: close");
  });

  it("is told what is wrong with what is no request", async () => {
    const said = await talkHere((socket) => socket.write("\u0016\u0003\u0001\u0002 tls?\r\n\r\n"));
    expect(readProblem(said)).toMatchObject({ status: 400, code: "request-unreadable" });
    const large = await talkHere((socket) =>
      socket.write(`GET / HTTP/1.1\r\nX-A: ${"x".repeat(20_000)}\r\n\r\n`),
    );
    expect(readProblem(large)).toMatchObject({ status: 431, code: "headers-too-large" });
  });
});

describe("a socket that nobody speaks on", () => {
  it("keeps no process from closing", async () => {
    const api = await openAlone({ ...SOCKETS, closingMs: 20 });
    const socket = connect(api.port, "127.0.0.1");
    await once(socket, "connect");
    const closed = new Promise((resolve) => socket.on("close", resolve));
    await api.close();
    await closed;
  });

  it("is one of so many at most", async () => {
    const api = await openAlone({ ...SOCKETS, connectionsMax: 3 });
    const held = Array.from({ length: 3 }, () => connect(api.port, "127.0.0.1"));
    await Promise.all(held.map((socket) => once(socket, "connect")));
    const count = (): Promise<number> =>
      new Promise((resolve) => api.server.getConnections((_error, open) => resolve(open)));
    await expect.poll(count).toBe(3);
    const dropped = once(api.server, "drop");
    expect(await talkTo(api.port, (socket) => socket.write(GET))).toBe("");
    await dropped;
    for (const socket of held) socket.destroy();
    await expect.poll(count).toBe(0);
    const said = await talkTo(api.port, (socket) => socket.end(GET));
    expect(said).toContain("200 OK");
    await api.close();
  });

  it("is one of so many of its address, and others are served meanwhile", async () => {
    const few = { ...SOCKETS, connectionsPerAddressMax: 20 };
    const api = await openAlone(few, { host: "::", trustedProxies: ["127.0.0.9"] });
    const open = (localAddress: string) =>
      connect({ port: api.port, host: "127.0.0.1", localAddress });
    const held = Array.from({ length: 300 }, () => open("127.0.0.1"));
    for (const socket of held) socket.on("error", () => {}).write("GET / HTTP/1.1\r\n");
    const count = (): Promise<number> =>
      new Promise((resolve) => api.server.getConnections((_error, sockets) => resolve(sockets)));
    await expect.poll(() => held.filter(({ destroyed }) => destroyed).length).toBe(280);
    expect(await count()).toBe(20);
    const ask = (from: string): Promise<string> => talk(open(from), (socket) => socket.end(GET));
    for (let at = 0; at < 20; at++) expect(await ask("127.0.0.2")).toContain("200 OK");
    expect(await ask("127.0.0.1")).toBe("");
    const ofProxy = Array.from({ length: 50 }, () => open("127.0.0.9"));
    await Promise.all(ofProxy.map((socket) => once(socket, "connect")));
    await expect.poll(count).toBe(70);
    for (const socket of held) socket.destroy();
    await expect.poll(count).toBe(50);
    expect(await ask("127.0.0.1")).toContain("200 OK");
    for (const socket of ofProxy) socket.destroy();
    await api.close();
  });

  it("that sends half a request is let go in time, and its place is free", async () => {
    const quick = { ...SHORT, connectionsPerAddressMax: 3 };
    const api = await openAlone(quick);
    const held = Array.from({ length: 3 }, () => connect(api.port, "127.0.0.1"));
    const closed = held.map((socket) => once(socket, "close"));
    for (const socket of held)
      socket
        .on("error", () => {})
        .resume()
        .write("GET / HTTP/1.1\r\n");
    await Promise.all(closed);
    expect(await talkTo(api.port, (socket) => socket.end(GET))).toContain("200 OK");
    await api.close();
  });

  it("is one of fewer where the process may open fewer files, and one address has half of them", () => {
    const enough = SOCKETS.connectionsMax + DESCRIPTORS_RESERVED;
    expect(fitSockets(SOCKETS, Number.POSITIVE_INFINITY)).toBe(SOCKETS);
    expect(fitSockets(SOCKETS, enough)).toBe(SOCKETS);
    expect(fitSockets(SOCKETS, enough - 1).connectionsMax).toBe(SOCKETS.connectionsMax - 1);
    const { connectionsMax, connectionsPerAddressMax } = fitSockets(SOCKETS, 1024);
    expect([connectionsMax, connectionsPerAddressMax]).toEqual([768, 384]);
    expect(fitSockets(SOCKETS, 100).connectionsMax).toBe(50);
    expect(fitSockets({ ...SOCKETS, connectionsPerAddressMax: 10 }, 100)).toMatchObject({
      connectionsPerAddressMax: 10,
    });
    expect(readDescriptorLimit()).toBeGreaterThan(DESCRIPTORS_RESERVED);
  });

  it("has limits in a shop that are in order", () => {
    const { headersMs, requestMs, silenceMs, closingMs } = SOCKETS;
    expect([headersMs, requestMs, silenceMs]).toEqual(
      [headersMs, requestMs, silenceMs].toSorted((a, b) => a - b),
    );
    expect(closingMs).toBeLessThan(10_000);
  });
});

async function openAlone(
  sockets: SocketLimits,
  { host = "127.0.0.1", trustedProxies = [] as readonly string[] } = {},
) {
  const fixture = await createHttpFixture({
    limits: { sockets },
    config: withHttp({ trustedProxies }),
  });
  await fixture.app.listen({ port: 0, host });
  const { server } = fixture.app;
  const { port } = server.address() as AddressInfo;
  return { port, server, close: fixture.close };
}
