#!/usr/bin/env node
import { CommanderError } from 'commander';
import { program } from './program.js';
import { errorLine, exitCodeOf } from './errors.js';

try {
  await program().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    process.stderr.write(`footman: ${errorLine(error)}\n`);
    process.exitCode = exitCodeOf(error);
  }
}
