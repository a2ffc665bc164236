/**
 * Topics of devices that are no scales, over the same broker: each device publishes and reads its own, and whoever
 * opens the broker passes on what arrives. What is sent to a device that is away is lost: it is of that moment.
 */

export interface BusDevice {
  /** As it signs in at the broker inside the process. */
  readonly deviceId: string;
  readonly publishes: readonly string[];
  readonly reads: readonly string[];
}

export type Publish = (topic: string, payload: string) => boolean;
export type BusListener = (topic: string, payload: Uint8Array, isRetained: boolean) => void;

export interface TopicBus {
  /** All that devices publish. */
  readonly topics: readonly string[];
  hasDevice(deviceId: string): boolean;
  mayPublish(deviceId: string, topic: string): boolean;
  /** @param filter a topic, or all below one that is the device's alone, as firmware of others asks for it */
  mayRead(deviceId: string, filter: string): boolean;
  /** Whether it is a topic of the bus. */
  take(topic: string, payload: Uint8Array, isRetained: boolean): boolean;
  /** Whether it was handed to a broker that is connected. */
  publish: Publish;
  /**
   * The broker is open, and this is how to publish there; null: it is closed.
   * @param readConnection as `connection`; left out: the broker is in the process, and is always there
   */
  attach(publish: Publish | null, readConnection?: () => number | null): void;
  /** Another number for each connection to the broker; null while there is none, and what devices say is lost. */
  readonly connection: number | null;
  /** It is given what has arrived before anybody listened, the last of each topic, as what a broker has kept. */
  listen(listener: BusListener): void;
}

/** Of what a filter names before its wildcard: one level may be everybody's. */
const LEVELS_LEAST = 2;
/** Longer messages are not kept for the listeners. */
const KEPT_BYTES_MAX = 4096;

export function createTopicBus(devices: readonly BusDevice[]): TopicBus {
  const topics = new Set(devices.flatMap(({ publishes }) => publishes));
  const listeners: BusListener[] = [];
  /** Brokers send what they have kept as soon as they are read, and whoever listens does so later. */
  const early = new Map<string, Uint8Array>();
  let attached: Publish | null = null;
  let readConnection = (): number | null => null;
  const isListed = (key: "publishes" | "reads", deviceId: string, topic: string): boolean =>
    devices.some((device) => device.deviceId === deviceId && device[key].includes(topic));
  const isBelow = (deviceId: string, filter: string): boolean => {
    const parent = filter.slice(0, -1);
    if (!filter.endsWith("/#") || parent.split("/").length <= LEVELS_LEAST) return false;
    const owners = devices.filter(({ publishes, reads }) =>
      [...publishes, ...reads].some((topic) => topic.startsWith(parent)),
    );
    return owners.length > 0 && owners.every((device) => device.deviceId === deviceId);
  };
  return {
    topics: [...topics],
    hasDevice: (deviceId) => devices.some((device) => device.deviceId === deviceId),
    mayPublish: (deviceId, topic) => isListed("publishes", deviceId, topic),
    mayRead: (deviceId, filter) => isListed("reads", deviceId, filter) || isBelow(deviceId, filter),
    take: (topic, payload, isRetained) => {
      if (!topics.has(topic)) return false;
      if (listeners.length === 0) {
        early.delete(topic);
        if (payload.length <= KEPT_BYTES_MAX) early.set(topic, Uint8Array.from(payload));
      }
      for (const listener of listeners) listener(topic, payload, isRetained);
      return true;
    },
    publish: (topic, payload) => attached?.(topic, payload) ?? false,
    attach: (publish, read = () => (publish === null ? null : 0)) => {
      attached = publish;
      readConnection = read;
    },
    get connection() {
      return readConnection();
    },
    listen: (listener) => {
      listeners.push(listener);
      for (const [topic, payload] of early) listener(topic, payload, true);
    },
  };
}
