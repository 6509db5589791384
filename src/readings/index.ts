/** What the rest of the house may use of the recogniser. */
export { type CustomRule, customRule } from "./custom.ts";
export {
  type BoltRecognition,
  EVERY_KIND,
  PRESETS,
  type Preset,
  type Recognised,
  type Recognition,
} from "./reading.ts";
export { companionsFor, recognise, recogniseBolt, SOURCES, type Source } from "./recognise.ts";
