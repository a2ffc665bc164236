import { describe, expect, it } from "vitest";
import { findSignInPlace, makeDevice } from "./find-sign-in-place.ts";

interface Asked {
  readonly ip?: string;
  readonly hostname?: string;
  readonly remoteAddress?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly device?: string;
}

const DEVICE = "A".repeat(32);

function find(asked: Asked = {}, isBehindProxy = false) {
  const { ip = "127.0.0.1", hostname = "localhost", headers = {}, device } = asked;
  const remoteAddress = "remoteAddress" in asked ? asked.remoteAddress : "127.0.0.1";
  const shownCookies = { access: null, refresh: null, device: device ?? null };
  return findSignInPlace(
    { ip, hostname, headers, socket: { remoteAddress }, shownCookies } as never,
    isBehindProxy,
  );
}

const isLocal = (asked: Asked, isBehindProxy = false) => find(asked, isBehindProxy).isLocal;

describe("a sign-in", () => {
  it.each(["127.0.0.1", "127.1.22.255", "::1", "::ffff:127.0.0.1"])(
    "over the loopback (%s) is local",
    (remoteAddress) => {
      expect(isLocal({ remoteAddress })).toBe(true);
    },
  );

  it.each(["128.0.0.1", "10.127.0.0.1", "127.0.0.1.5", "::2", "::12", "2::1", undefined])(
    "from %s is not",
    (remoteAddress) => {
      expect(isLocal({ remoteAddress })).toBe(false);
    },
  );

  it.each(["localhost", "LOCALHOST", "127.0.0.1", "127.10.0.1", "[::1]"])(
    "to %s is local",
    (hostname) => {
      expect(isLocal({ hostname })).toBe(true);
    },
  );

  it.each(["shop.example", "localhost.example", "my-localhost", "127.0.0.1.nip.io", "[::1]x"])(
    "to %s is not, whatever leads there",
    (hostname) => {
      expect(isLocal({ hostname })).toBe(false);
    },
  );

  it.each(["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"])(
    "that passed a proxy, as %s says, is not local",
    (name) => {
      expect(isLocal({ headers: { [name]: "" } })).toBe(false);
    },
  );

  it("is never local in a shop behind a proxy", () => {
    expect(isLocal({}, true)).toBe(false);
  });

  it("comes from an address, of IPv6 from its network", () => {
    expect(find({ ip: "192.0.2.7" }).address).toBe("192.0.2.7");
    const [one, other] = ["2001:db8::1", "2001:db8::2"].map((ip) => find({ ip }).address);
    expect(one).toBe(other);
    expect(find({ ip: "2001:db8:1::1" }).address).not.toBe(one);
  });

  it("comes from a browser that was given something, if it still has that", () => {
    expect(find().device).toBeNull();
    expect(find({ device: DEVICE }).device).toBe(DEVICE);
    for (const wrong of ["", "A".repeat(31), "A".repeat(33), `${"A".repeat(31)}!`]) {
      expect(find({ device: wrong }).device).toBeNull();
    }
  });

  it("gives a browser something new and long each time", () => {
    const devices = [makeDevice(), makeDevice()];
    expect(devices[0]).not.toBe(devices[1]);
    for (const device of devices) expect(find({ device }).device).toBe(device);
  });
});
