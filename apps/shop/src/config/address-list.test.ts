import { describe, expect, it } from "vitest";
import { createAddressList, isLocalHost, isNetwork } from "./address-list.ts";

describe("a list of addresses", () => {
  it.each([...["10.0.0.1", "10.0.0.0/8", "192.168.1.7/32", "::1", "fd00::/8", "2001:db8::5/128"]])(
    "takes %s",
    (text) => {
      expect(isNetwork(text)).toBe(true);
    },
  );

  it.each([
    ...["", "proxy", "10.0.0", "10.0.0.0/33", "10.0.0.0/0", "::/0", "fd00::/129", "10.0.0.0/8/8"],
    ...["10.0.0.0/", "10.0.0.0/a", "10.0.0.0/08", "fe80::1%eth0"],
  ])("does not take %j", (text) => {
    expect(isNetwork(text)).toBe(false);
    expect(() => createAddressList([text])).toThrow("is no network");
  });

  it("has the addresses that are named and no others, IPv4 also as sockets of IPv6 tell it", () => {
    const has = createAddressList(["10.1.0.0/16", "192.0.2.1", "fd00::/8"]);
    const inside = ["10.1.2.3", "::ffff:10.1.2.3", "192.0.2.1", "fd12::1"];
    const outside = ["10.2.0.1", "192.0.2.2", "127.0.0.1", "fe80::1", "unknown", ""];
    expect(inside.map(has)).toEqual([true, true, true, true]);
    expect(outside.filter(has)).toEqual([]);
    expect(createAddressList([])("127.0.0.1")).toBe(false);
  });
});

describe("a host", () => {
  it.each(["localhost", "127.0.0.1", "192.168.1.10", "172.31.0.1", "fd00::1", "shop", "pi.local"])(
    "is local: %s",
    (host) => expect(isLocalHost(host)).toBe(true),
  );

  it.each([
    "0.0.0.0",
    "::",
    "172.32.0.1",
    "192.0.2.7",
    "2001:db8::1",
    "example.com",
    "local.example",
  ])("is not: %s", (host) => expect(isLocalHost(host)).toBe(false));
});
