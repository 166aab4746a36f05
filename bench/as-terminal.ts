/** Loaded before the command line (`node --import`): its progress bar is then drawn into a pipe as on a terminal. */
process.stdout.isTTY = true;
