import type Stripe from "stripe";

type Client = Stripe.HttpClient;
type Response = Stripe.HttpClientResponse;

/**
 * Keeps from the SDK what it takes badly. A connection that closes is not tried again (the SDK does
 * once, whatever it is told; trying again is the payment runner's). A body that is no object never
 * reaches it: on one it would throw where nobody can catch, and never answer. Nor does one without an
 * `error` from a status that says failure, as a proxy on the way sends: it would pass for a payment.
 */
export function guardHttpClient(client: Client): Client {
  return {
    getClientName: () => client.getClientName(),
    async makeRequest(...call: Parameters<Client["makeRequest"]>): Promise<Response> {
      try {
        return guardResponse(await client.makeRequest(...call));
      } catch (error) {
        if (isClosedConnection(error)) throw new Error("connection closed", { cause: error });
        throw error;
      }
    },
  };
}

function isClosedConnection(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return code === "ECONNRESET" || code === "EPIPE";
}

function guardResponse(response: Response): Response {
  return {
    getStatusCode: () => response.getStatusCode(),
    getHeaders: () => response.getHeaders(),
    getRawResponse: () => response.getRawResponse(),
    toStream: (done) => response.toStream(done),
    async toJSON(): Promise<unknown> {
      const body: unknown = await response.toJSON();
      if (!isObject(body)) throw new SyntaxError("the body is no JSON object");
      if (response.getStatusCode() >= 300 && !isObject(body.error)) {
        throw new SyntaxError("the status is an error's, and the body is none");
      }
      return body;
    },
    dispose: () => response.dispose?.(),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
