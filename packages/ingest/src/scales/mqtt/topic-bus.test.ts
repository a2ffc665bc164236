/** Commands and reports of devices that are no scales, over real brokers. */
import { connect } from "mqtt";
import { afterEach, describe, expect, it } from "vitest";
import { createNotedSink } from "../sink-fixture.ts";
import { openBrokerClient } from "./broker-client.ts";
import { openLocalBroker } from "./local-broker.ts";
import { HAS_MOSQUITTO, startMosquitto } from "./mosquitto-fixture.ts";
import { createTopicBus } from "./topic-bus.ts";

const COMMAND = "cmnd/door-1/Power1";
const STATE = "stat/door-1/POWER";
const DEVICES = [
  { deviceId: "door-1", publishes: [STATE], reads: [COMMAND] },
  { deviceId: "door-2", publishes: ["stat/door-2/POWER"], reads: ["cmnd/door-2/Power1"] },
];
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function openBus() {
  const bus = createTopicBus(DEVICES);
  const received: string[] = [];
  bus.listen((topic, payload, isRetained) => {
    received.push(`${topic} ${Buffer.from(payload)}${isRetained ? " (kept)" : ""}`);
  });
  return { bus, received };
}

/** What a session has kept comes in the same breath as the sign-in's answer: it is listened for before. */
async function signIn(url: string, deviceId: string, clean = true) {
  const client = connect(url, {
    ...{ clean, clientId: deviceId, username: deviceId, password: "key", reconnectPeriod: 0 },
  });
  closing.push(() => client.endAsync(true));
  const commands: string[] = [];
  client.on("message", (topic, payload) => commands.push(`${topic} ${payload}`));
  await new Promise<void>((resolve, reject) => {
    client.once("connect", () => resolve());
    client.once("error", reject);
  });
  return { client, commands };
}

it("lets a device read all below a name that is its alone, and below no other", () => {
  const bus = createTopicBus(
    ["a", "b"].map((deviceId) => ({
      ...{ deviceId, publishes: [], reads: [`site/doors/${deviceId}/open`] },
    })),
  );
  expect(bus.mayRead("a", "site/doors/a/#")).toBe(true);
  for (const filter of ["site/doors/#", "site/doors/b/#", "site/doors/c/#", "site/doors/a/+"]) {
    expect(bus.mayRead("a", filter), filter).toBe(false);
  }
});

it("gives listeners the last of each topic that came before them, as what was kept", () => {
  const bus = createTopicBus(DEVICES);
  const other = "stat/door-2/POWER";
  for (const payload of ["ON", "OFF"]) bus.take(STATE, Buffer.from(payload), false);
  bus.take(other, Buffer.from("ON"), true);
  bus.take(other, Buffer.alloc(4097), true);
  const received: string[] = [];
  for (const name of ["first", "second"]) {
    bus.listen((topic, payload, isRetained) => {
      received.push(`${name} ${topic} ${Buffer.from(payload)} ${isRetained}`);
    });
  }
  expect(received).toEqual([`first ${STATE} OFF true`, `second ${STATE} OFF true`]);
});

describe("the broker inside the process", () => {
  it("lets a device read its own commands, and takes what it publishes on its own topics", async () => {
    const { bus, received } = openBus();
    const listens = { host: "127.0.0.1", port: 0, prefix: "saunter", checkDevice: () => true };
    const broker = await openLocalBroker({ ...listens, bus }, createNotedSink());
    closing.push(broker.close);
    const url = `mqtt://127.0.0.1:${broker.port}`;
    const own = await signIn(url, "door-1");
    await own.client.subscribeAsync("cmnd/door-1/#");
    const other = await signIn(url, "door-2");
    for (const filter of ["#", "cmnd/#", "cmnd/door-1/#", COMMAND, STATE]) {
      await expect(other.client.subscribeAsync(filter), filter).rejects.toThrow();
    }
    expect(bus.publish(COMMAND, "ON")).toBe(true);
    await expect.poll(() => own.commands).toEqual([`${COMMAND} ON`]);
    await own.client.publishAsync(STATE, "ON", { qos: 1, retain: true });
    await expect.poll(() => received).toEqual([`${STATE} ON`]);
    expect(other.commands).toEqual([]);
    await broker.close();
    expect(bus.publish(COMMAND, "ON")).toBe(false);
  });
});

describe.skipIf(!HAS_MOSQUITTO)("a broker of the shop's own", () => {
  it("keeps no command for a device that is away, nor reports for a shop that is", async () => {
    const mosquitto = await startMosquitto();
    closing.push(mosquitto.kill);
    const { url } = mosquitto;
    const { bus, received } = openBus();
    const open = () =>
      openBrokerClient(
        {
          ...{ url, prefix: "saunter", clientId: "shop", user: null, password: null, caFile: null },
          bus,
        },
        createNotedSink(),
      );
    const first = await open();
    const before = await signIn(url, "door-1", false);
    await before.client.subscribeAsync(COMMAND, { qos: 1 });
    await before.client.endAsync();
    expect(bus.publish(COMMAND, "ON")).toBe(true);
    await first.close();
    expect(bus.publish(COMMAND, "ON")).toBe(false);
    const after = await signIn(url, "door-1", false);
    await after.client.publishAsync(STATE, "lost", { qos: 1 });
    await after.client.publishAsync(STATE, "kept", { qos: 1, retain: true });
    const second = await open();
    closing.push(second.close);
    await expect.poll(() => received).toEqual([`${STATE} kept (kept)`]);
    bus.publish(COMMAND, "OFF");
    await expect.poll(() => after.commands).toEqual([`${COMMAND} OFF`]);
    // Nor does the shop keep one for a broker that is away.
    const { connection } = bus;
    expect(connection).not.toBeNull();
    await mosquitto.kill();
    await expect.poll(() => bus.connection).toBeNull();
    await expect.poll(() => bus.publish(COMMAND, "late")).toBe(false);
    await mosquitto.start();
    const again = await signIn(url, "door-1", false);
    await again.client.subscribeAsync(COMMAND, { qos: 1 });
    await expect.poll(() => bus.publish(COMMAND, "ON")).toBe(true);
    await expect.poll(() => again.commands).toEqual([`${COMMAND} ON`]);
    expect(bus.connection).toBeGreaterThan(connection!);
  });
});
