/**
 * What devices send, carried over a real broker: each has a connection of its own and signs in with its own key. The
 * broker works in the machine's time, and as fast as it can; when a message arrives by the shop's clock stays as
 * simulated, so that nothing depends on how busy the machine is.
 */
import type { FrameSink, Transport } from "@saunter/ingest/scales/frame-sink";
import { connectAsync, type MqttClient } from "mqtt";
import type { Arrival, Delivery } from "./play-devices.ts";

export interface CarriedBroker {
  readonly url: string;
  readonly keyOf: (deviceId: string) => string;
}

/** So many messages of a device are on their way at once. */
const IN_FLIGHT_MAX = 64;
const AT_LEAST_ONCE = 1;

/**
 * @param open opens the broker, or a reader of it, that gives what it reads to the sink
 * @returns what arrived, in order of the simulated arrival; rejects where anything is missing
 */
export async function carryOverBroker(
  deliveries: readonly Delivery[],
  open: (sink: FrameSink) => Promise<{ readonly broker: CarriedBroker } & Transport>,
): Promise<Arrival[]> {
  const sentOf = Map.groupBy(deliveries, ({ deviceId }) => deviceId);
  const arrivals: Arrival[] = [];
  const counts = new Map<string, number>();
  const all = Promise.withResolvers<void>();
  // One connection keeps its order: the nth that arrives of a device is the nth that it sent.
  const take = (deviceId: string, give: Arrival["give"]): void => {
    const count = counts.get(deviceId) ?? 0;
    counts.set(deviceId, count + 1);
    const sent = sentOf.get(deviceId)?.[count];
    if (sent === undefined) all.reject(new Error(`${deviceId}: more has arrived than was sent`));
    else arrivals.push({ arrivalMs: sent.arrivalMs, give });
    if (arrivals.length === deliveries.length) all.resolve();
  };
  const opened = await open({
    frame: (frame) => take(frame.deviceId, (sink) => sink.frame(frame)),
    refuse: (deviceId, fault) => take(deviceId, (sink) => sink.refuse(deviceId, fault)),
    people: (frame) => take(frame.deviceId, (sink) => sink.people(frame)),
  });
  try {
    await Promise.all(
      [...sentOf].map(([deviceId, sent]) => publishAll(opened.broker, deviceId, sent)),
    );
    await all.promise;
  } finally {
    await opened.close();
  }
  return arrivals.sort((a, b) => a.arrivalMs - b.arrivalMs);
}

async function publishAll(
  { keyOf, url }: CarriedBroker,
  deviceId: string,
  sent: readonly Delivery[],
): Promise<void> {
  const login = { username: deviceId, password: keyOf(deviceId), clientId: deviceId };
  const client: MqttClient = await connectAsync(url, { ...login, reconnectPeriod: 0 }, false);
  try {
    for (let from = 0; from < sent.length; from += IN_FLIGHT_MAX) {
      await Promise.all(
        sent
          .slice(from, from + IN_FLIGHT_MAX)
          .map(({ payload, topic }) =>
            client.publishAsync(topic, Buffer.from(payload), { qos: AT_LEAST_ONCE }),
          ),
      );
    }
  } finally {
    await client.endAsync();
  }
}
