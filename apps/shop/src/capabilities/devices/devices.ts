/** Live scales: how their controllers are, frames over HTTP, faults as alerts, figures as metrics. */
import { type Engine, listUnitFaults } from "@saunter/engine/engine";
import { withServices } from "../../http/add-route.ts";
import type { Capability } from "../../process/capability.ts";
import type { Watch } from "../../process/watch.ts";
import { keepOffset, removeOldOffsets } from "../../sensors/clock-watch.ts";
import { addDeviceRoutes } from "./device-routes.ts";
import { createDeviceLister, nameWatcher } from "./list-devices.ts";
import { createLiveReadings, READINGS_EVERY_MS } from "./live-readings.ts";
import { writeClockAlerts } from "./watch-clocks.ts";
import { writeDeviceAlerts } from "./watch-devices.ts";
import { writeUnitAlerts } from "./watch-units.ts";

export const DEVICES: Capability = {
  name: "devices",
  open: ({ process, metrics }) => {
    const { clocks, shop, source, surroundings } = process;
    const { scales } = source;
    const readings = createLiveReadings((deviceId) => scales?.findReadings(deviceId) ?? null);
    const services = {
      scales,
      listDevices: createDeviceLister(process),
      followReadings: readings.follow,
    };
    const http = {
      addRoutes: (context: Parameters<typeof withServices>[0]) =>
        addDeviceRoutes(withServices(context, services)),
      shopInfo: { hasDevices: scales !== null },
    };
    let engine: Engine | null = null;
    const hooks = {
      onEngine: (started: Engine): void => {
        engine = started;
      },
    };
    const units: Watch = {
      name: "units",
      write: (tx) => {
        if (engine === null) return;
        writeUnitAlerts(tx, listUnitFaults(engine), scales?.devices ?? []);
      },
    };
    if (scales === null) return { http, hooks, watches: [units] };
    metrics.watchDevices(scales, shop.nowMs);
    const stop = surroundings.every(READINGS_EVERY_MS, readings.send);
    return {
      http,
      hooks,
      watches: [
        units,
        { name: "devices", write: (tx) => writeDeviceAlerts(tx, scales) },
        {
          name: "clocks",
          write: (tx, nowMs) => {
            const now = clocks.read();
            if (now !== null) keepOffset(tx, nowMs, now);
            writeClockAlerts(tx, now, nameWatcher(source));
          },
        },
      ],
      tidy: removeOldOffsets,
      close: () => {
        stop();
        readings.close();
      },
    };
  },
};
