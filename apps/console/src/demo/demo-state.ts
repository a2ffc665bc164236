/** How the demonstration is run, as this page knows it, and changes to it. */
import { signal } from "@preact/signals";
import type { Answer, CallParts } from "@saunter/client/api";
import { api, findMe } from "../session.ts";
import { shop } from "../shop.ts";

export type Demo = Answer<"GET /v1/demo">;
export type DemoChange = NonNullable<CallParts<"POST /v1/demo/settings">["body"]>;

/** Null until it is known. */
export const demo = signal<Demo | null>(null);

/** What will be played, once the process has started again for it; undefined where nothing is chosen. */
export const awaited = signal<string | null | undefined>(undefined);

export async function loadDemo(): Promise<void> {
  demo.value = await api.call("GET /v1/demo");
}

export async function changeDemo(body: DemoChange): Promise<void> {
  demo.value = await api.call("POST /v1/demo/settings", { body });
}

/** Makes whoever looks at a demonstration its operator. Rejects with a `Problem` where it is none. */
export async function signInToDemo(): Promise<void> {
  const { demo: proof } = shop.value!;
  if (proof === null) return;
  await api.call("POST /v1/sign-in", { body: { ...proof, carrier: "cookie" } });
  await findMe();
}

const LOOK_AGAIN_MS = 300;

/**
 * Has a recording played from its beginning, or the shop simulated again. The process starts again for
 * it, and knows nobody: whoever has chosen it signs in again, and comes to its floor.
 */
export async function playSource(recording: string | null): Promise<void> {
  await api.call("POST /v1/demo/source", { body: { recording } });
  awaited.value = recording;
  for (;;) {
    try {
      await signInToDemo();
      await loadDemo();
      if (demo.value!.recording === recording && !demo.value!.hasEnded) break;
    } catch {
      // It is on its way.
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  location.assign("/console/");
}
