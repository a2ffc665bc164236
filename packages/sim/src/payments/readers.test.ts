import { describe, expect, it } from "vitest";
import { createProvider, takeWebhooks } from "./provider.ts";
import { pluck, send } from "./provider-builders.ts";
import { addReader, cancelAtReader, presentCard } from "./readers.ts";

const READER = "tmr_sim_1";
const PATH = `/v1/terminal/readers/${READER}`;

function begin() {
  const provider = createProvider();
  const reader = addReader(provider, READER);
  const makeSetup = () => {
    const customer = String(send(provider, "/v1/customers").body.id);
    return String(send(provider, "/v1/setup_intents", { customer }).body.id);
  };
  const process = (setup: string, key?: string) => {
    const body = { setup_intent: setup, allow_redisplay: "limited" };
    return send(provider, `${PATH}/process_setup_intent`, body, key === undefined ? {} : { key });
  };
  const read = () => send(provider, PATH, {}, { method: "GET" }).body;
  const listEvents = () => takeWebhooks(provider, provider.nowMs).map(({ type }) => type);
  return { provider, reader, makeSetup, process, read, listEvents };
}

describe("a card reader at the provider", () => {
  it("waits for a card, and has one made that can be charged later", () => {
    const { listEvents, makeSetup, process, provider, read } = begin();
    expect(presentCard(provider, READER, "pm_sim_ok-ann")).toBe(false);
    const setup = makeSetup();
    expect(pluck(process(setup).body, "action.status")).toBe("in_progress");
    expect(presentCard(provider, READER, "pm_sim_ok-ann")).toBe(true);
    expect(read().action).toMatchObject({
      status: "succeeded",
      process_setup_intent: { setup_intent: setup, generated_card: "pm_sim_ok-ann" },
    });
    expect(listEvents()).toEqual(["terminal.reader.action_succeeded"]);
    const method = send(provider, "/v1/payment_methods/pm_sim_ok-ann", {}, { method: "GET" });
    expect(method.body).toMatchObject({ card: { fingerprint: "fp_pm_sim_ok-ann" } });
    expect(pluck(process(setup).body, "error.code")).toBe("setup_intent_unexpected_state");
  });

  it("tells a card that its bank refuses, one that cannot be charged later, and who goes away", () => {
    const { listEvents, makeSetup, process, provider, read } = begin();
    const setup = makeSetup();
    process(setup);
    presentCard(provider, READER, "pm_sim_declined-1");
    expect(read().action).toMatchObject({ status: "failed", failure_code: "card_declined" });
    process(setup);
    cancelAtReader(provider, READER);
    expect(read().action).toMatchObject({ status: "failed", failure_code: "customer_canceled" });
    process(setup);
    presentCard(provider, READER, "pm_sim_wallet");
    expect(pluck(read(), "action.process_setup_intent")).toEqual({ setup_intent: setup });
    const [failed, succeeded] = ["action_failed", "action_succeeded"];
    const events = [failed, failed, succeeded].map((name) => `terminal.reader.${name}`);
    expect(listEvents()).toEqual(events);
  });

  it("does one thing at a time, and begins none twice for one key", () => {
    const { makeSetup, process, provider, read, reader } = begin();
    const setup = makeSetup();
    const first = process(setup, "key-1");
    expect(process(setup, "key-1").body).toEqual(first.body);
    expect(pluck(process(setup, "key-2").body, "error.code")).toBe("terminal_reader_busy");
    reader.isHolding = true;
    const cancel = () => send(provider, `${PATH}/cancel_action`);
    expect(pluck(cancel().body, "error.code")).toBe("terminal_reader_busy");
    reader.isHolding = false;
    expect(cancel().body).toMatchObject({ id: READER, action: null });
    expect(read().action).toBeNull();
  });

  it("may be offline, busy with something else, or begin without saying so", () => {
    const { makeSetup, process, read, reader } = begin();
    const setup = makeSetup();
    for (const fault of ["offline", "busy", "timeout"] as const) {
      reader.fault = fault;
      expect(pluck(process(setup).body, "error.code")).toBe(`terminal_reader_${fault}`);
    }
    expect(pluck(read(), "action.status")).toBe("in_progress");
    reader.fault = "offline";
    expect(read().status).toBe("offline");
  });

  it("is unknown where it is not registered", () => {
    const { provider } = begin();
    for (const path of ["/v1/terminal/readers/tmr_9/process_setup_intent", "/v1/terminal"]) {
      expect(send(provider, path).status).toBe(404);
    }
    expect(send(provider, "/v1/terminal/readers/tmr_9", {}, { method: "GET" }).status).toBe(404);
    expect(send(provider, "/v1/payment_methods/pm_9", {}, { method: "GET" }).status).toBe(404);
  });
});
