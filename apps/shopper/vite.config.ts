import { screensConfig } from "../../scripts/screens/screens-config.ts";
import { serviceWorkers } from "../../scripts/screens/service-worker.ts";

const base = "/shop/";

export default {
  ...screensConfig({
    folder: import.meta.dirname,
    base,
    pages: ["main", "display", "kiosk", "cart"],
  }),
  plugins: [
    serviceWorkers({
      base,
      pages: [
        { page: "main.html", address: base, file: "sw.js" },
        { page: "cart.html", address: "/", file: "cart-sw.js" },
      ],
    }),
  ],
};
