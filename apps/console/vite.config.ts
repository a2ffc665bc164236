import { screensConfig } from "../../scripts/screens/screens-config.ts";
import { serviceWorkers } from "../../scripts/screens/service-worker.ts";

const base = "/console/";

export default {
  ...screensConfig({ folder: import.meta.dirname, base, pages: ["main", "welcome"] }),
  plugins: [
    serviceWorkers({
      base,
      pages: [{ page: "main.html", address: base, file: "sw.js", isFirstAlone: true }],
    }),
  ],
};
