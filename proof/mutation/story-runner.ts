/**
 * A test runner for Stryker that loads the stories of the core once and tells them in its own process. A
 * mutant is a switch in the loaded code, so it costs the stories that pass it and nothing else: some
 * milliseconds, where a vitest worker for each costs a second.
 */
import { globSync } from "node:fs";
import { registerHooks } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type Story, stories } from "./stories.ts";

/** What the instrumented code and Stryker say to each other, by its documented global. */
interface Switchboard {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  mutantCoverage?: unknown;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
}

interface MutantRun {
  readonly activeMutant: { readonly id: string };
  readonly testFilter?: readonly string[];
  readonly hitLimit?: number;
}

/** Each takes seconds, and would for every mutant. */
const TOO_LONG = /properties\.test\.ts$/;

function switchboard(): Switchboard {
  const shared = globalThis as { __stryker__?: Switchboard };
  shared.__stryker__ ??= {};
  return shared.__stryker__;
}

class StoryRunner {
  #loaded: Promise<void> | null = null;

  /** Modules are loaded once: for a mutant of code that runs at loading, Stryker takes a new process. */
  capabilities() {
    return { reloadEnvironment: false };
  }

  async dryRun() {
    const board = switchboard();
    await this.#load();
    const tests = [];
    for (const story of stories) {
      board.currentTestId = story.id;
      const began = performance.now();
      const failureMessage = await failureOf(story);
      const one = { id: story.id, name: story.id, timeSpentMs: performance.now() - began };
      tests.push(
        failureMessage === null ? { ...one, status: 0 } : { ...one, status: 1, failureMessage },
      );
    }
    board.currentTestId = undefined;
    return { status: "complete", tests, mutantCoverage: board.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }: MutantRun) {
    const board = switchboard();
    Object.assign(board, { activeMutant: activeMutant.id, hitCount: 0, hitLimit });
    try {
      await this.#load();
      const told = new Set(testFilter ?? stories.map(({ id }) => id));
      for (const [place, story] of stories.filter(({ id }) => told.has(id)).entries()) {
        const failureMessage = await failureOf(story);
        if (hitLimit !== undefined && (board.hitCount ?? 0) > hitLimit)
          return { status: "timeout", reason: `passed more than ${hitLimit} times` };
        if (failureMessage !== null)
          return { status: "killed", killedBy: [story.id], failureMessage, nrOfTests: place + 1 };
      }
      return { status: "survived", nrOfTests: told.size };
    } catch (error) {
      return { status: "error", errorMessage: String(error) };
    } finally {
      board.activeMutant = undefined;
    }
  }

  #load(): Promise<void> {
    this.#loaded ??= load();
    return this.#loaded;
  }
}

async function load(): Promise<void> {
  const api = new URL("./stories.ts", import.meta.url).href;
  registerHooks({
    resolve: (word, context, next) =>
      word === "vitest" && context.parentURL !== api
        ? { url: api, shortCircuit: true }
        : next(word, context),
  });
  for (const file of globSync("test/core/*.test.ts").toSorted())
    if (!TOO_LONG.test(file)) await import(pathToFileURL(resolve(file)).href);
}

async function failureOf({ tell }: Story): Promise<string | null> {
  try {
    await tell();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export const strykerPlugins = [
  { kind: "TestRunner", name: "stories", injectableClass: StoryRunner },
];
