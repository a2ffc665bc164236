/** Requests to shops, if the hub alters, replays or makes up messages. */

import { createPublicKey } from "node:crypto";
import type { Msg, MsgHdrs, NatsConnection } from "@nats-io/transport-node";
import { nameAnswerSubject } from "@saunter/protocol/chain/subjects";
import {
  NO_NONCE,
  SIGNATURE_HEADER,
  verifyMessage,
} from "@saunter/server/signatures/chain-signatures";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createAskShop } from "./ask-shop.ts";
import { openTestSigning } from "./message-signing-fixture.ts";

const NOW_MS = 1_790_000_000_000;

interface Sent {
  readonly subject: string;
  readonly body: Uint8Array;
  readonly reply: string;
  readonly headers: MsgHdrs | undefined;
}

function openChain() {
  const test = openTestSigning(["north", "south"], NOW_MS);
  let deliver: (error: Error | null, message: Msg) => void = () => {};
  const sent: Sent[] = [];
  const connection = {
    subscribe: (_subject: string, options: { callback: typeof deliver }) => {
      deliver = options.callback;
    },
    publish: (
      subject: string,
      body: Uint8Array,
      { reply, headers }: { reply: string; headers?: MsgHdrs },
    ) => void sent.push({ subject, body, reply, headers }),
  } as unknown as NatsConnection;
  const ask = createAskShop(connection, test.signing);
  const receive = (subject: string, message: Pick<Msg, "data" | "headers">): void => {
    const json = () => JSON.parse(Buffer.from(message.data).toString());
    deliver(null, { ...message, subject, json } as unknown as Msg);
  };
  const answer = (body: unknown, nonce = "n1"): void => {
    const { reply } = sent.at(-1)!;
    receive(reply, test.send("north", ["answer", reply], { nonce, body: JSON.stringify(body) }));
  };
  const readNonce = ({ body, headers, reply }: Sent, what: string): string | undefined =>
    verifyMessage(
      ...([createPublicKey(test.chainKey), "north", ["ask", what, reply], body] as const),
      headers?.get(SIGNATURE_HEADER) ?? "",
    )?.nonce;
  return { ...test, ask, sent, receive, answer, readNonce };
}

describe("a request to a shop", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("is signed with the nonce of the shop's last answer, and again if that isn't current", async () => {
    const { answer, ask, readNonce, sent } = openChain();
    const first = ask("north", "state");
    expect(readNonce(sent[0]!, "state")).toBe(NO_NONCE);
    answer({ stale: true }, "n1");
    await expect.poll(() => sent.length).toBe(2);
    expect(readNonce(sent[1]!, "state")).toBe("n1");
    answer({ answer: 7 }, "n2");
    expect(await first).toBe(7);
    const second = ask("north", "rows", { after: 1 });
    expect(readNonce(sent[2]!, "rows")).toBe("n2");
    answer({ fault: "no rows" }, "n3");
    await expect(second).rejects.toThrow("no rows");
  });

  it("is given up if the shop takes it for an old one twice", async () => {
    const { answer, ask, sent } = openChain();
    const asked = ask("north", "state");
    answer({ stale: true });
    await expect.poll(() => sent.length).toBe(2);
    answer({ stale: true });
    await expect(asked).rejects.toThrow("old one");
  });

  it("waits for the shop's answer if others come first, and ends without one", async () => {
    const { answer, ask, receive, required, send, sent } = openChain();
    required.add("north");
    const asked = ask("north", "state");
    const { reply } = sent[0]!;
    const body = JSON.stringify({ answer: "forged" });
    const other = nameAnswerSubject("north", "other");
    receive(reply, { data: Buffer.from(body) });
    receive(reply, send("south", ["answer", reply], { body }));
    receive(reply, send("north", ["answer", other], { body }));
    receive(reply, { ...send("north", ["answer", reply]), data: Buffer.from(body) });
    answer({ answer: "right" });
    expect(await asked).toBe("right");

    const dropped = ask("north", "state");
    receive(sent[1]!.reply, { data: Buffer.from(body) });
    await vi.advanceTimersByTimeAsync(5000);
    expect(await dropped).toBeNull();
  });

  it("takes answers unsigned until the shop has signed one", async () => {
    const { answer, ask, receive, required, sent } = openChain();
    const first = ask("north", "state");
    receive(sent[0]!.reply, { data: Buffer.from('{"answer":1}') });
    expect(await first).toBe(1);
    expect([...required]).toEqual([]);
    const second = ask("north", "state");
    answer({ answer: 2 });
    expect(await second).toBe(2);
    expect([...required]).toEqual(["north"]);
  });
});
