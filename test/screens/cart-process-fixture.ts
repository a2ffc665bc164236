/** A smart cart of a demonstration's shop as its command runs it: a process of its own, which can be killed. */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ScreenAct, ScreenState } from "@saunter/protocol/smart-cart/screen";

const main = fileURLToPath(new URL("../../apps/shop/src/main.ts", import.meta.url));

/** Somebody who calls a shop's API. */
export type Call = <Answer = unknown>(path: string, body?: object) => Promise<Answer>;

/** As the operator of a demonstration, whom everybody may be. */
export async function signInAsOperator(shopUrl: string): Promise<Call> {
  let token = "";
  const call = async <Answer>(path: string, body?: object): Promise<Answer> => {
    const answer = await fetch(`${shopUrl}/v1${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        "content-type": "application/json",
        "idempotency-key": crypto.randomUUID(),
        ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Answer;
  };
  const { demo } = await call<{ demo: object }>("/shop");
  const proof = { ...demo, carrier: "token" };
  token = (await call<{ accessToken: string }>("/sign-in", proof)).accessToken;
  return call;
}

export interface CartProcess {
  readonly cartId: string;
  /** Without a slash at its end; the same after it was killed. */
  readonly url: string;
  /** What it said when it ended by itself; to be empty at the end. */
  readonly faults: readonly string[];
  act(act: ScreenAct): Promise<ScreenState>;
  readState(): Promise<ScreenState>;
  /** Ends it as a flat battery does. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** Adds the cart to the shop, and starts it. @param folder of its configuration and its journal */
export async function startCart(
  shopUrl: string,
  call: Call,
  cartId: string,
  folder: string,
): Promise<CartProcess> {
  const user = { name: cartId, roles: ["cart"], password: null };
  const { apiKey } = await call<{ apiKey: string }>("/users", user);
  const [config, data] = [join(folder, "cart.yaml"), join(folder, "data")];
  writeFileSync(join(folder, "shop.key"), apiKey);
  writeFileSync(
    config,
    `cart: { id: ${cartId}, capacityG: 30000 }
shop: { url: "${shopUrl}", keyFile: shop.key }
trays: [{ source: { kind: packed, address: /dev/drawn-in-its-place } }]
`,
  );
  let port = "0";
  const faults: string[] = [];
  const run = async () => {
    const args = ["cart", "--simulate", "--config", config, "--data", data, "--port", port];
    const child = spawn(process.execPath, [main, ...args]);
    let said = "";
    const url = await new Promise<string>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (text: string) => {
          said += text;
          const found = said.match(/(http:\S+)\/\n/);
          if (found !== null) resolve(found[1]!);
        });
      }
      child.on("close", (_code, signal) => {
        if (signal !== "SIGKILL") faults.push(said);
        reject(new Error(said));
      });
    });
    const ended = new Promise((resolve) => child.on("close", resolve));
    return { child, ended, url };
  };
  let { child, ended, url } = await run();
  ({ port } = new URL(url));
  return {
    cartId,
    url,
    faults,
    act: async (given) => {
      const answer = await fetch(`${url}/acts`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ actId: crypto.randomUUID(), act: given }),
      });
      return ((await answer.json()) as { state: ScreenState }).state;
    },
    readState: async () => (await (await fetch(`${url}/state`)).json()) as ScreenState,
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
    start: async () => {
      ({ child, ended, url } = await run());
    },
  };
}
