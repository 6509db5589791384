/** From a person's request to its answer: written down first, decided while it is fresh, or refused. */
import { randomBytes } from "node:crypto";
import type { Request, Result } from "../core/index.ts";
import { type JournalDesk, NOTHING_YET } from "./journal-desk.ts";
import type { RequestTime } from "./request-time.ts";

type Refused = Extract<Result, { ok: false }>;

const NOT_RECORDED: Refused = {
  ok: false,
  code: "not-recorded",
  reason: "The journal can't keep this, so it is not done. Releases for life still are.",
};

export interface RequestDeskOptions {
  readonly journal: JournalDesk;
  readonly time: RequestTime;
  /** Looks whether this process has just come out of a gap, and tells the engine. */
  readonly noticeGap: () => void;
  /** Why nobody is obeyed at all; null while anybody is. */
  readonly refusal: () => Refused | null;
  readonly iso: () => string;
  readonly submit: (request: Request, ask: string) => Result;
}

export class RequestDesk {
  readonly #options: RequestDeskOptions;
  readonly #run = randomBytes(4).toString("hex");
  #number = 0;

  constructor(options: RequestDeskOptions) {
    this.#options = options;
  }

  async take(request: Request): Promise<Result> {
    const { journal, time, noticeGap, refusal, iso, submit } = this.#options;
    noticeGap();
    const asked = time.asked();
    if (!asked.ok) return asked;
    this.#number += 1;
    const ask = `${this.#run}-${this.#number}`;
    const kept = await journal.record({ ...NOTHING_YET, at: iso(), input: request, ask });
    noticeGap();
    const refused = time.late(asked.at) ?? refusal() ?? (kept ? null : NOT_RECORDED);
    if (refused === null) return submit(request, ask);
    void journal.record({ ...NOTHING_YET, at: iso(), input: request, ask, result: refused });
    return refused;
  }
}
