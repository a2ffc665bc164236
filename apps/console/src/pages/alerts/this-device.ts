/** Pushes on the browser that this page is open in. */
import { api } from "../../session.ts";
import { words } from "../../words.ts";

const WORKER = "/console/alerts-worker.js";
/** Its own, so that it is in nobody's way: it answers no page. */
const SCOPE = "/console/alerts-worker/";

/** What the browser allows; `unsupported` also of a page that is not opened by https. */
export type PushState = "unsupported" | "denied" | "off" | "on";

export async function readPushState(): Promise<PushState> {
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  const worker = await navigator.serviceWorker.getRegistration(SCOPE);
  const subscription = await worker?.pushManager.getSubscription();
  return subscription == null ? "off" : "on";
}

/** Asks the browser's owner, and tells the shop. Returns what is so then. */
export async function turnPushOn(publicKey: string, name: string): Promise<PushState> {
  if ((await Notification.requestPermission()) !== "granted") return readPushState();
  const worker = await navigator.serviceWorker.register(WORKER, { scope: SCOPE });
  await waitUntilActive(worker);
  const subscription = await worker.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: publicKey,
  });
  const { endpoint, keys = {} } = subscription.toJSON();
  const { p256dh = "", auth = "" } = keys;
  await api.call("POST /v1/me/push", { body: { name, endpoint: endpoint!, p256dh, auth } });
  return "on";
}

/** A worker that is being installed takes no subscriptions yet. */
async function waitUntilActive({ installing, waiting }: ServiceWorkerRegistration): Promise<void> {
  const worker = installing ?? waiting;
  if (worker === null) return;
  await new Promise<void>((resolve) => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") resolve();
    });
    if (worker.state === "activated") resolve();
  });
}

/** Ends this browser's own subscription; the shop forgets it when it next sends something, or at once by its list. */
export async function turnPushOff(): Promise<PushState> {
  const worker = await navigator.serviceWorker.getRegistration(SCOPE);
  const subscription = await worker?.pushManager.getSubscription();
  await subscription?.unsubscribe();
  return readPushState();
}

/** As its owner knows it: "Chrome on Android". */
export function nameThisDevice(): string {
  const { userAgent } = navigator;
  const t = words.texts.alerts.devices;
  const browser = /Firefox|Edg|Chrome|Safari/.exec(userAgent)?.[0] ?? t.browser;
  const system = /Android|iPhone|iPad|Windows|Mac OS|Linux/.exec(userAgent)?.[0] ?? t.system;
  return t.name(browser === "Edg" ? "Edge" : browser, system);
}
