import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach, describe, expect, it } from "vitest";
import type { Secret } from "../config/secret.ts";
import type { MailConfig } from "../config/shop-config.ts";
import { createMailer, type MailOutcome, type MailRow } from "./mailer.ts";
import { RECEIPT_LIMITS } from "./receipt-limits.ts";

const ROW: MailRow = {
  mailId: "mail-1",
  to: "ann@customer.example",
  createdMs: Date.UTC(2026, 2, 12, 14, 9),
  tries: 0,
  message: {
    subject: "Receipt 1042 from Harbour Street Grocers",
    text: "Total: £12.77",
    html: "<p>Total: £12.77</p>",
    attachment: {
      fileName: "receipt-1042.pdf",
      contentType: "application/pdf",
      bytes: Buffer.from("%PDF-1.7 example"),
    },
  },
};

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface Received {
  readonly to: readonly string[];
  readonly raw: string;
}

type Hooks = Pick<SMTPServerOptions, "onRcptTo" | "onMailFrom" | "onAuth" | "onConnect" | "onData">;

/** A mail server of this process that keeps what it takes; hooks answer in its place. */
async function startServer(options: SMTPServerOptions & Hooks) {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, session, answer) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        received.push({ to, raw: Buffer.concat(chunks).toString() });
        answer();
      });
    },
    ...options,
  });
  // A client that does not trust the certificate ends the connection: that is the test's point.
  server.on("error", () => {});
  const listening = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  return { port: (server.server.address() as AddressInfo).port, received };
}

function refuseWith(responseCode: number): Error {
  return Object.assign(new Error("ann@customer.example is not wanted"), { responseCode });
}

async function send(
  port: number,
  row: Partial<MailRow> = {},
  config: Partial<MailConfig> = {},
): Promise<MailOutcome> {
  const mailer = createMailer({
    from: "Harbour Street Grocers <receipts@shop.example>",
    host: "127.0.0.1",
    port,
    security: "none",
    login: null,
    ...config,
  });
  const outcome = await mailer.sendMail({ ...ROW, ...row });
  mailer.close();
  // Servers repeat the address in what they say.
  expect(JSON.stringify(outcome)).not.toContain("ann@");
  return outcome;
}

const [firstRetryMs] = RECEIPT_LIMITS.mailRetryAfterMs as [number];
const secretOf = (text: string): Secret => ({ source: "a test", reveal: () => text });

describe("a mail that is taken", () => {
  it("is sent once, with text, HTML and the PDF", async () => {
    const { port, received } = await startServer({});
    expect(await send(port)).toEqual({ kind: "sent" });
    expect(received).toHaveLength(1);
    const [{ to, raw }] = received as [Received];
    expect(to).toEqual(["ann@customer.example"]);
    expect(raw).toMatch(/^From: Harbour Street Grocers <receipts@shop.example>$/m);
    expect(raw).toMatch(/^To: ann@customer\.example$/m);
    expect(raw).toMatch(/^Message-ID: <mail-1@shop\.example>$/m);
    expect(raw).toMatch(/^Date: Thu, 12 Mar 2026 14:09:00 \+0000$/m);
    expect(raw).toMatch(/^Auto-Submitted: auto-generated$/m);
    for (const type of ["text/plain", "text/html", "application/pdf"]) {
      expect(raw).toContain(`Content-Type: ${type}`);
    }
    expect(raw).toContain(Buffer.from("%PDF-1.7 example").toString("base64"));
  });

  it("has an image within its HTML, by the name that the HTML has for it", async () => {
    const { port, received } = await startServer({});
    const image = { name: "logo.png", contentType: "image/png", bytes: Buffer.from("a logo") };
    await send(port, { message: { ...ROW.message, image } });
    const { raw } = received[0]!;
    expect(raw).toMatch(/^Content-Id: <logo\.png>$/im);
    expect(raw).toMatch(/^Content-Disposition: inline; filename=logo\.png$/im);
    expect(raw).toContain(Buffer.from("a logo").toString("base64"));
  });

  it("has the same Message-ID when it is sent again", async () => {
    const { port, received } = await startServer({});
    await send(port);
    await send(port, { tries: 1 });
    const ids = received.map(({ raw }) => /^Message-ID: .*$/m.exec(raw)![0]);
    expect(ids).toEqual([ids[0], ids[0]]);
  });

  it("has no header but its own, whatever a shop is called", async () => {
    const { port, received } = await startServer({});
    const subject = "Receipt\r\nBcc: eve@evil.example";
    await send(port, { message: { ...ROW.message, subject } });
    expect(received[0]!.to).toEqual(["ann@customer.example"]);
    expect(received[0]!.raw).not.toMatch(/^Bcc:/m);
  });

  it("is sent by who signs in", async () => {
    const users: string[] = [];
    const { port } = await startServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, answer) => {
        users.push(username!);
        if (password === "right") answer(null, { user: username });
        else answer(refuseWith(535));
      },
    });
    const loginOf = (password: string) => ({
      user: secretOf("shop"),
      password: secretOf(password),
    });
    expect(await send(port, {}, { login: loginOf("right") })).toEqual({ kind: "sent" });
    expect(await send(port, {}, { login: loginOf("wrong") })).toEqual({
      kind: "retry-later",
      afterMs: firstRetryMs,
      code: "sign-in",
    });
    expect(users).toContain("shop");
  });
});

