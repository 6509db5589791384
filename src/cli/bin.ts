#!/usr/bin/env node
import { runCli } from "./run-cli.ts";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());

const { stdin, stdout, stderr, env } = process;
void runCli({ argv: process.argv.slice(2), stdin, stdout, stderr, env, signal: stop.signal }).then(
  (code) => {
    process.exitCode = code;
  },
);
