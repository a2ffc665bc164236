/**
 * Gates without a program of their own: whoever is admitted has the gate opened, who passes is counted, codes and
 * cards are taken to the entry service, and what is wrong with a gate raises alerts.
 */
import { withServices } from "../../http/add-route.ts";
import type { Capability } from "../../process/capability.ts";
import { addGateDeviceRoutes } from "./gate-device-routes.ts";
import { writeGateAlerts } from "./gate-faults.ts";
import { openGates } from "./open-gates.ts";

export const GATES: Capability = {
  name: "gates",
  open: ({ onError, process }) => {
    const gates = openGates(process, onError);
    const services = { controllers: gates.controllers, listGateDevices: gates.list };
    return {
      http: {
        addRoutes: (context) => addGateDeviceRoutes(withServices(context, services)),
        shopInfo: gates.controllers.length > 0 ? { hasDevices: true } : {},
      },
      watches: [{ name: "gates", write: (tx) => writeGateAlerts(tx, gates.list()) }],
      close: gates.close,
      finish: gates.finish,
    };
  },
};
