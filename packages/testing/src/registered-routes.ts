/** The routes that a Fastify app has registered, hidden ones included. Import it before the app is made. */
import { subscribe } from "node:diagnostics_channel";
import type { Route } from "./polluting-requests.ts";

interface App {
  addHook(name: "onRoute", hook: (route: { method: string | string[]; url: string }) => void): void;
}

const routes = new WeakMap<object, Route[]>();

// https://fastify.dev/docs/latest/Reference/Hooks/#diagnostics-channel-hooks
subscribe("fastify.initialization", (message) => {
  const { fastify } = message as { fastify: App };
  const registered: Route[] = [];
  routes.set(fastify, registered);
  fastify.addHook("onRoute", ({ method, url }) => {
    for (const one of [method].flat()) registered.push({ method: one, url });
  });
});

/** Without HEAD and OPTIONS, which read nothing that GET doesn't. */
export function listRegisteredRoutes(app: object): Route[] {
  const registered = routes.get(app);
  if (registered === undefined) throw new Error("The app was made before this module was imported");
  return registered.filter(({ method }) => method !== "HEAD" && method !== "OPTIONS");
}
