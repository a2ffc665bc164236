/** The page on which points are clicked, with as much of a browser as its script asks for. */
import { createContext, runInContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { parsePointsCsv } from "./points-csv.ts";
import { writePointsPage } from "./write-points-page.ts";

type Listener = (event: object) => unknown;

/** Shown at half the size that the picture has. */
const SHOWN = { left: 10, top: 20, width: 320 };
const PEN = new Proxy({}, { get: () => () => {}, set: () => true });

class FakeElement {
  value = "";
  textContent = "";
  href = "";
  download = "";
  children: FakeElement[] = [];
  clientWidth = SHOWN.width;
  naturalWidth = 640;
  naturalHeight = 360;
  width = 384;
  height = 384;
  isFocused = false;
  readonly attributes = new Map<string, string>();
  readonly listeners = new Map<string, Listener>();

  addEventListener(type: string, listener: Listener): void {
    this.listeners.set(type, listener);
  }
  fire(type: string, event: object = {}): unknown {
    return this.listeners.get(type)!({ preventDefault: () => {}, ...event });
  }
  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
  }
  append(...children: FakeElement[]): void {
    this.children.push(...children);
  }
  replaceChildren(...children: FakeElement[]): void {
    this.children = children;
  }
  disabled = false;
  className = "";
  insertCell(): FakeElement {
    const cell = new FakeElement();
    this.children.push(cell);
    return cell;
  }
  getContext = () => PEN;
  getBoundingClientRect = () => SHOWN;
  decode = () => Promise.resolve();
  focus(): void {
    this.isFocused = true;
  }
  reset(): void {}
  click(): void {}
}

function openPage() {
  const page = writePointsPage("door.mp4", Uint8Array.of(1, 2, 3));
  const script = /<script>([\s\S]*)<\/script>/.exec(page)![1]!;
  const elements = new Map(
    [...page.matchAll(/ id="(\w+)"/g)].map(([, id]) => [id!, new FakeElement()]),
  );
  const saved: Blob[] = [];
  const makeElement = () => new FakeElement();
  const document = {
    getElementById: (id: string) => elements.get(id),
    createElement: makeElement,
    createElementNS: makeElement,
  };
  const window = new FakeElement();
  const url = { createObjectURL: (blob: Blob) => saved.push(blob), revokeObjectURL: () => {} };
  runInContext(script, createContext({ document, window, Blob, URL: url }));
  const find = (id: string): FakeElement => elements.get(id)!;
  const add = (name: string, x: string, y: string, z: string): void => {
    for (const [id, value] of Object.entries({ name, x, y, z })) find(id).value = value;
    find("form").fire("submit");
  };
  const save = async () => {
    find("save").fire("click");
    return await saved.at(-1)!.text();
  };
  return { find, add, save, window };
}

describe("the page of points", () => {
  it("writes down what was clicked and moved by keys, as the command reads it", async () => {
    const { find, add, save } = openPage();
    const stage = find("stage");
    stage.fire("click", { clientX: 110, clientY: 70, detail: 1 });
    stage.fire("keydown", { key: "ArrowRight" });
    stage.fire("keydown", { key: "ArrowUp", shiftKey: true });
    stage.fire("keydown", { key: "ArrowDown", altKey: true });
    stage.fire("keydown", { key: "Enter" });
    expect(find("name").isFocused).toBe(true);
    add('the "door", left', "1,5", "-2", "0.25");
    expect(find("fault").textContent).toBe("");
    stage.fire("click", { clientX: 9, clientY: 500, detail: 1 });
    add("corner", "0", "0", "0");
    expect(find("rows").children).toHaveLength(2);
    expect(parsePointsCsv(await save(), "points.csv")).toEqual([
      { name: 'the "door", left', place: { x: 1.5, y: -2, z: 0.25 }, x: 200.5, y: 89.6, line: 2 },
      { name: "corner", place: { x: 0, y: 0, z: 0 }, x: -0.5, y: 359.5, line: 3 },
    ]);
  });

  it("writes no name that a spreadsheet would run, and reads what it wrote", async () => {
    const { find, add, save } = openPage();
    find("stage").fire("click", { clientX: 110, clientY: 70, detail: 1 });
    add("=1+1", "-1", "2", "3");
    const text = await save();
    expect(text).toMatch(/^'=1\+1,-1,2,3,/m);
    expect(parsePointsCsv(text, "points.csv").map(({ name }) => name)).toEqual(["=1+1"]);
    const file = { name: "points.csv", text: async () => text };
    await find("open").fire("change", { target: { files: [file] } });
    expect(await save()).toBe(text);
  });

  it("says what a point lacks", () => {
    const { find, add } = openPage();
    add("a", "1", "2", "3");
    expect(find("fault").textContent).toMatch(/Click the point in the picture first/);
    find("stage").fire("click", { clientX: 110, clientY: 70, detail: 1 });
    add("a", "1", "far", "3");
    expect(find("fault").textContent).toMatch(/y is a number of metres/);
    add("a", "1", "2", "3");
    find("stage").fire("click", { clientX: 120, clientY: 70, detail: 1 });
    add("a", "1", "2", "3");
    expect(find("fault").textContent).toMatch(/There is a point a already/);
  });

  it("takes back what was done, the last first", async () => {
    const { find, add, save } = openPage();
    for (const [at, name] of ["a", "b"].entries()) {
      find("stage").fire("click", { clientX: 110 + at, clientY: 70, detail: 1 });
      add(name, "1", "2", "3");
    }
    expect(find("said").textContent).toBe("b was added: 2 points, 4 more at least.");
    find("rows").children[0]!.children.at(-1)!.children.at(-1)!.fire("click");
    expect(find("rows").children).toHaveLength(1);
    expect(find("undo")).toMatchObject({ isFocused: true, disabled: false });
    find("undo").fire("click");
    expect(find("rows").children).toHaveLength(2);
    find("undo").fire("click");
    expect(parsePointsCsv(await save(), "points.csv").map(({ name }) => name)).toEqual(["a"]);
    find("undo").fire("click");
    expect(find("undo").disabled).toBe(true);
    find("save").fire("click");
    expect(find("fault").textContent).toBe("There is no point yet.");
  });

  it("goes on with a file, changes a point of it, and warns of what is not saved", async () => {
    const { find, save, window } = openPage();
    const isWarned = (): boolean => {
      let warned = false;
      window.fire("beforeunload", { preventDefault: () => (warned = true) });
      return warned;
    };
    const text = 'name,x_m,y_m,z_m,u_px,v_px\n"a ""b"", c",1,2,3,10,20\nd,4,5,6,30.5,40\n';
    const file = { name: "points.csv", text: async () => text };
    await find("open").fire("change", { target: { files: [file] } });
    expect(isWarned()).toBe(false);
    const change = find("rows").children[1]!.children.at(-1)!.children[0]!;
    change.fire("click");
    expect(find("x").value).toBe("4");
    find("stage").fire("keydown", { key: "ArrowLeft" });
    find("form").fire("submit");
    expect(isWarned()).toBe(true);
    expect(await save()).toBe(
      'name,x_m,y_m,z_m,u_px,v_px\n"a ""b"", c",1,2,3,10.0,20.0\nd,4,5,6,29.5,40.0\n',
    );
    expect(isWarned()).toBe(false);
    await find("open").fire("change", {
      target: { files: [{ ...file, text: async () => "a,b\n1,2\n" }] },
    });
    expect(find("fault").textContent).toBe("points.csv is no file of points.");
  });
});
