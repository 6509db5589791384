/** One worker: plays the days that it is given, one after the other, with the clocks of its own thread. */
import { parentPort } from "node:worker_threads";
import { type DayOptions, playDay } from "./day.ts";

// Nobody looks at the traces of errors that are caught, and making them costs a fifth of a day.
Error.stackTraceLimit = 0;

parentPort?.on("message", (errand: DayOptions) => {
  void playDay(errand).then((outcome) => parentPort?.postMessage(outcome));
});
