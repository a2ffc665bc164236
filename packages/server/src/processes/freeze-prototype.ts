/**
 * Freezes `Object.prototype`, so that no library that copies names carelessly can change every object of the process.
 * Import this file first.
 *
 * An object that inherits a frozen property can't be given its own by assignment, which libraries such as big.js and
 * ipaddr.js do with `toString`. A setter that defines the object's own property keeps such assignments working
 * (Hardened JavaScript calls this an enablement: https://github.com/endojs/endo, packages/ses/src/enable-property-overrides.js).
 */
const ASSIGNED = ["constructor", "toString", "toLocaleString", "valueOf"] as const;

for (const name of ASSIGNED) {
  const value: unknown = Object.prototype[name];
  Object.defineProperty(Object.prototype, name, {
    get: () => value,
    set(this: object, own: unknown) {
      if (this === Object.prototype) throw new TypeError(`Object.prototype.${name} is frozen`);
      Object.defineProperty(this, name, {
        ...{ value: own, writable: true, enumerable: true, configurable: true },
      });
    },
    enumerable: false,
    configurable: false,
  });
}
Object.freeze(Object.prototype);
