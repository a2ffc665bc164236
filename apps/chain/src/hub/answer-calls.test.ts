/** Calls of shops, where they are many, slow, or come from nobody who may be answered. */
import type { Msg, NatsConnection } from "@nats-io/transport-node";
import { nameCallSubject, nameInbox } from "@saunter/protocol/chain/subjects";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type AnswerCall, answerCalls } from "./answer-calls.ts";

afterEach(() => {
  vi.useRealTimers();
});

/** A hub as far as calls need one, on whose wire nothing waits. */
function openCalls(answer: AnswerCall) {
  let deliver: (error: Error | null, message: Msg) => void = () => {};
  const connection = {
    subscribe: (_subject: string, { callback }: { callback: typeof deliver }) => {
      deliver = callback;
      return { unsubscribe: () => {} };
    },
  } as unknown as NatsConnection;
  const failures: unknown[] = [];
  const calls = answerCalls({
    ...{ connection, signing: null, calls: { what: answer } },
    onFailed: (error) => void failures.push(error),
  });
  const replies: { shopId: string; reply: unknown }[] = [];
  function call(
    shopId: string,
    body: string,
    respond: (data: Uint8Array) => void = (data) =>
      void replies.push({ shopId, reply: JSON.parse(new TextDecoder().decode(data)) }),
    reply = `${nameInbox(shopId)}.1`,
  ): void {
    const subject = nameCallSubject(shopId, "what");
    deliver(null, { subject, reply, string: () => body, respond } as unknown as Msg);
  }
  return { calls, call, failures, replies };
}

/** An answer that waits until it is let go. */
function openGate() {
  const begun: unknown[] = [];
  let open = (): void => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const answer: AnswerCall = async (_shopId, body) => {
    begun.push(body);
    await gate;
    return body;
  };
  return { begun, open: () => open(), answer };
}

describe("calls of shops", () => {
  it("are all answered, however many wait", async () => {
    const { begun, open, answer } = openGate();
    const { calls, call, replies } = openCalls(answer);
    for (let at = 0; at < 20; at++) call(`shop-${at}`, `${at}`);
    expect(begun).toHaveLength(8);
    open();
    await expect.poll(() => replies.length).toBe(20);
    await calls.close();
  });

  it("of one shop leave room for those of others", async () => {
    const { open, answer } = openGate();
    const { calls, call, replies } = openCalls(answer);
    for (let at = 0; at < 500; at++) call("loud", `${at}`);
    call("quiet", "1");
    expect(replies.every(({ shopId }) => shopId === "loud")).toBe(true);
    open();
    await expect
      .poll(() => replies.filter(({ shopId }) => shopId === "quiet"))
      .toEqual([{ shopId: "quiet", reply: { answer: 1 } }]);
    await calls.close();
  });

  it("that waited longer than a shop does are left out", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const { begun, open, answer } = openGate();
    const { calls, call, replies } = openCalls(answer);
    for (let at = 0; at < 9; at++) call(`shop-${at}`, `${at}`);
    vi.advanceTimersByTime(10_000);
    call("later", "99");
    open();
    await expect.poll(() => replies.length).toBe(9);
    expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 99]);
    await calls.close();
  });

  it("that cannot be answered, as the line is closed, are reported, and the next are answered", async () => {
    const { calls, call, failures, replies } = openCalls(async (_shopId, body) => body);
    const refuse = (): void => {
      throw new Error("closed connection");
    };
    for (let at = 0; at < 10; at++) call("north", `${at}`, refuse);
    call("north", "7");
    await expect.poll(() => replies).toEqual([{ shopId: "north", reply: { answer: 7 } }]);
    expect(failures).toHaveLength(10);
    await calls.close();
  });

  it("whose answer would go elsewhere than to who asks are not answered", async () => {
    const { begun, open, answer } = openGate();
    open();
    const { calls, call, replies } = openCalls(answer);
    call("north", "1", undefined, `${nameInbox("south")}.1`);
    call("north", "2", undefined, "up.0.south.charge-v1");
    await calls.close();
    expect([begun, replies]).toEqual([[], []]);
  });
});
