#!/usr/bin/env node
/** The `vultus` executable. */
import { runCommandLine } from './program.js';
import { toleratePipes } from './terminal.js';

toleratePipes();
process.exitCode = await runCommandLine(process.argv.slice(2));
