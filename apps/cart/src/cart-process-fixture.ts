/** A cart in a process of its own, to be killed: `node cart-process-fixture.ts FOLDER`. Prints its address. */
import { makeConfig } from "./cart-fixture.ts";
import { openCart } from "./open-cart.ts";
import { serveScreen } from "./serve/serve-screen.ts";

const config = makeConfig(process.argv[2]!);
const { cart } = await openCart(config, {
  fetch,
  readWallMs: Date.now,
  random: Math.random,
  isSimulated: true,
  log: (line) => process.stderr.write(`${line}\n`),
});
const { url } = await serveScreen(cart, { screen: config.screen, files: null, shopUrl: null });
process.stdout.write(`${url}\n`);
