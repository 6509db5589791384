/** One thing that is wrong with what a person gave us, where it is, and how to mend it. */
export interface Problem {
  /** Path in the file, as `doors[0].locks[1].failMode`; empty for the whole. */
  readonly path: string;
  readonly message: string;
  readonly mend: string;
}

export type EgressErrorCode =
  | "site-invalid"
  | "site-unreadable"
  | "options-invalid"
  | "broker-unreachable"
  | "port-in-use"
  | "site-locked";

/** The one error class. Callers branch on `code` and show `problems`; they never read the wording. */
export class EgressError extends Error {
  readonly code: EgressErrorCode;
  readonly problems: readonly Problem[];

  constructor(
    code: EgressErrorCode,
    message: string,
    options: { problems?: readonly Problem[]; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "EgressError";
    this.code = code;
    this.problems = options.problems ?? [];
  }
}

export function isEgressError(error: unknown): error is EgressError {
  return error instanceof EgressError;
}
