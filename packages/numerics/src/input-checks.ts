/** What every function here asks of its input, so that a bad series fails the same way anywhere. */

/** Throws RangeError unless `values` holds at least `countMin` numbers, all of them finite. */
export function checkSeries(values: ArrayLike<number>, name: string, countMin = 1): void {
  if (values.length < countMin) {
    throw new RangeError(`${name} needs at least ${countMin} values, got ${values.length}`);
  }
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new RangeError(`${name}[${i}] must be a finite number, got ${values[i]}`);
    }
  }
}

/** As `checkSeries`, and every value above zero: weights, variances. */
export function checkPositiveSeries(values: ArrayLike<number>, name: string): void {
  checkSeries(values, name);
  for (let i = 0; i < values.length; i++) {
    if (!(values[i] > 0)) throw new RangeError(`${name}[${i}] must be above 0, got ${values[i]}`);
  }
}

/** Throws RangeError when two parallel series differ in length. */
export function checkSameLength(lengthA: number, lengthB: number, names: string): void {
  if (lengthA !== lengthB) {
    throw new RangeError(`${names} must have the same length, got ${lengthA} and ${lengthB}`);
  }
}

/** Throws RangeError unless `value` is an integer in [low, high]. */
export function checkInteger(value: number, low: number, high: number, name: string): void {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new RangeError(`${name} must be an integer in [${low}, ${high}], got ${value}`);
  }
}

/** Throws RangeError unless `value` is a finite number above zero. */
export function checkPositive(value: number, name: string): void {
  if (!(value > 0) || value === Number.POSITIVE_INFINITY) {
    throw new RangeError(`${name} must be a finite number above 0, got ${value}`);
  }
}
