/** In a demonstration a device has its key in one click: everybody may be its operator. */
import { createApi } from "@saunter/client/api";

export interface DemoSignIn {
  readonly name: string;
  readonly password: string;
}

/**
 * Adds a device to the shop, and resolves with its key. Nobody stays signed in. Rejects with a
 * `Problem` where the shop takes it for no demonstration.
 * @param device What it is called; something is added, so that no two are called alike.
 */
export async function makeDemoKey(demo: DemoSignIn, device: string): Promise<string> {
  let token: string | null = null;
  const api = createApi({
    fetch: (url, init) => {
      const headers = new Headers(init?.headers);
      if (token !== null) headers.set("authorization", `Bearer ${token}`);
      return fetch(url, { ...init, headers, credentials: "omit" });
    },
    makeKey,
  });
  const session = await api.call("POST /v1/sign-in", { body: { ...demo, carrier: "token" } });
  token = session.accessToken;
  const name = `${device} ${makeKey().slice(0, 4)}`;
  const body = { name, roles: ["device" as const], password: null };
  const { apiKey } = await api.call("POST /v1/users", { body });
  await api.call("POST /v1/sign-out", { body: { refreshToken: session.refreshToken } });
  return apiKey!;
}

/** Away from https there is no randomUUID. */
function makeKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
