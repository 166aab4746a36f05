/** A copy of the built package with models of its own, as an installation has them. */
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// dist/test/ → the repository's root.
const root = fileURLToPath(new URL('../../', import.meta.url));

/** One line of `models.json` and the folder of its model. */
export interface Shipped {
  readonly name: string;
  readonly description: string;
  readonly record?: unknown;
  readonly directory: string;
}

/**
 * @param models the first is the default; none leaves out the folder
 * @returns the program of the copy, and the folder of its models
 */
export function packageWith(folder: string, models: readonly Shipped[]): { main: string; models: string } {
  cpSync(join(root, 'dist', 'src'), join(folder, 'dist', 'src'), {
    recursive: true,
    filter: (path) => !/\.test\.|\.map$/.test(path),
  });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const at = join(folder, 'models');
  if (models.length > 0) {
    mkdirSync(at);
    const listed = models.map(({ directory, ...line }) => {
      cpSync(directory, join(at, line.name), { recursive: true });
      return line;
    });
    writeFileSync(join(at, 'models.json'), JSON.stringify({ default: models[0].name, models: listed }));
  }
  return { main: join(folder, 'dist', 'src', 'cli', 'main.js'), models: at };
}
