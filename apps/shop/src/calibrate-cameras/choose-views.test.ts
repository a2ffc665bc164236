import { beforeAll, describe, expect, it } from "vitest";
import { BOARD_CORNERS_MIN, CORNERS_X, CORNERS_Y, findCornerPlace } from "./board-layout.ts";
import { chooseViews, DIFFERENCE_MIN, type SeenBoard, VIEWS_CHOSEN_MAX } from "./choose-views.ts";
import { loadOpenCv } from "./open-cv.ts";
import { type BoardSolver, createBoardSolver } from "./solve-boards.ts";

const WIDTH_PX = 1000;

let solver: BoardSolver;
beforeAll(async () => {
  solver = createBoardSolver(await loadOpenCv());
});

/** The board seen square on, moved to the right by a share of the picture's width. */
function see(name: string, share: number, count = CORNERS_X * CORNERS_Y): SeenBoard {
  const corners = Array.from({ length: count }, (_, corner) => {
    const { x, y } = findCornerPlace(corner, 30);
    return { corner, x: x + share * WIDTH_PX, y };
  });
  return { name, corners };
}

describe("chooseViews", () => {
  it("leaves out what is seen as in another view, and says as which", () => {
    const views = [see("a", 0), see("b", DIFFERENCE_MIN / 2, 30), see("c", 0.3)];
    const { chosen, leftOut } = chooseViews(solver, views, WIDTH_PX);
    expect(chosen.map(({ name }) => name)).toEqual(["a", "c"]);
    expect(leftOut).toEqual([{ name: "b", why: "as a" }]);
  });

  it("leaves out what shows too little, and says so", () => {
    const line = see("line", 0, CORNERS_X);
    const views = [see("none", 0, 0), see("few", 0, BOARD_CORNERS_MIN - 1), line, see("all", 0)];
    const { chosen, leftOut } = chooseViews(solver, views, WIDTH_PX);
    expect(chosen.map(({ name }) => name)).toEqual(["all"]);
    expect(leftOut).toEqual([
      { name: "none", why: "no board is seen" },
      { name: "few", why: `only ${BOARD_CORNERS_MIN - 1} corners are seen` },
      { name: "line", why: "its corners lie on one line" },
    ]);
  });

  it("keeps as many as are enough, those that differ most", () => {
    const step = DIFFERENCE_MIN * 1.5;
    const views = Array.from({ length: VIEWS_CHOSEN_MAX + 1 }, (_, at) => see(`${at}`, at * step));
    const { chosen, leftOut } = chooseViews(solver, views, WIDTH_PX);
    expect(chosen).toHaveLength(VIEWS_CHOSEN_MAX);
    expect(chosen.map(({ name }) => name)).toContain(`${VIEWS_CHOSEN_MAX}`);
    expect(leftOut[0]!.why).toMatch(/others that differ more are enough/);
    expect(chooseViews(solver, views.slice(1), WIDTH_PX).leftOut).toEqual([]);
  });
});
