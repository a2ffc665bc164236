import { join } from "node:path";
import { screensConfig } from "../../scripts/screens/screens-config.ts";
import { serviceWorker } from "../../scripts/screens/service-worker.ts";

const folder = import.meta.dirname;
const base = "/shop/";

export default {
  ...screensConfig({ folder, base, pages: ["main", "display", "kiosk"] }),
  plugins: [
    serviceWorker({ source: join(folder, "src/service-worker.ts"), page: "main.html", base }),
  ],
};