describe("a mail that is not taken now", () => {
  it.each([
    ["the address is greylisted", { onRcptTo: (_a, _s, answer) => answer(refuseWith(451)) }, 451],
    [
      "the message is put off",
      { onData: (s, _, answer) => s.resume().on("end", () => answer(refuseWith(452))) },
      452,
    ],
    ["the server is busy", { onConnect: (_s, answer) => answer(refuseWith(421)) }, 421],
    ["the server wants nobody", { onConnect: (_s, answer) => answer(refuseWith(554)) }, 554],
  ] satisfies [string, Hooks, number][])("is tried later: %s", async (_, hooks, code) => {
    const { port } = await startServer(hooks);
    expect(await send(port)).toEqual({
      kind: "retry-later",
      afterMs: firstRetryMs,
      code: `smtp-${code}`,
    });
  });

  it("waits longer from try to try, and is given up after the last", async () => {
    const { port } = await startServer({ onRcptTo: (_a, _s, answer) => answer(refuseWith(451)) });
    const { mailRetryAfterMs } = RECEIPT_LIMITS;
    expect(mailRetryAfterMs).toEqual([...mailRetryAfterMs].sort((a, b) => a - b));
    const last = mailRetryAfterMs.length - 1;
    expect(await send(port, { tries: last })).toEqual({
      kind: "retry-later",
      afterMs: mailRetryAfterMs[last],
      code: "smtp-451",
    });
    expect(await send(port, { tries: last + 1 })).toEqual({ kind: "gave-up", code: "smtp-451" });
  });

  it("is tried later where nobody listens", async () => {
    const { port } = await startServer({});
    await closers.pop()!();
    expect(await send(port)).toMatchObject({ kind: "retry-later", code: "connection" });
  });

  it("is tried later where the server goes away midway, before and after the data", async () => {
    for (const command of ["RCPT", "."]) {
      const server = await startClosing(command);
      const { port } = server.address() as AddressInfo;
      expect(await send(port)).toMatchObject({ kind: "retry-later", code: "connection" });
    }
  });
});

/** A server that says yes to all, and hangs up at a command. */
async function startClosing(command: string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.write("220 mail.example\r\n");
    let isData = false;
    socket.on("data", (bytes) => {
      const said = bytes.toString();
      if (command === "." ? /\r\n\.\r\n$/.test(said) : said.startsWith(command)) {
        socket.destroy();
        return;
      }
      if (isData) return;
      isData = said.startsWith("DATA");
      socket.write(isData ? "354 go on\r\n" : "250 yes\r\n");
    });
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  closers.push(() => new Promise((resolve) => server.close(() => resolve())));
  return server;
}

describe("a mail that is not taken ever", () => {
  it.each([
    ["no such mailbox", { onRcptTo: (_a, _s, answer) => answer(refuseWith(550)) }, 550],
    ["no such sender", { onMailFrom: (_a, _s, answer) => answer(refuseWith(553)) }, 553],
    [
      "a message of this kind",
      { onData: (s, _, answer) => s.resume().on("end", () => answer(refuseWith(554))) },
      554,
    ],
  ] satisfies [string, Hooks, number][])("is given up: %s", async (_, hooks, code) => {
    const { port } = await startServer(hooks);
    expect(await send(port)).toEqual({ kind: "gave-up", code: `smtp-${code}` });
  });

  it.each([
    "ann@customer.example, eve@evil.example",
    "Ann <ann@customer.example>",
    "ann@customer.example\r\nBcc: eve@evil.example",
    "ann",
    "",
    `${"a".repeat(250)}@b.example`,
  ])("is given up without asking anybody: %j is no address", async (to) => {
    const { port, received } = await startServer({});
    expect(await send(port, { to })).toEqual({ kind: "gave-up", code: "address-invalid" });
    expect(received).toEqual([]);
  });

  it("is no mail where its id is no word", async () => {
    await expect(send(1, { mailId: "a b>" })).rejects.toThrow("a mail's id is a word");
  });
});

describe("a connection that is not safe", () => {
  it("carries no mail: the server offers no encryption", async () => {
    const { port, received } = await startServer({});
    const outcome = await send(port, {}, { security: "starttls" });
    expect(outcome).toMatchObject({ kind: "retry-later", code: "tls" });
    expect(received).toEqual([]);
  });

  it("carries no mail: nobody vouches for the server's certificate", async () => {
    const { port, received } = await startServer({ disabledCommands: [] });
    const outcome = await send(port, {}, { security: "starttls" });
    expect(outcome).toMatchObject({ kind: "retry-later" });
    expect(received).toEqual([]);
  });
});
