import type { ConnectionState } from "@saunter/ui/live";
import { useEffect, useState } from "preact/hooks";
import { findShop } from "./session.ts";

/** How often the connection to the shop is checked, as nobody may come for hours. */
const LOOK_EVERY_MS = 5000;

/** Whether the shop answers. */
export function useReachable(): ConnectionState {
  const [state, setState] = useState<ConnectionState>("live");
  useEffect(() => {
    const timer = setInterval(() => {
      findShop().then(
        () => setState("live"),
        () => setState("lost"),
      );
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return state;
}
