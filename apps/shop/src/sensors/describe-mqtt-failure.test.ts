import { expect, it } from "vitest";
import type { SensorsConfig } from "../config/sensors-config.ts";
import { describeMqttFailure } from "./describe-mqtt-failure.ts";

it.each([
  [5, /refuses the shop: no\. Check source\.mqtt\.user/],
  [128, /refuses the shop: no\. .*what the broker lets that user read\.$/],
  ["ECONNREFUSED", /cannot be reached: no\. Start it/],
])("a broker's failure with the code %s says what to do", (code, words) => {
  const broker = { url: "mqtt://broker.local" } as SensorsConfig["mqtt"]["broker"];
  const error = Object.assign(new Error("no"), { code });
  expect(describeMqttFailure(error, { broker } as SensorsConfig["mqtt"])).toMatch(words);
});
