import { join } from "node:path";
import { screensConfig } from "../../scripts/screens/screens-config.ts";
import { serviceWorkers } from "../../scripts/screens/service-worker.ts";

const folder = import.meta.dirname;
const base = "/shop/";

export default {
  ...screensConfig({ folder, base, pages: ["main", "display", "kiosk", "cart"] }),
  plugins: [
    serviceWorkers({
      source: join(folder, "src/service-worker.ts"),
      base,
      pages: [
        { page: "main.html", address: base, file: "sw.js" },
        { page: "cart.html", address: "/", file: "cart-sw.js" },
      ],
    }),
  ],
};
