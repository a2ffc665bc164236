/** Where a request comes from, for whoever signs in by it. */
import { randomBytes } from "node:crypto";
import rateLimit from "@fastify/rate-limit";
import { readAddress } from "@saunter/server/http/caller-address";
import type { FastifyRequest } from "fastify";
import type { SignInPlace } from "../people/sign-in-delay.ts";

const LOOPBACK_ADDRESS = /^(127(\.\d+){3}|::1|::ffff:127(\.\d+){3})$/;
const LOOPBACK_NAME = /^(localhost|127(\.\d+){3}|\[::1\])$/i;
/** As `makeDevice` makes it. */
const DEVICE = /^[A-Za-z0-9_-]{32}$/;

/** What a browser is given at its first sign-in, so that it is known at the next: 192 random bits. */
export function makeDevice(): string {
  return randomBytes(24).toString("base64url");
}

/** What proxies add; RFC 7239, RFC 9110 section 7.6.3, and what was usual before. */
const PROXY_HEADERS = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];

/**
 * A request counts as local where it comes over the loopback, to a name of it, and no proxy is known or
 * has left a trace: behind one every request comes from the machine itself.
 */
export function findSignInPlace(request: FastifyRequest, isBehindProxy: boolean): SignInPlace {
  const { ip, hostname, headers, socket, shownCookies } = request;
  const isLocal =
    !isBehindProxy &&
    LOOPBACK_ADDRESS.test(socket.remoteAddress ?? "") &&
    LOOPBACK_NAME.test(hostname) &&
    PROXY_HEADERS.every((name) => headers[name] === undefined);
  const { device } = shownCookies;
  return {
    address: rateLimit.normalizeIP(ip),
    ip: readAddress(ip),
    device: device !== null && DEVICE.test(device) ? device : null,
    isLocal,
  };
}
