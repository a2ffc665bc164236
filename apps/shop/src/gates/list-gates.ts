/** Gates that the shop moves or watches itself. */
import type { BusDevice } from "@saunter/ingest/scales/mqtt/topic-bus";
import type { GateHardware } from "../config/gates-config.ts";
import type { GateConfig, ShopConfig } from "../config/shop-config.ts";
import { listBusDevice } from "./gate-topics.ts";

export type OwnGate = GateConfig & { readonly hardware: GateHardware };

export function listOwnGates({ floor }: Pick<ShopConfig, "floor">): OwnGate[] {
  return (floor?.gates ?? []).filter((gate): gate is OwnGate => gate.hardware !== undefined);
}

/** First level of all topics; without a broker nothing is said there. */
export function findPrefix({ source }: Pick<ShopConfig, "source">): string {
  return source.kind === "sensors" ? source.mqtt.prefix : "";
}

export function listGateDevices(config: Pick<ShopConfig, "floor" | "source">): BusDevice[] {
  const prefix = findPrefix(config);
  return listOwnGates(config).map(({ hardware, id }) =>
    listBusDevice(prefix, { gateId: id, hardware }),
  );
}
