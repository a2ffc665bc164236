import { describe, expect, it } from "vitest";
import { describeLayouts, recogniseLayout, type TensorInfo } from "./onnx-layout.ts";
import { PoseModelError } from "./pose-model.ts";

const tensor = (shape: TensorInfo["shape"], type = "float32", name = "images"): TensorInfo => ({
  name,
  type,
  shape,
});

const planar = tensor([1, 3, 416, 416]);
const size = { widthPx: 416, heightPx: 416 };

describe("recogniseLayout", () => {
  it("knows the layouts that it names", () => {
    const cases: readonly (readonly [TensorInfo, TensorInfo, object])[] = [
      [planar, tensor([1, 3549, 85]), { kind: "yolox", input: size, valuesPerCell: 85 }],
      [planar, tensor(["batch", 56, 3549]), { kind: "yolo-pose", input: size }],
      [
        tensor([1, "height", "width", 3], "int32"),
        tensor([1, 6, 56]),
        { kind: "multipose", input: null, type: "int32" },
      ],
      [
        tensor([1, 192, 256, 3], "uint8"),
        tensor([1, 1, 17, 3]),
        { kind: "singlepose", input: { widthPx: 256, heightPx: 192 }, type: "uint8" },
      ],
    ];
    for (const [input, output, layout] of cases)
      expect(recogniseLayout([input], [output])).toEqual(layout);
    expect(describeLayouts()).toHaveLength(3);
  });

  it("refuses all others, and says what they have and what is understood", () => {
    const found = tensor([1, 3549, 85], "float32", "output");
    const refused: readonly (readonly [readonly TensorInfo[], readonly TensorInfo[]])[] = [
      [[], [found]],
      [[planar], []],
      [[planar, planar], [found]],
      [[planar], [found, found]],
      [[planar], [tensor([1, 3549, 85], "float16")]],
      [[tensor([1, 3, 416, 416], "uint8")], [found]],
      [[planar], [tensor([1, 3548, 85])]],
      [[planar], [tensor([1, 3549, 5])]],
      [[planar], [tensor([1, 57, 3549])]],
      [[planar], [tensor([2, 3549, 85])]],
      [[tensor([1, 3, "height", "width"])], [found]],
      [[tensor([1, 4, 416, 416])], [found]],
      [[tensor([1, 224, 224])], [tensor([1, 1000])]],
      [[tensor([1, 192, "width", 3], "int32")], [tensor([1, 6, 56])]],
      [[tensor([1, 192, 192, 3], "int64")], [tensor([1, 6, 56])]],
      [[tensor([1, 192, 192, 3], "int32")], [tensor([1, 6, 55])]],
      [[tensor([1, 192, 192, 3], "int32")], [tensor([1, 2, 17, 3])]],
    ];
    for (const [inputs, outputs] of refused)
      expect(() => recogniseLayout(inputs, outputs)).toThrow(PoseModelError);
    expect(() => recogniseLayout([planar], [])).toThrow(
      /takes images: float32 \[1, 3, 416, 416\] and puts out nothing; understood are\n {2}- a detector/,
    );
  });
});
