/** Names of the console's users: what is kept in the journal names them by their ids alone. */
import { signal } from "@preact/signals";
import { api, hasRole } from "../session.ts";

const names = signal<ReadonlyMap<string, string> | null>(null);
let isAsked = false;

/** The name of a user; their id where it is not known, or not to be seen. */
export function nameUser(userId: string): string {
  if (!isAsked && hasRole("operator")) {
    isAsked = true;
    void loadNames();
  }
  return names.value?.get(userId) ?? userId;
}

async function loadNames(): Promise<void> {
  try {
    const { items } = await api.call("GET /v1/users", { query: { limit: 200 } });
    names.value = new Map(items.map(({ userId, name }) => [userId, name]));
  } catch {
    // Ids are shown instead; the next one who is looked up asks again.
    isAsked = false;
  }
}
