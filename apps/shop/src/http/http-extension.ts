/** What a capability adds to the HTTP API. */
import type { FastifyInstance } from "fastify";
import type { HttpContext } from "./add-route.ts";

/** Somebody before the gate, who walks about as they are told once they are let in. */
export interface PreparedArrival {
  readonly shopperId: string;
  /** The gate has let them in. */
  comeIn(): void;
}

export interface HttpExtension {
  readonly addRoutes?: (context: HttpContext) => void;
  /** Pages outside the API. */
  readonly addPages?: (app: FastifyInstance) => void | Promise<void>;
  /** Who everybody may sign in as. */
  readonly signInHint?: { readonly name: string; readonly password: string };
  /** The shop is there to be looked at: its screens say so. */
  readonly isDemonstration?: boolean;
  /** Who comes in by an entry that is shown to the API in place of a gate; null: nobody. */
  readonly prepareArrival?: () => PreparedArrival | null;
}
