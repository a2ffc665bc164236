/** Identity providers by their ids, each with what speaks to it. */
import type { OidcClient } from "../../access/sso/oidc-client.ts";
import type { SsoProvider } from "../../access/sso/sso-provider.ts";

export type OidcClients = ReadonlyMap<
  string,
  { readonly provider: SsoProvider; readonly client: OidcClient }
>;
