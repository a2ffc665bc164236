/** What the smart cart brings to the `saunter` command. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { InstalledApp } from "@saunter/shop/commands/installed-app";

const SCREENS = fileURLToPath(new URL("../../shopper/dist", import.meta.url));

export const APP: InstalledApp = {
  commands: (io) => ({
    cart: async () => {
      const { addCartCommand } = await import("./commands/cart.ts");
      const { readCounts } = await import("./hardware/read-counts.ts");
      const { openCart } = await import("./open-cart.ts");
      const { serveScreen } = await import("./serve/serve-screen.ts");
      const { random } = Math;
      return (program) =>
        addCartCommand(program, {
          io,
          openCart,
          readCounts,
          serveScreen,
          findFiles: () => (existsSync(SCREENS) ? SCREENS : null),
          random,
        });
    },
  }),
  extension: async () => (await import("@saunter/shop/process/capability")).NO_EXTENSION,
};
