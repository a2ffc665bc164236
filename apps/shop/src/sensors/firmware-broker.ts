/** What the firmware of a controller has to know of the shop's broker, as far as the configuration says it. */
import { join } from "node:path";
import { isAnyAddress } from "../config/address-list.ts";
import type { MqttConfig } from "../config/sensors-config.ts";

/** No other machine reaches a broker there. */
const LOOPBACK = /^(?:127\.|localhost$|\[?::1\]?$)/;

export interface FirmwareBroker {
  /** Where controllers reach it; null where the configuration does not say. */
  readonly address: string | null;
  /** What keeps controllers from it, and what to do about it. */
  readonly warning: string | null;
}

export function findFirmwareBroker({
  broker,
  certificatesFolder,
  host,
  port,
}: MqttConfig): FirmwareBroker {
  if (broker !== null) {
    const { hostname, port: given, protocol } = new URL(broker.url);
    if (LOOPBACK.test(hostname)) {
      const warning = `source.mqtt.url names ${hostname}, where no controller reaches the broker: name this machine's address`;
      return { address: null, warning };
    }
    const usual = protocol === "mqtts:" ? 8883 : 1883;
    return { address: `${protocol}//${hostname}:${given || usual}`, warning: null };
  }
  if (isAnyAddress(host)) return { address: null, warning: null };
  const name = host.includes(":") ? `[${host}]` : host;
  const scheme = certificatesFolder === null ? "mqtt" : "mqtts";
  if (!LOOPBACK.test(host)) return { address: `${scheme}://${name}:${port}`, warning: null };
  const warning = `the shop's broker listens on ${host} alone, where no controller reaches it: set source.mqtt.host to this machine's address`;
  return { address: null, warning };
}

export function isTlsBroker({ broker, certificatesFolder }: MqttConfig): boolean {
  return broker === null ? certificatesFolder !== null : broker.url.startsWith("mqtts:");
}

/**
 * The file of the authority that the broker's certificate is from; null where the configuration does not say.
 * @param folder certificates that are elsewhere
 */
export function findAuthorityFile(
  { broker, certificatesFolder }: MqttConfig,
  folder: string | null = null,
): string | null {
  const given = folder ?? certificatesFolder;
  return broker?.caFile ?? (given === null ? null : join(given, "ca.crt"));
}
