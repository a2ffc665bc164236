/** Why a shop is without its broker, and what to do about it. */
import type { SensorsConfig } from "../config/sensors-config.ts";

/**
 * Codes of a wrong name or password and of too few rights: to a sign-in, MQTT 3.1.1 (3.2.2.3) and 5 (3.2.2.2); to a
 * subscription, 3.1.1 (3.9.3).
 */
const REFUSED_CODES: ReadonlySet<unknown> = new Set([4, 5, 128, 134, 135]);

export function describeMqttFailure(
  error: unknown,
  { broker, host, port }: SensorsConfig["mqtt"],
): string {
  const { code, message } = error as { readonly code?: unknown; readonly message: string };
  if (broker !== null) {
    const where = `The broker at ${broker.url}`;
    if (REFUSED_CODES.has(code)) {
      return `${where} refuses the shop: ${message}. Check source.mqtt.user and source.mqtt.password, and what the broker lets that user read.`;
    }
    return `${where} cannot be reached: ${message}. Start it, or correct source.mqtt.url.`;
  }
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port}, which scales publish to, is in use, perhaps by a broker or another shop. Close that program, give its address at source.mqtt.url, or change source.mqtt.port.`;
    case "EADDRNOTAVAIL":
      return `${host} is no address of this machine. Write its own at source.mqtt.host, or 0.0.0.0 for all that it has.`;
    default:
      return `Scales cannot publish to ${host}, port ${port}: ${message}. Change source.mqtt.host or source.mqtt.port.`;
  }
}
