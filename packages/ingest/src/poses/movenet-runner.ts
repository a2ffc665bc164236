/** What runs MoveNet. */
import type { Size } from "./letterbox.ts";

export interface MoveNetRunner {
  /**
   * @param drawn the input, row by row, red, green and blue, 0 to 255
   * @param scoreMin people with a lower score need not be reported
   * @returns rows of 17 times y, x and score, a box and the person's score; places as shares of the input
   */
  run(drawn: Float32Array, input: Size, scoreMin: number): Promise<ArrayLike<number>>;
  close(): Promise<void>;
}
