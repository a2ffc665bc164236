import { describe, expect, it } from "vitest";
import { findPhoneAddress, isOfThisMachine } from "./phone-address.ts";

describe("where phones are sent", () => {
  it("is the address from outside, where the shop has one", () => {
    expect(findPhoneAddress("https://shop.example", "http://localhost:8420")).toBe(
      "https://shop.example/shop/",
    );
  });

  it("is else where the display has found the shop itself", () => {
    expect(findPhoneAddress("http://localhost:8420", "http://192.168.1.5:8420")).toBe(
      "http://192.168.1.5:8420/shop/",
    );
  });

  it.each([
    ["http://localhost:8420/shop/", true],
    ["http://127.0.0.1/shop/", true],
    ["http://[::1]:8420/shop/", true],
    ["http://192.168.1.5:8420/shop/", false],
    ["https://localhost.example/shop/", false],
  ])("is known to lead a phone to itself or not: %s", (url, isOwn) => {
    expect(isOfThisMachine(url)).toBe(isOwn);
  });
});
