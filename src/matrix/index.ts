/** The cause-and-effect matrix, worked out by running the engine. */
export { type Cell, type Matrix, type MatrixDoor, matrixOf } from "./matrix.ts";
export { LEGEND, letters } from "./words.ts";
