import { InvalidArgumentError } from "commander";

const SEED_MAX = 0xffffffff;

/** A positive finite number, for commander: the error is told as usage. */
export function parsePositive(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError("It must be a number above 0.");
  }
  return value;
}

export function parseCount(text: string): number {
  if (!/^\d{1,4}$/.test(text) || Number(text) === 0) {
    throw new InvalidArgumentError("It must be a whole number from 1 to 9999.");
  }
  return Number(text);
}

const INTEGER_MAX = 10_000_000;

export function parsePositiveInteger(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value === 0 || value > INTEGER_MAX) {
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${INTEGER_MAX}.`);
  }
  return value;
}

export function parseSeed(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > SEED_MAX) {
    throw new InvalidArgumentError(`It must be a whole number from 0 to ${SEED_MAX}.`);
  }
  return value;
}

const PORT_MAX = 65_535;

/** 0: any that is free. */
export function parsePort(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > PORT_MAX) {
    throw new InvalidArgumentError(`It must be a whole number from 0 to ${PORT_MAX}.`);
  }
  return value;
}

/** Seconds of stream a second of clock; "max" is as fast as it goes. */
export function parseSpeed(text: string): number {
  return text === "max" ? Number.POSITIVE_INFINITY : parsePositive(text);
}
