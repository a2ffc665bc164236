import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isGln, readDigitalLink, writeDigitalLink, writeLocationLink } from "./digital-link.ts";
import { computeCheckDigit, normalizeGtin } from "./gtin.ts";

const product = (gtin: string, more: object = {}) => ({
  kind: "product",
  product: {
    ...{ gtin, lot: null, serial: null, expiresOn: null, weightG: null, count: null },
    ...more,
  },
});
const fault = (name: string) => ({ kind: "fault", fault: name });
const GTIN = "09506000134352";

describe("a GS1 Digital Link", () => {
  it.each([
    ["https://id.gs1.org/01/09506000134352", product(GTIN)],
    ["https://id.gs1.org/01/09506000134352/", product(GTIN)],
    ["https://id.gs1.org/01/9506000134352", product(GTIN)],
    ["http://example.com/01/9506000134352?linkType=gs1:pip#more", product(GTIN)],
    ["https://brand.example.com/some/path/01/09506000134352", product(GTIN)],
    ["https://example.com/gtin/9506000134352/lot/ABC123", product(GTIN, { lot: "ABC123" })],
    [
      "https://id.gs1.org/01/09506000134352/10/ABC1/21/12345?17=180426",
      product(GTIN, { lot: "ABC1", serial: "12345", expiresOn: "2018-04-26" }),
    ],
    ["https://id.gs1.org/01/09506000134352/22/2A/21/7", product(GTIN, { serial: "7" })],
    [
      "https://id.gs1.org/01/09506000134352?3103=000195&17=270200",
      product(GTIN, { weightG: 195, expiresOn: "2027-02-28" }),
    ],
    ["https://id.gs1.org/01/09506000134352?3202=000100", product(GTIN, { weightG: 453.592_37 })],
    ["https://id.gs1.org/01/09506000134352?exp=280230", fault("value-wrong")],
    [
      "https://id.gs1.org/01/09506000134352?17=280229;37=6",
      product(GTIN, { expiresOn: "2028-02-29", count: 6 }),
    ],
    ["https://id.gs1.org/01/09506000134352/10/A%2FB%25%2B", product(GTIN, { lot: "A/B%+" })],
    ["https://id.gs1.org/01/614141123452", product("00614141123452")],
    ["https://id.gs1.org/01/95050003", product("00000095050003")],
  ])("reads %s", (text, expected) => {
    expect(readDigitalLink(text)).toEqual(expected);
  });

  it.each([
    ["https://id.gs1.org/01/09506000134353", "gtin-wrong"],
    ["https://id.gs1.org/01/0950600013435", "gtin-wrong"],
    ["https://id.gs1.org/01/950600013435", "gtin-wrong"],
    ["https://id.gs1.org/01/abc", "gtin-wrong"],
    ["https://id.gs1.org/01", "no-product"],
    ["https://id.gs1.org/00/095060001343520001", "no-product"],
    ["https://example.com/", "no-product"],
    ["9506000134352", "no-product"],
    ["https://id.gs1.org/ARHKVAdpkfawEXUA", "compressed"],
    ["https://id.gs1.org/01/09506000134352/AQnYUc1gmiCNV4JGYA", "compressed"],
    ["https://id.gs1.org/01/09506000134352/10", "value-wrong"],
    ["https://id.gs1.org/01/09506000134352/10/A/10/B", "value-wrong"],
    ["https://id.gs1.org/01/09506000134352/10/A?10=B", "value-wrong"],
    ["https://id.gs1.org/01/09506000134352/99/A", "value-wrong"],
    ["https://id.gs1.org/01/09506000134352/10/%E0%A4", "value-wrong"],
    ["https://id.gs1.org/01/09506000134352/10/%C3%A4", "value-wrong"],
    [`https://id.gs1.org/01/09506000134352/10/${"A".repeat(21)}`, "value-wrong"],
    ["https://id.gs1.org/01/09506000134352?17=271301", "value-wrong"],
    ["https://id.gs1.org/01/09506000134352?3103=195", "value-wrong"],
    ["https://id.gs1.org/01/09506000134352?37=0", "value-wrong"],
  ])("refuses %s as %s", (text, expected) => {
    expect(readDigitalLink(text)).toEqual(fault(expected));
  });

  it("is read as it was written, of any GTIN, lot and serial number", () => {
    const values = fc
      .array(fc.constantFrom(..."!\"%&'()*+,-./09:;<=>?AZ_az"), { minLength: 1, maxLength: 20 })
      .map((all) => all.join(""));
    const gtins = fc.constantFrom(7, 11, 12, 13).chain((length) =>
      fc
        .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
        .map((digits) => digits.join(""))
        .map((digits) => `${digits}${computeCheckDigit(digits)}`),
    );
    fc.assert(
      fc.property(gtins, fc.option(values), fc.option(values), (gtin, lot, serial) => {
        const link = writeDigitalLink({ gtin, lot, serial, expiresOn: "2027-03-31" });
        const read = product(normalizeGtin(gtin), { lot, serial, expiresOn: "2027-03-31" });
        expect(readDigitalLink(link)).toEqual(read);
        expect(link).toMatch(/^https:\/\/id\.gs1\.org\/01\/\d{14}[A-Za-z0-9/._~%-]*\?17=270331$/);
      }),
    );
  });

  it("is not written of what is no GTIN or GLN", () => {
    expect(() => writeDigitalLink({ gtin: "09506000134353" })).toThrow("check digit");
    expect(writeLocationLink("9506000134369")).toBe("https://id.gs1.org/414/9506000134369");
    expect(() => writeLocationLink("9506000134368")).toThrow("no GLN");
    expect(isGln("950600013436")).toBe(false);
  });
});
