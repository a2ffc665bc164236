/** Passkeys of this device: the browser's side of the ceremonies. */
import type { Api } from "@saunter/client/api";
import { Problem, type ProblemFields } from "@saunter/client/problem";

const CALLED_OFF: ProblemFields = {
  code: "passkey-called-off",
  title: "No passkey was used",
  detail: "",
  advice: "Try again, or sign in another way.",
  status: 0,
};

/** Signs in as a user of the console, or as a shopper; the session is in cookies. */
export async function signInWithPasskey(api: Api, who: "user" | "customer"): Promise<void> {
  const options = await api.call("POST /v1/sign-in/passkey/options", { body: { who } });
  const response = await askForPasskey(options);
  await api.call("POST /v1/sign-in/passkey/verify", { body: { who, response, carrier: "cookie" } });
}

/** Adds a passkey of this device to whoever is signed in. */
export async function addPasskey(api: Api): Promise<void> {
  const options = await api.call("POST /v1/me/passkeys/options");
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as never);
  const credential = await orCalledOff(navigator.credentials.create({ publicKey }));
  await api.call("POST /v1/me/passkeys", { body: { response: toJson(credential) } as never });
}

/** What the device answers to options of the shop, as JSON. */
export async function askForPasskey(options: unknown): Promise<object> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as never);
  return toJson(await orCalledOff(navigator.credentials.get({ publicKey })));
}

async function orCalledOff(asking: Promise<Credential | null>): Promise<Credential> {
  try {
    const credential = await asking;
    if (credential !== null) return credential;
  } catch (error) {
    // Closed, timed out, or there is none: the browser does not say which.
    if (!(error instanceof DOMException)) throw error;
  }
  throw new Problem(CALLED_OFF);
}

function toJson(credential: Credential): object {
  return (credential as PublicKeyCredential).toJSON() as object;
}
