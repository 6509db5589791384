/** The cause-and-effect matrix, worked out by running the engine. */
export { matrixHtml } from "./html.ts";
export { type Cell, type Matrix, type MatrixDoor, matrixOf } from "./matrix.ts";
export { matrixText, type Paint, type Style } from "./text.ts";
export { LEGEND, letters } from "./words.ts";
