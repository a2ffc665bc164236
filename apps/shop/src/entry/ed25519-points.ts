/**
 * Whether 32 bytes are a public key of Ed25519 that somebody has a private key to: a point of the curve, written as
 * RFC 8032 (section 5.1.3) writes it, and of full order. A signature by another proves nothing, and Node
 * makes a key of any 32 bytes.
 */

const P = 2n ** 255n - 19n;
/** Order of the base point (RFC 8032, section 5.1). */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const D = modulo(-121665n * invert(121666n));
const ROOT_OF_MINUS_1 = power(2n, (P - 1n) / 4n);

/** Extended coordinates: x = X/Z, y = Y/Z, x·y = T/Z. */
interface Point {
  readonly x: bigint;
  readonly y: bigint;
  readonly z: bigint;
  readonly t: bigint;
}

const IDENTITY: Point = { x: 0n, y: 1n, z: 1n, t: 0n };

export function isFullOrderPoint(bytes: Uint8Array): boolean {
  const point = decode(bytes);
  return point !== null && !isIdentity(point) && isIdentity(multiply(point, ORDER));
}

function decode(bytes: Uint8Array): Point | null {
  if (bytes.length !== 32) return null;
  const whole = BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
  const isOdd = whole >> 255n === 1n;
  const y = whole & (2n ** 255n - 1n);
  // One point has one text.
  if (y >= P) return null;
  const x = findX(y);
  if (x === null || (x === 0n && isOdd)) return null;
  const signed = (x & 1n) === (isOdd ? 1n : 0n) ? x : P - x;
  return { x: signed, y, z: 1n, t: modulo(signed * y) };
}

/** One of the two places of a height, or null where the curve has none there. */
function findX(y: bigint): bigint | null {
  const u = modulo(y * y - 1n);
  const v = modulo(D * y * y + 1n);
  const root = modulo(u * power(v, 3n) * power(modulo(u * power(v, 7n)), (P - 5n) / 8n));
  const square = modulo(v * root * root);
  if (square === u) return root;
  return square === modulo(-u) ? modulo(root * ROOT_OF_MINUS_1) : null;
}

/** Whoever holds the key knows it: it need not take equally long for each. */
function multiply(point: Point, times: bigint): Point {
  let sum = IDENTITY;
  let doubled = point;
  for (let left = times; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) sum = add(sum, doubled);
    doubled = add(doubled, doubled);
  }
  return sum;
}

/** Holds for all points, equal ones too (RFC 8032, section 5.1.4). */
function add(one: Point, other: Point): Point {
  const a = modulo((one.y - one.x) * (other.y - other.x));
  const b = modulo((one.y + one.x) * (other.y + other.x));
  const c = modulo(2n * D * one.t * other.t);
  const d = modulo(2n * one.z * other.z);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return { x: modulo(e * f), y: modulo(g * h), z: modulo(f * g), t: modulo(e * h) };
}

function isIdentity({ x, y, z }: Point): boolean {
  return x === 0n && y === z;
}

function modulo(value: bigint): bigint {
  const rest = value % P;
  return rest < 0n ? rest + P : rest;
}

function invert(value: bigint): bigint {
  return power(value, P - 2n);
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = modulo(base);
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = modulo(result * square);
    square = modulo(square * square);
  }
  return result;
}
